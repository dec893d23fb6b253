import type { Graph } from '../../../model/graph.ts';
import { globMatches } from '../../../lib/glob.ts';
import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { orderOf, sameUnit, unitKey } from '../../../graph/order.ts';

export default defineRule({
  meta: { summary: 'Custom resources are applied after the release that brings their CRD', level: 'error', source: 'CHECKS 13; flux2#562, flux2#3874' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    const makers = new Map(graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').map(({ object, manifest }) => [`${text(object, 'spec', 'group')}/${text(object, 'spec', 'names', 'kind')}`, manifest.unit]));
    const said = new Set<string>();
    for (const { manifest, kind, ref } of graph.resources) {
      const maker = makers.get(kind);
      // A CRD that the Kustomization itself holds is applied in a stage of its own, before the rest.
      if (maker?.kind !== 'HelmRelease' || manifest.unit.kind !== 'Kustomization') continue;
      const release = order.objectOf(maker);
      const key = `${unitKey(manifest.unit)} ${kind}`;
      if (release === undefined || !sameUnit(release.manifest.unit, manifest.unit) || said.has(key)) continue;
      said.add(key);
      // A CRD that is declared to be there beforehand is not missed.
      if (isDeclared(graph, kind)) continue;
      yield { manifest, pointer: '/kind', message: `the CRD of ${ref.kind} comes with ${showRef(release.ref)}, which the same Kustomization ${manifest.unit.name} applies: on a new cluster its dry-run fails and nothing is applied; move one into a Kustomization of its own, with dependsOn` };
    }
  },
});

function isDeclared({ cluster }: Graph, kind: string): boolean {
  const [group = '', name = ''] = kind.split('/');
  return cluster.external.some((input) => input.kind === 'CustomResourceDefinition' && (globMatches(input.name, `*.${group}`) || (input.name.endsWith(`.${group}`) && input.name.startsWith(name.toLowerCase()))));
}
