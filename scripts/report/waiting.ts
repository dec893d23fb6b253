import { showUnit, unitKey } from '../lib/unit.ts';
import type { UnitId } from '../model/ids.ts';
import type { ClusterReport, UnitReport } from '../model/report.ts';

/** Of each unit that is blocked, by key: the one that it waits for in the end; itself where nobody says. */
export function rootCauses(units: readonly UnitReport[]): ReadonlyMap<string, UnitId> {
  const byKey = new Map(units.map((unit) => [unitKey(unit), unit]));
  const roots = new Map<string, UnitId>();
  for (const unit of units) {
    if (unit.outcome !== 'blocked') continue;
    const passed = new Set<string>();
    let root: UnitId = unit;
    for (let here: UnitReport | undefined = unit; here?.outcome === 'blocked' && !passed.has(unitKey(root)); here = byKey.get(unitKey(root))) {
      passed.add(unitKey(root));
      root = here.blockedBy?.at(-1) ?? root;
    }
    roots.set(unitKey(unit), root);
  }
  return roots;
}

/** Characters of a reason. */
const longest = 400;

/** Each unit that failed, with the reason, and how many wait for it in the end: with that one begins. What several clusters have alike is told once. */
export function failedUnits(clusters: readonly ClusterReport[]): string[] {
  const failed = clusters.flatMap(({ name, units }) => {
    const waiting = Map.groupBy(rootCauses(units).values(), unitKey);
    return units.filter(({ outcome }) => outcome === 'failed').map((unit) => {
      const waits = waiting.get(unitKey(unit))?.length ?? 0;
      const message = (unit.message ?? unit.reason ?? '').slice(0, longest);
      const way = /no matches for kind/.test(message) ? '; if its CustomResourceDefinition is there before Flux, declare it under external in validate.yaml' : '';
      return { name, text: `${showUnit(unit)} failed: ${message}${way}${waits === 0 ? '' : `; ${waits.toLocaleString('en')} ${waits === 1 ? 'unit waits' : 'units wait'} for it`}` };
    });
  });
  return [...Map.groupBy(failed, ({ text }) => text)].map(([text, all]) => (clusters.length > 1 ? `${all.map(({ name }) => name).join(', ')}: ${text}` : text));
}
