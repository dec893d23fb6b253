import { expect, it } from 'vitest';
import { exampleCluster } from '../testing/examples.ts';
import { describe, objectsNamed } from './describe.ts';
import { drawDot, drawMermaid, drawText } from './draw.ts';
import { buildGraph } from './index.ts';

const graph = buildGraph(exampleCluster(`apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop, labels: { app: api } }
spec: { containers: [{ name: api, env: [{ name: DB_HOST, value: db }], envFrom: [{ secretRef: { name: gone } }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
spec: { containers: [{ name: db, ports: [{ containerPort: 5432 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { selector: { app: db }, ports: [{ port: 5432 }] }
`));
const only = (name: string) => describe(graph, objectsNamed(graph, name)[0]!);

it('finds objects by kind, namespace and name, in any case', () => {
  expect(objectsNamed(graph, 'service/shop/db')).toHaveLength(1);
  expect(objectsNamed(graph, 'db')).toHaveLength(2);
  expect(objectsNamed(graph, 'Service/other/db')).toHaveLength(0);
});

it('says what an object refers to', () => {
  expect(drawText(only('Pod/shop/api'))).toBe(`Pod shop/api  <- Kustomization flux-system/example
refers to:
  envFrom         Secret shop/gone  /spec/containers/0/envFrom/0/secretRef/name  (missing)
  host            Service shop/db  /spec/containers/0/env/0/value
`);
});

it('says who refers to it and who may call it', () => {
  expect(drawText(only('Service/shop/db'))).toBe(`Service shop/db  <- Kustomization flux-system/example
refers to:
  selects         Pod shop/db
referred to by:
  host            Pod shop/api  /spec/containers/0/env/0/value
may be called on
  port 5432: every pod (1 workloads)
`);
  expect(drawText(only('Pod/shop/db'))).toContain('may be called on\n  port 5432: every pod (1 workloads)\n');
});

it('shows what policies select and what units render', () => {
  const more = buildGraph(exampleCluster(`apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
spec: { containers: [{ name: db }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop, annotations: { example-unit: HelmRelease/shop/db } }
spec: { podSelector: { matchLabels: { app: db } } }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: db, namespace: shop }
`));
  const text = (name: string) => drawText(describe(more, objectsNamed(more, name)[0]!));
  expect(text('NetworkPolicy/shop/db')).toBe('NetworkPolicy shop/db  <- HelmRelease shop/db\nrefers to:\n  selects         Pod shop/db\n');
  expect(text('Pod/shop/db')).toBe('Pod shop/db  <- Kustomization flux-system/example\nreferred to by:\n  selects         NetworkPolicy shop/db\n');
  expect(text('HelmRelease/shop/db')).toContain('refers to:\n  renders         NetworkPolicy shop/db\n');
});

it('draws for Graphviz and Mermaid', () => {
  expect(drawDot(only('Pod/shop/api'))).toContain('  "Pod shop/api" -> "Secret shop/gone" [label="envFrom", style=dashed, color=red];\n');
  expect(drawMermaid(only('Service/shop/db'))).toBe('flowchart LR\n  n0["Service shop/db"] -->|selects| n1["Pod shop/db"]\n  n2["Pod shop/api"] -->|host| n0\n');
});
