import { expect, it } from 'vitest';
import type { Cluster } from '../model/cluster.ts';
import type { Graph } from '../model/graph.ts';
import { exampleCluster } from '../testing/examples.ts';
import { hostNames } from './hosts.ts';
import { buildGraph } from './index.ts';
import { orderOf } from './order.ts';

const graphOf = (yaml: string, options: Partial<Cluster> = {}): Graph => buildGraph(exampleCluster(yaml, options));
const secret = (graph: Graph, name: string, namespace = 'shop') => graph.resolve({ kind: 'Secret', namespace, name });

it('finds what is rendered, made at run time, declared, and part of Kubernetes', () => {
  const graph = graphOf(
    `apiVersion: v1
kind: Secret
metadata: { name: plain, namespace: shop }
stringData: { a: b }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: c, namespace: shop }
spec: { secretName: c-tls }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: e, namespace: shop }
spec: { data: [{ secretKey: one }], target: { name: fetched } }
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: db, namespace: shop }
`,
    { external: [{ kind: 'Secret', name: 'hand-*', namespace: 'shop', reason: 'made by hand', data: { k: 'v' } }] },
  );
  expect(secret(graph, 'plain')).toMatchObject({ state: 'found', by: 'rendered', keys: new Set(['a']) });
  expect(secret(graph, 'c-tls')).toEqual({ state: 'found', by: 'produced', keys: new Set(['tls.crt', 'tls.key', 'ca.crt']) });
  expect(secret(graph, 'fetched')).toEqual({ state: 'found', by: 'produced', keys: new Set(['one']) });
  expect(secret(graph, 'db-app')).toEqual({ state: 'found', by: 'produced' });
  expect(secret(graph, 'hand-1')).toEqual({ state: 'found', by: 'external', keys: new Set(['k']) });
  expect(graph.resolve({ kind: 'ConfigMap', namespace: 'any', name: 'kube-root-ca.crt' })).toEqual({ state: 'found', by: 'builtin' });
  expect(secret(graph, 'plian')).toEqual({ state: 'missing', near: 'plain' });
  expect(secret(graph, 'plain', 'other')).toEqual({ state: 'missing', elsewhere: 'shop' });
});

it('does not know what a unit that was not rendered would hold', () => {
  const id = { kind: 'HelmRelease', namespace: 'shop', name: 'db' } as const;
  const graph = graphOf('', { units: [{ id, outcome: 'skipped', manifests: [], problems: [] }] });
  expect(secret(graph, 'db')).toEqual({ state: 'unknown', unit: id });
  expect(secret(graph, 'db', 'other')).toEqual({ state: 'missing' });
});

const pods = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: web }] }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
spec: { containers: [{ name: db, ports: [{ name: sql, containerPort: 5432 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: scrape, namespace: monitoring, labels: { app: prometheus } }
spec: { containers: [{ name: a }] }
---
apiVersion: v1
kind: Namespace
metadata: { name: monitoring, labels: { team: ops } }
---
`;

function reach(policy: string, from: string, to: string, port: number): boolean {
  const graph = graphOf(pods + policy);
  const pod = (name: string) => graph.pods.find(({ resource }) => resource.name === name)!;
  return graph.mayReach(pod(from), pod(to), port).allowed;
}
const policy = (spec: string) => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: shop }\nspec: ${spec}\n`;

it('lets everything through where no policy selects the pod', () => {
  expect(reach('', 'web', 'db', 5432)).toBe(true);
  expect(reach(policy('{ podSelector: { matchLabels: { app: other } } }'), 'web', 'db', 5432)).toBe(true);
});

it('follows ingress rules by pod, namespace, port number and port name', () => {
  const spec = (rule: string) => policy(`{ podSelector: { matchLabels: { app: db } }, ingress: [${rule}] }`);
  expect(reach(spec('{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: sql }] }'), 'web', 'db', 5432)).toBe(true);
  expect(reach(spec('{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 80, endPort: 90 }] }'), 'web', 'db', 5432)).toBe(false);
  expect(reach(spec('{ from: [{ podSelector: {} }] }'), 'scrape', 'db', 5432)).toBe(false);
  expect(reach(spec('{ from: [{ namespaceSelector: { matchLabels: { team: ops } } }] }'), 'scrape', 'db', 5432)).toBe(true);
  expect(reach(spec('{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } }, podSelector: { matchLabels: { app: other } } }] }'), 'scrape', 'db', 5432)).toBe(false);
  expect(reach(spec('{}'), 'scrape', 'db', 5432)).toBe(true);
});

it('follows egress rules, which count only where the policy is about egress', () => {
  expect(reach(policy('{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress] }'), 'web', 'db', 5432)).toBe(false);
  expect(reach(policy('{ podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress] }'), 'web', 'db', 5432)).toBe(true);
  expect(reach(policy('{ podSelector: { matchLabels: { app: web } }, egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }] }'), 'web', 'db', 5432)).toBe(true);
});

it('reads in-cluster host names from settings, URLs and texts', () => {
  const graph = graphOf(`apiVersion: v1
kind: ConfigMap
metadata: { name: c, namespace: shop }
data:
  DB_HOST: db:5432
  TITLE: db
  PUBLIC_URL: https://shop.example.com
  URL: redis://user:pw@cache.shop:6379/0
  conf: |
    # see http://example for more
    proxy_pass http://api.other.svc.cluster.local:8080/;
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`);
  expect(hostNames(graph).map(({ written, target, pointer }) => [pointer, written, `${target.namespace}/${target.name}`, target.port])).toEqual([
    ['/data/DB_HOST', 'db', 'shop/db', 5432],
    ['/data/URL', 'cache.shop', 'shop/cache', 6379],
    ['/data/conf', 'api.other.svc.cluster.local', 'other/api', 8080],
  ]);
});

it('knows who waits for whom, through others and through those who render them', () => {
  const kustomization = (name: string, dependsOn: string[], by = 'root') => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: f, annotations: { example-unit: Kustomization/f/${by} } }\nspec: { dependsOn: [${dependsOn.map((other) => `{ name: ${other} }`).join(', ')}] }\n`;
  const order = orderOf(graphOf([kustomization('a', []), kustomization('b', ['a']), kustomization('c', ['b']), kustomization('inner', [], 'c'), kustomization('x', ['y']), kustomization('y', ['x'])].join('---\n')));
  const unit = (name: string) => ({ kind: 'Kustomization', namespace: 'f', name }) as const;
  expect(order.waitsFor(unit('c'), unit('a'))).toBe(true);
  expect(order.waitsFor(unit('inner'), unit('a'))).toBe(true);
  expect(order.waitsFor(unit('a'), unit('c'))).toBe(false);
  expect(order.waitsFor(unit('x'), unit('y'))).toBe(true);
});

it('takes hostile names as names', () => {
  const graph = graphOf(`apiVersion: v1
kind: Pod
metadata: { name: __proto__, namespace: constructor, labels: { __proto__: x, toString: y } }
spec: { containers: [{ name: a, env: [{ name: __proto__, valueFrom: { secretKeyRef: { name: __proto__, key: constructor } } }] }] }
`);
  expect(graph.get('Pod', 'constructor', '__proto__')?.name).toBe('__proto__');
  expect(graph.references.map(({ target }) => target)).toEqual([{ kind: 'Secret', namespace: 'constructor', name: '__proto__', key: 'constructor' }]);
  expect(graph.select('constructor', { matchLabels: { toString: 'y' }, matchExpressions: [] })).toHaveLength(1);
  expect(graph.select('constructor', { matchLabels: { valueOf: 'y' }, matchExpressions: [] })).toHaveLength(0);
});
