import { fluxKinds, unitKey } from '../lib/unit.ts';
import type { Graph, Resource } from '../model/graph.ts';
import type { UnitId } from '../model/ids.ts';

/** What is applied before what, by Flux: dependsOn, and that a unit is rendered by another one. */
export interface Order {
  /** The Flux object of a unit; undefined for the root, which nothing renders. */
  objectOf(unit: UnitId): Resource | undefined;
  /** The unit that renders a unit's Flux object. */
  parentOf(unit: UnitId): UnitId | undefined;
  /** Whether a unit is rendered by another one, directly or through others. */
  isWithin(unit: UnitId, above: UnitId): boolean;
  /** Whether `unit` waits for `other`, directly or through others, or is (rendered by) a unit that does. */
  waitsFor(unit: UnitId, other: UnitId): boolean;
}

export function sameUnit(a: UnitId, b: UnitId): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

/** Reads the order from the rendered Flux objects. A unit that waits for a Kustomization waits for what that one renders, too. */
export function orderOf(graph: Graph): Order {
  const objectOf = ({ kind, namespace, name }: UnitId): Resource | undefined => graph.get(fluxKinds[kind], namespace, name);
  const parentOf = (unit: UnitId): UnitId | undefined => {
    const parent = objectOf(unit)?.manifest.unit;
    return parent === undefined || sameUnit(parent, unit) ? undefined : parent;
  };
  const before = new Map<string, ReadonlySet<string>>();
  /** All units that a unit waits for: its own dependsOn and its ancestors', transitively. */
  const waits = (unit: UnitId): ReadonlySet<string> => {
    const key = unitKey(unit);
    const known = before.get(key);
    if (known !== undefined) return known;
    const found = new Set<string>();
    // Set before it is complete, so that a circle ends.
    before.set(key, found);
    const own = objectOf(unit);
    for (const { type, target } of own === undefined ? [] : graph.referencesFrom(own)) {
      if (type !== 'dependsOn') continue;
      const next: UnitId = { kind: unit.kind, namespace: target.namespace, name: target.name };
      found.add(unitKey(next));
      for (const further of waits(next)) found.add(further);
    }
    const parent = parentOf(unit);
    if (parent !== undefined) for (const further of waits(parent)) found.add(further);
    return found;
  };
  const isWithin = (unit: UnitId, above: UnitId): boolean => {
    const seen = new Set<string>();
    for (let at = parentOf(unit); at !== undefined && !seen.has(unitKey(at)); at = parentOf(at)) {
      if (sameUnit(at, above)) return true;
      seen.add(unitKey(at));
    }
    return false;
  };
  return {
    objectOf,
    parentOf,
    isWithin,
    waitsFor: (unit, other) => {
      const waited = waits(unit);
      const seen = new Set<string>();
      for (let at: UnitId | undefined = other; at !== undefined && !seen.has(unitKey(at)); at = parentOf(at)) {
        if (waited.has(unitKey(at))) return true;
        seen.add(unitKey(at));
      }
      return false;
    },
  };
}

/** The Kustomization that applies a unit's Flux object, or the unit itself where it is one. */
export function kustomizationOf(order: Order, unit: UnitId): UnitId | undefined {
  return unit.kind === 'Kustomization' ? unit : order.parentOf(unit);
}
