import { check, loadRules } from '../check/index.ts';
import { emptyConfig } from '../discover/config.ts';
import { buildGraph } from '../graph/index.ts';
import type { JsonObject } from '../model/json.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Manifest } from '../model/manifest.ts';

/** The CPU time for a cluster of n objects, and how it grows from n to 2n: 2 is linear. */
function cluster(objects: number): Cluster {
  const unit = { kind: 'Kustomization', namespace: 'flux-system', name: 'all' } as const;
  const manifest = (object: JsonObject): Manifest => ({ object, unit, originOf: () => ({ steps: [], certainty: 'file' }) });
  const manifests = Array.from({ length: objects / 4 }, (_, index): Manifest[] => {
    const [name, namespace] = [`app-${index}`, `ns-${index % 50}`];
    const labels = { app: name, tier: 'web' };
    return [
      manifest({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels }, spec: { serviceAccountName: name, containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 80 }], env: [{ name: 'DB_HOST', value: `app-${(index + 50) % (objects / 4)}` }], envFrom: [{ secretRef: { name } }] }] } } } }),
      manifest({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector: labels, ports: [{ port: 80 }] } }),
      manifest({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data: { a: 'YQ==' } }),
      manifest({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }),
    ];
  }).flat();
  return { name: 'bench', kubernetesVersion: '1.35', profile: 'production', external: [], manifests, units: [{ id: unit, outcome: 'rendered', manifests, problems: [] }] };
}

const rules = await loadRules();
/** CPU milliseconds, which another program's load does not change. */
function time(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
time(() => buildGraph(cluster(2000)));
const results = [10_000, 20_000].map((objects) => {
  const made = cluster(objects);
  const graph = time(() => buildGraph(made));
  const built = buildGraph(made);
  const checked = time(() => check({ graphs: [built], config: emptyConfig, rules, today: '2026-01-01', withoutVerdict: true }));
  process.stdout.write(`${objects} objects: graph ${Math.round(graph)} ms of CPU, ${rules.length} rules ${Math.round(checked)} ms\n`);
  return { graph, checked };
});
const [one, two] = results as [(typeof results)[0], (typeof results)[0]];
process.stdout.write(`growth for twice the objects: graph x${(two.graph / one.graph).toFixed(1)}, rules x${(two.checked / one.checked).toFixed(1)}\n`);
