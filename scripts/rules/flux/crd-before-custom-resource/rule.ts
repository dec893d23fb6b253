import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { showUnit, unitKey } from '../../../lib/unit.ts';
import { definitionMakers } from '../../../graph/definitions.ts';
import { orderOf } from '../../../graph/order.ts';

export default defineRule({
  meta: { summary: 'Custom resources are applied after the release that brings their CRD', level: 'error', source: 'CHECKS 13; flux2#562, flux2#3874' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    const makers = definitionMakers(graph);
    const said = new Set<string>();
    // flux-operator makes the sync of a FluxInstance, so it and its CRDs are there before Flux applies anything.
    const hasOperator = graph.ofKind('fluxcd.controlplane.io/FluxInstance').some(({ object }) => get(object, 'spec', 'sync') !== undefined);
    for (const { manifest, kind, ref } of graph.resources) {
      const maker = makers.get(kind);
      // A CRD that the Kustomization itself holds is applied in a stage of its own, before the rest.
      if (maker === undefined || manifest.unit.kind !== 'Kustomization' || (hasOperator && kind.startsWith('fluxcd.controlplane.io/'))) continue;
      const key = `${unitKey(manifest.unit)} ${kind}`;
      if (!order.isWithin(maker, manifest.unit) || said.has(key)) continue;
      said.add(key);
      yield { manifest, pointer: '/kind', message: `the CRD of ${ref.kind} comes with ${showUnit(maker)}, which the same Kustomization ${manifest.unit.name} brings: on a new cluster its dry-run fails and nothing is applied; move one into a Kustomization of its own, with dependsOn` };
    }
  },
});
