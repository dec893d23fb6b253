import { kindName } from '../lib/kubernetes/kind.ts';
import { map, text } from '../lib/read.ts';
import { showUnit, unitKey, unitOf } from '../lib/unit.ts';
import type { Cluster } from '../model/cluster.ts';
import type { UnitChange, Withheld } from '../model/diff.ts';
import type { Manifest } from '../model/manifest.ts';
import type { UnitResult } from '../model/unit.ts';

/** The units of one side: what became of each, and the object that makes it. */
export interface SideUnits {
  readonly results: ReadonlyMap<string, UnitResult>;
  /** Flux objects by unit; a root's is in no manifest unless the repository holds it. */
  readonly objects: ReadonlyMap<string, Manifest>;
  /** Objects that a unit holds and Flux leaves as they are, as `group/Kind namespace/name`. */
  readonly leftAlone: ReadonlySet<string>;
}

export function unitsOf(cluster: Cluster): SideUnits {
  const objects = new Map<string, Manifest>();
  for (const manifest of cluster.manifests) {
    const id = unitOf({ apiVersion: text(manifest.object, 'apiVersion') ?? '', kind: text(manifest.object, 'kind') ?? '', namespace: text(manifest.object, 'metadata', 'namespace') ?? '', name: text(manifest.object, 'metadata', 'name') ?? '' });
    if (id !== undefined) objects.set(unitKey(id), manifest);
  }
  const leftAlone = cluster.units.flatMap((unit) => unit.leftAlone ?? []).map(({ apiVersion, kind, namespace, name }) => `${kindName(apiVersion, kind)} ${namespace}/${name}`);
  return { results: new Map(cluster.units.map((unit) => [unitKey(unit.id), unit])), objects, leftAlone: new Set(leftAlone) };
}

const longestReason = 400;

/** Why the manifests of a unit are not all that Flux would apply; undefined where they are. */
function whyIncomplete({ outcome, reason, message, manifests, blockedBy = [] }: UnitResult): string | undefined {
  if (outcome === 'rendered' || (manifests.length > 0 && (outcome === 'failed' || outcome === 'blocked'))) return undefined;
  if (outcome === 'suspended') return 'it is suspended, so Flux leaves what is there';
  if (outcome === 'blocked') return `it waits for ${blockedBy.map(showUnit).join(', ') || 'another unit'}`;
  // Some begin with a line that only says that more follows.
  const said = message?.replace(/:\n[-\s]*/g, ': ').split('\n', 1)[0];
  return [reason, said !== undefined && said.length > longestReason ? `${said.slice(0, longestReason)}…` : said].filter((part) => part !== undefined && part !== '').join(': ') || `it is ${outcome}`;
}

/**
 * The units that one side could not render, by key, with the reason; a unit that is absent on a side because the unit that
 * holds it was not rendered there is one of them.
 */
export function withheldUnits(base: SideUnits, head: SideUnits): Map<string, Omit<Withheld, 'objects'>> {
  const withheld = new Map<string, Omit<Withheld, 'objects'>>();
  for (const key of new Set([...base.results.keys(), ...head.results.keys()])) {
    const sides = [why(base, head, key, new Set()), why(head, base, key, new Set())] as const;
    const reason = sides[1] ?? sides[0];
    if (reason === undefined) continue;
    const known = head.results.get(key) ?? base.results.get(key)!;
    withheld.set(key, { unit: known.id, side: sides[0] === undefined ? 'head' : sides[1] === undefined ? 'base' : 'both', reason, ...(known.place !== undefined && { place: known.place }) });
  }
  return withheld;
}

/** Why a unit is not to be had on a side: itself, or the unit that would hold it (as the other side tells). */
function why(side: SideUnits, other: SideUnits, key: string, seen: Set<string>): string | undefined {
  const own = side.results.get(key);
  if (own !== undefined) return whyIncomplete(own);
  const parent = other.objects.get(key)?.unit;
  if (parent === undefined || seen.has(key)) return undefined;
  const reason = why(side, other, unitKey(parent), seen.add(key));
  return reason === undefined ? undefined : `${showUnit(parent)}, which holds it: ${reason.replace(/^.*which holds it: /, '')}`;
}

/** Units that come, go, change their name or are switched off and on. */
export function unitChanges(base: SideUnits, head: SideUnits, moves: ReadonlyMap<string, ReadonlyMap<string, number>>, withheld: ReadonlyMap<string, unknown>): UnitChange[] {
  const changes: UnitChange[] = [];
  const renamed = new Set<string>();
  const owned = (side: SideUnits, key: string): number => side.results.get(key)?.manifests.length ?? 0;
  const at = (side: SideUnits, key: string) => {
    const place = side.results.get(key)?.place;
    return place === undefined ? {} : { place };
  };
  for (const [key, { id }] of base.results) {
    if (head.results.has(key) || withheld.has(key)) continue;
    const [best] = [...(moves.get(key) ?? [])].sort((a, b) => b[1] - a[1]);
    const heir = [...head.results.values()].find((unit) => best !== undefined && unitKey(unit.id) === best[0]);
    const isRename = heir !== undefined && heir.id.kind === id.kind && !base.results.has(unitKey(heir.id)) && best![1] * 2 > Math.max(owned(base, key), 1);
    if (isRename) {
      renamed.add(unitKey(heir.id));
      changes.push({ change: 'renamed', unit: heir.id, from: id, ...at(head, unitKey(heir.id)) });
    } else changes.push({ change: 'removed', unit: id, ...at(base, key) });
  }
  for (const [key, { id, outcome }] of head.results) {
    const before = base.results.get(key);
    if (before === undefined) {
      if (!renamed.has(key) && !(withheld.get(key) !== undefined && isAbsentBecauseWithheld(base, head, key))) changes.push({ change: 'added', unit: id, ...at(head, key) });
    } else if ((before.outcome === 'suspended') !== (outcome === 'suspended')) changes.push({ change: outcome === 'suspended' ? 'suspended' : 'resumed', unit: id, ...at(head, key) });
  }
  return changes.sort((a, b) => (unitKey(a.unit) < unitKey(b.unit) ? -1 : 1));
}

function isAbsentBecauseWithheld(base: SideUnits, head: SideUnits, key: string): boolean {
  return why(base, head, key, new Set()) !== undefined;
}

/** Whether Flux deletes what a unit no longer holds, by the unit's own object. */
export function prunes(flux: Manifest): { readonly prunes: boolean; readonly because: string } {
  const id = `${text(flux.object, 'kind')} ${text(flux.object, 'metadata', 'namespace')}/${text(flux.object, 'metadata', 'name')}`;
  const spec = map(flux.object, 'spec');
  if (text(flux.object, 'kind') === 'ResourceSet') {
    const isPaused = text(flux.object, 'metadata', 'annotations', 'fluxcd.controlplane.io/reconcile') === 'disabled';
    return isPaused ? { prunes: false, because: `${id} is suspended` } : { prunes: true, because: `${id} prunes` };
  }
  if (spec['suspend'] === true) return { prunes: false, because: `${id} is suspended` };
  if (text(flux.object, 'kind') === 'HelmRelease') return { prunes: true, because: `${id} no longer renders it` };
  return spec['prune'] === true ? { prunes: true, because: `${id} prunes` } : { prunes: false, because: `${id} does not prune` };
}
