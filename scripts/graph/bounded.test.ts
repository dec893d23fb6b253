import { expect, it } from 'vitest';
import { emptyConfig } from '../discover/config.ts';
import { check } from '../check/index.ts';
import { loadRules } from '../rules/index.ts';
import type { Cluster } from '../model/cluster.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { buildGraph } from './index.ts';

const unit = { kind: 'Kustomization', namespace: 'flux-system', name: 'all' } as const;

function clusterOf(objects: readonly JsonObject[]): Cluster {
  const manifests = objects.map((object): Manifest => ({ object, unit, originOf: () => ({ steps: [], certainty: 'file' }) }));
  return { name: 'big', kubernetesVersion: '1.35', profile: 'strict', external: [], manifests, units: [{ id: unit, outcome: 'rendered', manifests, problems: [] }] };
}

const each = (count: number, make: (index: number) => readonly JsonObject[]): JsonObject[] => Array.from({ length: count }, (_, index) => make(index)).flat();
const workload = (name: string, labels: JsonObject, container: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'n' },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 80 }], ...container }] } } },
});
const service = (name: string, selector: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'n' }, spec: { selector, ports: [{ port: 80 }] } });

it('asks each selector once, and shares the answer', () => {
  const graph = buildGraph(clusterOf(each(5000, (index) => [workload(`a-${index}`, { app: 'x' }), service(`s-${index}`, { app: 'x' })])));
  const behind = graph.ofKind('Service').map((one) => graph.podsBehind(one));
  expect(new Set(behind).size).toBe(1);
  expect(behind[0]).toHaveLength(5000);
  expect(new Set(graph.pods.map(({ labels }) => labels)).size).toBe(1);
});

it('asks policies once for all pods with equal labels', () => {
  const policy = (name: string): JsonObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'n' }, spec: { podSelector: {}, ingress: [] } });
  const graph = buildGraph(clusterOf(each(1000, (index) => [workload(`a-${index}`, { app: 'x' }), policy(`p-${index}`)])));
  expect(new Set(graph.pods.map((pod) => graph.policiesOf(pod, 'ingress'))).size).toBe(1);
});

it('runs every rule over hostile clusters: one selector for all, a regular expression as a name, owners in a circle', async () => {
  const rules = await loadRules();
  const run = (objects: readonly JsonObject[]) => check({ graphs: [buildGraph(clusterOf(objects))], config: emptyConfig, rules, today: '2026-01-01', withoutVerdict: true });
  const rulesThatCrash = (objects: readonly JsonObject[]) => run(objects).findings.filter(({ rule }) => rule === 'internal/rule-crashed');
  expect(rulesThatCrash(each(300, (index) => [workload(`a-${index}`, { app: '(a+)+$' }, { env: [{ name: 'HOST', value: '(a+)+$' }] }), service(`s-${index}`, { app: '(a+)+$' })]))).toEqual([]);
  expect(rulesThatCrash(each(100, (index) => [{
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', spec: { dependsOn: [{ name: `k${(index + 1) % 100}` }] },
    metadata: { name: `k${index}`, namespace: 'flux-system', ownerReferences: [{ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', name: `k${(index + 1) % 100}`, uid: 'x' }] },
  }]))).toEqual([]);
});

it('holds 100,000 references', () => {
  const graph = buildGraph(clusterOf(each(1000, (index) => [workload(`a-${index}`, { app: `x${index}` }, { env: Array.from({ length: 100 }, (_, key) => ({ name: `E${key}`, valueFrom: { secretKeyRef: { name: `s${key}`, key: 'a' } } })) })])));
  expect(graph.references.filter(({ type }) => type === 'env')).toHaveLength(100_000);
  expect(graph.resolve({ kind: 'Secret', namespace: 'n', name: 's1' }).state).toBe('missing');
});
