import { defineRule } from '../../../model/rule.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Graph } from '../../../model/graph.ts';
import { get, map, text } from '../../../lib/read.ts';

const retired: readonly { readonly chart: RegExp; readonly source: RegExp; readonly before?: RegExp; readonly why: string }[] = [
  { chart: /^ingress-nginx$/, source: /./, why: 'ingress-nginx was archived in March 2026 and gets no security fixes; move to traefik or a Gateway' },
  { chart: /./, source: /charts\.helm\.sh\/(?:stable|incubator)/, why: 'the stable and incubator repositories ended in November 2020; take the chart of the project' },
  { chart: /^cert-manager$/, source: /./, before: /^v?(?:0\.|1\.(?:\d|1[0-6])\.)/, why: 'this cert-manager gets no fixes any more; take a supported version' },
];

export default defineRule({
  meta: { summary: 'Charts still get security fixes', level: 'error', source: 'SYSTEMS.md', profiles: { homelab: 'warn' } },
  *checkCluster(graph) {
    for (const { manifest, object, namespace } of graph.ofKind('helm.toolkit.fluxcd.io/HelmRelease')) {
      const { chart, version, url } = chartOf(graph, object, namespace);
      const end = retired.find((entry) => entry.chart.test(chart) && entry.source.test(url || ' ') && (entry.before === undefined || entry.before.test(version)));
      if (end !== undefined) yield { manifest, pointer: get(object, 'spec', 'chartRef') === undefined ? '/spec/chart/spec/chart' : '/spec/chartRef/name', message: `chart "${chart}": ${end.why}` };
    }
  },
});

/** Name, version and address of a release's chart; an OCIRepository is a chart of its own. */
function chartOf(graph: Graph, object: JsonObject, namespace: string): { chart: string; version: string; url: string } {
  const ref = map(object, 'spec', 'chartRef');
  const kind = text(ref, 'kind') ?? text(object, 'spec', 'chart', 'spec', 'sourceRef', 'kind') ?? '';
  const name = text(ref, 'name') ?? text(object, 'spec', 'chart', 'spec', 'sourceRef', 'name') ?? '';
  const from = text(ref, 'namespace') ?? text(object, 'spec', 'chart', 'spec', 'sourceRef', 'namespace') ?? namespace;
  const source = graph.get(`source.toolkit.fluxcd.io/${kind}`, from, name)?.object;
  const url = text(source, 'spec', 'url') ?? '';
  if (kind === 'OCIRepository') return { chart: url.split('/').at(-1) ?? '', version: text(source, 'spec', 'ref', 'tag') ?? '', url };
  return { chart: text(object, 'spec', 'chart', 'spec', 'chart') ?? '', version: text(object, 'spec', 'chart', 'spec', 'version') ?? '', url };
}
