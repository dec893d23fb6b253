/** Objects that many cases transform, each with the fields that some transformer looks for. */
export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
  annotations: {note: hello}
spec:
  replicas: 1
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      serviceAccountName: runner
      imagePullSecrets: [{name: pull}]
      initContainers:
      - name: init
        image: docker.io/library/busybox:1.36
      containers:
      - name: app
        image: nginx:1.25
        args: [--a, "1"]
        env:
        - {name: A, value: a}
        - name: B
          valueFrom: {configMapKeyRef: {name: conf, key: b}}
        envFrom:
        - secretRef: {name: keys}
        ports:
        - containerPort: 8080
        - containerPort: 9090
          protocol: UDP
        volumeMounts:
        - {name: data, mountPath: /data}
      - name: side
        image: registry:5000/team/side@sha256:0123
      volumes:
      - name: data
        persistentVolumeClaim: {claimName: store}
      - name: conf
        configMap: {name: conf}
`;
export const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web}\n  ports:\n  - port: 80\n    targetPort: http\n  - port: 443\n    name: tls\n';
export const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: conf\ndata:\n  b: "1"\n  text: |\n    one\n    two\n';
export const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\ntype: Opaque\ndata:\n  k: dmFsdWU=\n';
export const claim = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: store\nspec:\n  accessModes: [ReadWriteOnce]\n';
export const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: runner\n';
export const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: w\nspec:\n  list:\n  - name: a\n    size: 1\n  - name: b\n  map: {x: 1, y: two}\n  text: plain\n  count: 3\n';
export const roles = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reader
rules:
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [conf]
  verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: readers
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
- {kind: ServiceAccount, name: runner}
- {kind: ServiceAccount, name: default, namespace: other}
- {kind: User, name: jane}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: all
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: alls
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
subjects:
- {kind: ServiceAccount, name: runner, namespace: prod}
- {kind: ServiceAccount, name: default}
`;
export const others = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations: {nginx.ingress.kubernetes.io/auth-secret: keys}
spec:
  tls: [{secretName: keys, hosts: [a.example.com]}]
  rules:
  - host: a.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: web, port: {number: 80}}}
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: tidy
spec:
  schedule: "0 1 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
          - name: tidy
            image: nginx:1.25
            envFrom: [{configMapRef: {name: conf}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: web
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - {name: db, image: "postgres"}
  volumeClaimTemplates:
  - metadata: {name: store}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
---
apiVersion: v1
kind: Namespace
metadata:
  name: prod
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  names: {kind: Widget}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: web}}
`;

/** All of them, one file each. */
export const all = { 'd.yaml': deployment, 's.yaml': service, 'c.yaml': configMap, 'k.yaml': secret, 'v.yaml': claim, 'a.yaml': account, 'w.yaml': widget, 'r.yaml': roles, 'o.yaml': others };
export const resources = 'resources: [d.yaml, s.yaml, c.yaml, k.yaml, v.yaml, a.yaml, w.yaml, r.yaml, o.yaml]\n';
