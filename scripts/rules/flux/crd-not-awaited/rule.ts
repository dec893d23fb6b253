import { defineRule } from '../../../model/rule.ts';
import { definitionMakers } from '../../../graph/definitions.ts';
import { kustomizationOf, orderOf, sameUnit } from '../../../graph/order.ts';
import { unitKey } from '../../../lib/unit.ts';

export default defineRule({
  meta: { summary: 'Kustomizations wait for the one that brings the kinds they use', level: 'warn', source: 'CHECKS 12, 13; flux2#562' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    const makers = definitionMakers(graph);
    const said = new Set<string>();
    for (const { manifest, kind, ref } of graph.resources) {
      const maker = makers.get(kind);
      const unit = kustomizationOf(order, manifest.unit);
      const before = maker === undefined ? undefined : kustomizationOf(order, maker);
      if (maker === undefined || unit === undefined || before === undefined || sameUnit(unit, before)) continue;
      const key = `${unitKey(unit)} ${unitKey(before)}`;
      if (said.has(key) || order.waitsFor(manifest.unit, maker) || order.waitsFor(unit, before) || order.isWithin(unit, before) || order.isWithin(before, unit)) continue;
      said.add(key);
      yield { manifest, pointer: '/kind', message: `the CRD of ${ref.kind} comes with Kustomization ${before.name}, which Kustomization ${unit.name} does not wait for: on a new cluster it fails until that is there; add it to dependsOn` };
    }
  },
});
