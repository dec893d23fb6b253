import { defineRule } from '../../../model/rule.ts';
import type { Graph, Resource } from '../../../model/graph.ts';
import type { UnitId } from '../../../model/ids.ts';
import { get } from '../../../lib/read.ts';
import { shortKind, showRef } from '../../../lib/kubernetes/kind.ts';
import { kustomizationOf, orderOf, sameUnit } from '../../../graph/order.ts';
import { unitKey } from '../../../lib/unit.ts';

const needs = new Set(['issuer', 'secretStore', 'storageClass', 'class', 'middleware', 'parent']);

export default defineRule({
  meta: { summary: 'Units wait for what brings the classes, issuers and stores they use', level: 'info', source: 'CHECKS 12; flux2#562', profiles: { strict: 'warn' } },
  *checkCluster(graph) {
    const order = orderOf(graph);
    const said = new Set<string>();
    for (const [resource, maker, what] of uses(graph)) {
      const unit = kustomizationOf(order, resource.manifest.unit);
      const before = kustomizationOf(order, maker);
      if (unit === undefined || before === undefined || sameUnit(unit, before)) continue;
      const own = order.objectOf(unit);
      const key = `${unitKey(unit)} ${unitKey(before)}`;
      if (own === undefined || said.has(key) || order.waitsFor(resource.manifest.unit, maker) || order.waitsFor(unit, before) || order.isWithin(unit, before) || order.isWithin(before, unit)) continue;
      said.add(key);
      yield { manifest: own.manifest, pointer: get(own.object, 'spec', 'dependsOn') === undefined ? '/spec' : '/spec/dependsOn', message: `${showRef(resource.ref)} needs ${what}, which Kustomization ${before.name} brings; add it to dependsOn` };
    }
  },
});

/** What needs what to be there first: references their class, issuer or store. */
function* uses(graph: Graph): Generator<[Resource, UnitId, string]> {
  for (const { from, type, target } of graph.references) {
    const resource = needs.has(type) ? graph.get(target.kind, target.namespace, target.name) : undefined;
    if (resource !== undefined) yield [from, resource.manifest.unit, `${shortKind(target.kind)} "${target.name}"`];
  }
}
