import { describe, expect, test } from 'vitest';
import { objects, render as renderValues } from './render.ts';

const app = 'containers: {app: {image: {repository: r, tag: "1"}}}';
const main = `controllers: {main: {${app}}}`;
const render = (values: string, kubeVersion = '1.36.0') => objects(renderValues(values, { release: 'shop', namespace: 'apps', kubeVersion }));
/** The pod spec of the only deployment. */
const podOf = (values: string, kubeVersion?: string) =>
  (render(values, kubeVersion)['Deployment shop'] as unknown as { spec: { template: { spec: Record<string, unknown> & { containers: Record<string, unknown>[] } } } }).spec.template.spec;

describe('what upstream\'s version 5 adds', () => {
  test('a PodMonitor for the only controller', () => {
    expect(render(`${main}\npodMonitor: {shop: {podMetricsEndpoints: [{port: metrics, path: "/{{ .Release.Name }}"}], podTargetLabels: [team]}}`)['PodMonitor shop']).toMatchObject({
      apiVersion: 'monitoring.coreos.com/v1',
      spec: {
        jobLabel: 'shop', namespaceSelector: { matchNames: ['apps'] }, podMetricsEndpoints: [{ port: 'metrics', path: '/shop' }], podTargetLabels: ['team'],
        selector: { matchLabels: { 'app.kubernetes.io/controller': 'main', 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/name': 'shop' } },
      },
    });
  });

  test('an autoscaler takes the replicas over', () => {
    const all = render(`controllers: {main: {${app}, replicas: 2, horizontalPodAutoscaler: {maxReplicas: 6, behavior: {scaleDown: {stabilizationWindowSeconds: 60}}}}}`);
    expect(all['Deployment shop']!['spec']).not.toHaveProperty('replicas');
    expect(all['HorizontalPodAutoscaler shop']!['spec']).toEqual({
      minReplicas: 2, maxReplicas: 6, behavior: { scaleDown: { stabilizationWindowSeconds: 60 } }, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
    });
  });

  test('ephemeral and projected volumes', () => {
    expect(podOf(`${main}\npersistence: {cache: {type: ephemeral, accessMode: ReadWriteOnce, size: 1Gi, storageClass: "-", labels: {a: b}}, all: {type: projected, defaultMode: 256, sources: [{secret: {name: "{{ .Release.Name }}"}}]}}`)).toMatchObject({
      volumes: [
        { name: 'all', projected: { defaultMode: 256, sources: [{ secret: { name: 'shop' } }] } },
        { name: 'cache', ephemeral: { volumeClaimTemplate: { metadata: { labels: { a: 'b' } }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: '' } } } },
      ],
      containers: [{ volumeMounts: [{ name: 'all', mountPath: '/all' }, { name: 'cache', mountPath: '/cache' }] }],
    });
  });

  test('raw resources as manifests, with the labels of the release and a namespace if one is given', () => {
    const raw = render(`${main}\nrawResources: {a: {namespace: other, manifest: {apiVersion: v1, kind: ConfigMap, metadata: {labels: {x: "{{ .Release.Name }}"}, annotations: {note: z}, finalizers: [f.example/x]}, data: {k: "{{ .Release.Namespace }}"}}}, b: {manifest: {apiVersion: v1, kind: Namespace}}}`);
    expect(raw['ConfigMap shop-a']).toEqual({
      apiVersion: 'v1', kind: 'ConfigMap', data: { k: 'apps' },
      metadata: {
        name: 'shop-a', namespace: 'other', annotations: { note: 'z' }, finalizers: ['f.example/x'],
        labels: { 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/name': 'shop', 'helm.sh/chart': 'app-template-4.6.2', x: 'shop' },
      },
    });
    expect(raw['Namespace shop-b']!.metadata).not.toHaveProperty('namespace');
  });

  test('resize policies from the Kubernetes versions that know them', () => {
    const values = 'controllers: {main: {pod: {resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]}, containers: {app: {image: {repository: r, tag: "1"}, resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]}}}}';
    const policy = [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }];
    expect(podOf(values)).toMatchObject({ resizePolicy: policy, containers: [{ resizePolicy: policy }] });
    expect(podOf(values, '1.34.0')).not.toHaveProperty('resizePolicy');
    expect(podOf(values, '1.34.0').containers[0]).not.toHaveProperty('resizePolicy');
  });

  test('probes by command', () => {
    expect(podOf('controllers: {main: {containers: {app: {image: {repository: r, tag: "1"}, probes: {liveness: {enabled: true, type: COMMAND, command: [pg_isready], spec: {periodSeconds: 5}}}}}}}').containers[0]).toMatchObject({
      livenessProbe: { exec: { command: ['pg_isready'] }, periodSeconds: 5, failureThreshold: 3, initialDelaySeconds: 0, timeoutSeconds: 1 },
    });
  });
});

describe('global.compatibility', () => {
  const values = (version: string) => `global: {compatibility: ${version}}\n${main}\nserviceAccount: {robot: {}}`;
  test('v4 keeps upstream\'s defaults of 4.6.2', () => {
    expect(podOf(values('v4'))).toMatchObject({ automountServiceAccountToken: true, serviceAccountName: 'robot' });
    expect(podOf(`${main}\nserviceAccount: {robot: {}}`)).toEqual(podOf(values('v4')));
  });
  test('v5 gives no token, the account by its object\'s name, a gateway without namespace, a policy for the only controller', () => {
    expect(podOf(values('v5'))).toMatchObject({ automountServiceAccountToken: false, serviceAccountName: 'shop' });
    const all = render(`${values('v5')}\nservice: {a: {ports: {http: {port: 80}}}}\nroute: {a: {parentRefs: [{name: gw}]}}\nnetworkpolicies: {a: {policyTypes: [Ingress], rules: {}}}`);
    expect(all['HTTPRoute shop']!['spec']).toMatchObject({ parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' }] });
    expect(all['NetworkPolicy shop']!['spec']).toMatchObject({ podSelector: { matchLabels: { 'app.kubernetes.io/controller': 'main' } } });
  });
  test('an explicit choice wins', () => {
    expect(podOf(`global: {compatibility: v5}\ndefaultPodOptions: {automountServiceAccountToken: true}\n${main}`)).toMatchObject({ automountServiceAccountToken: true });
  });
});

describe('merges', () => {
  test('defaults of pods and containers by both strategies', () => {
    const values = (strategy: string) => `
defaultPodOptions: {securityContext: {runAsUser: 1, fsGroup: 2}, nodeSelector: {a: b}, hostNetwork: true, tolerations: [{key: a}]}
defaultPodOptionsStrategy: ${strategy}
controllers:
  main:
    defaultContainerOptionsStrategy: ${strategy}
    defaultContainerOptions: {image: {repository: base, tag: "1"}, env: {A: a, B: b}, securityContext: {privileged: false}}
    pod: {securityContext: {runAsUser: 9}, nodeSelector: {}, hostNetwork: false, tolerations: [{key: z}]}
    containers: {app: {image: {repository: own, tag: "2", pullPolicy: Always}, env: {B: mine}}}`;
    expect(podOf(values('overwrite'))).toMatchObject({
      securityContext: { runAsUser: 9 }, hostNetwork: false, tolerations: [{ key: 'z' }], dnsPolicy: 'ClusterFirst',
      containers: [{ image: 'own:2', env: [{ name: 'B', value: 'mine' }], securityContext: { privileged: false } }],
    });
    expect(podOf(values('overwrite'))['securityContext']).not.toHaveProperty('fsGroup');
    expect(podOf(values('overwrite'))).not.toHaveProperty('nodeSelector');
    expect(podOf(values('merge'))).toMatchObject({
      securityContext: { runAsUser: 9, fsGroup: 2 }, nodeSelector: { a: 'b' }, containers: [{ image: 'own:2', env: [{ name: 'A', value: 'a' }, { name: 'B', value: 'mine' }] }],
    });
  });

  test('null switches an entry off', () => {
    const all = render(`controllers: {main: {${app}}, worker: null}\nservice: {a: {ports: {http: {port: 80}}}, b: null}\npersistence: {x: null}`);
    expect(Object.keys(all).sort()).toEqual(['Deployment shop', 'Service shop']);
  });

  test('templates in values may use the names of upstream\'s library', () => {
    expect(render('configMaps: {a: {data: {name: \'{{ include "bjw-s.common.lib.chart.names.fullname" $ }}\'}}}')['ConfigMap shop']).toMatchObject({ data: { name: 'shop' } });
  });
});
