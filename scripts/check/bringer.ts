import { showUnit } from '../lib/unit.ts';
import type { UnitResult } from '../model/unit.ts';

/**
 * Of a kind without a schema: that a unit which was not rendered may bring its definition, and which one by its name (`external-secrets` for
 * `external-secrets.io`); undefined where all units are rendered.
 */
export function mayBeBrought(units: readonly Pick<UnitResult, 'id' | 'outcome' | 'manifests'>[], group: string): string | undefined {
  const absent = units.filter(({ outcome, manifests }) => outcome !== 'rendered' && manifests.length === 0);
  if (absent.length === 0) return undefined;
  const words = new Set(wordsOf(group));
  const alike = (name: string): number => wordsOf(name).reduce((sum, word) => sum + (words.has(word) ? word.length : 0), 0);
  const best = absent.reduce((one, other) => (alike(other.id.name) > alike(one.id.name) ? other : one));
  return `${alike(best.id.name) === 0 ? 'a unit that was not rendered' : `${showUnit(best.id)}, which was not rendered,`} may bring its CustomResourceDefinition`;
}

/** Words that tell one project from another. */
function wordsOf(name: string): string[] {
  return name.split(/[^a-z0-9]+/).filter((word) => word.length >= 4 && !['operator', 'controller', 'system', 'cluster', 'infrastructure', 'apps'].includes(word));
}
