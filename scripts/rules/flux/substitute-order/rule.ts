import { defineRule } from '../../../model/rule.ts';
import type { UnitId } from '../../../model/ids.ts';
import { kustomizationOf, orderOf, sameUnit } from '../../../graph/order.ts';

export default defineRule({
  meta: { summary: 'Kustomizations wait for what makes their variables', level: 'warn', source: 'CHECKS 8; nicolerenee/infra#2233' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    for (const { from, pointer, type, target } of graph.references) {
      if (type !== 'substituteFrom') continue;
      const source = graph.get(target.kind, target.namespace, target.name) ?? graph.get('bitnami.com/SealedSecret', target.namespace, target.name) ?? graph.get('external-secrets.io/ExternalSecret', target.namespace, target.name);
      const unit: UnitId = { kind: 'Kustomization', namespace: from.namespace, name: from.name };
      const maker = source === undefined ? undefined : kustomizationOf(order, source.manifest.unit);
      if (maker === undefined || sameUnit(maker, from.manifest.unit) || sameUnit(maker, unit) || order.isWithin(unit, maker) || order.waitsFor(unit, maker)) continue;
      yield { manifest: from.manifest, pointer, message: `${target.kind} "${target.name}" is made by Kustomization ${maker.name}, which this one does not wait for; add it to dependsOn` };
    }
  },
});
