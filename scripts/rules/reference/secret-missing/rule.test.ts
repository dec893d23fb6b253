import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

/** A release with a Job that generates certificates, and the pod that mounts them. */
function release(verb: string): string {
  const unit = 'annotations: { example-unit: HelmRelease/n/gateway }';
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway, namespace: n, ${unit} }
spec: { template: { spec: { containers: [{ name: c, image: i }], volumes: [{ name: certs, secret: { secretName: certs } }] } } }
---
apiVersion: batch/v1
kind: Job
metadata: { name: certgen, namespace: n, ${unit} }
spec: { template: { spec: { serviceAccountName: certgen, containers: [{ name: c, image: i }] } } }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: certgen, namespace: n, ${unit} }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [${verb}] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: certgen, namespace: n, ${unit} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: certgen }
subjects: [{ kind: ServiceAccount, name: certgen, namespace: n }]
`;
}

testRule({
  folder: import.meta.dirname,
  rule,
  finds: [{ name: 'in a release that may only read Secrets', yaml: release('get'), findings: ['`/spec/template/spec/volumes/0/secret/secretName`: no Secret "certs" in namespace n'] }],
  silent: [
    { name: 'in a release that runs what may create Secrets', yaml: release('create') },
    {
      name: 'declared as an external input',
      yaml: 'apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: n }\nspec: { containers: [{ name: c, image: i, envFrom: [{ secretRef: { name: by-hand-1 } }] }] }\n',
      cluster: { external: [{ kind: 'Secret', name: 'by-hand-*', namespace: 'n', reason: 'made by hand' }] },
    },
  ],
});
