import { defineRule } from '../../../model/rule.ts';
import type { Graph } from '../../../model/graph.ts';
import { get, list, text } from '../../../lib/read.ts';
import { groupOf } from '../../../lib/kubernetes/kind.ts';
import { openLifecycles } from '../../../schema/store/lifecycle.ts';

export default defineRule({
  meta: { summary: 'API versions have a future', level: 'warn', source: 'POLICIES api-version-current; CHECKS 51', profiles: { homelab: 'info' } },
  *checkCluster(graph) {
    const lifecycles = openLifecycles();
    const custom = deprecatedByCrd(graph);
    for (const { manifest, ref } of graph.resources) {
      const fate = lifecycles.fate(ref.apiVersion, ref.kind, graph.cluster.kubernetesVersion);
      const said = fate?.state === 'deprecated' ? fate.message : custom.get(`${ref.apiVersion} ${ref.kind}`);
      if (said !== undefined) yield { manifest, pointer: '/apiVersion', message: said };
    }
  },
});

/** What rendered CRDs say of their own versions. */
function deprecatedByCrd(graph: Graph): Map<string, string> {
  const found = new Map<string, string>();
  for (const { object } of graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition')) {
    const [group = '', kind = ''] = [text(object, 'spec', 'group'), text(object, 'spec', 'names', 'kind')];
    const versions = list(object, 'spec', 'versions');
    const current = versions.filter((version) => get(version, 'served') === true && get(version, 'deprecated') !== true).map((version) => text(version, 'name') ?? '').at(-1);
    for (const version of versions)
      if (get(version, 'deprecated') === true) found.set(`${group}/${text(version, 'name')} ${kind}`, `${group}/${text(version, 'name')} ${kind} is deprecated by its CRD${current === undefined ? '' : `; use ${groupOf(`${group}/${current}`)}/${current}`}`);
  }
  return found;
}
