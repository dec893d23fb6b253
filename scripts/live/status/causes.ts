import { type FluxObject, keyOf, type State } from './read.ts';

/** An object of Flux with its place among the others. */
export interface Judged extends FluxObject {
  /** Objects that are not ready and that it waits for, the nearest first; the last one is the cause. */
  readonly blockedBy: readonly string[];
  /** How many objects wait for it. */
  readonly blocks: number;
  /** Where git has it: `apps/web/release.yaml:3`. */
  readonly place?: string;
}

/** What git has of a unit. */
export interface Expected {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly place?: string;
  /** The unit that brings it. */
  readonly parent?: string;
}

const done: ReadonlySet<State> = new Set(['ready', 'suspended']);
const rank: Readonly<Record<State, number>> = { failed: 0, missing: 1, working: 2, waiting: 3, suspended: 4, ready: 5 };

/**
 * Joins what the cluster says with what git expects: who waits for whom, down to the cause. A Kustomization that waits for the health
 * of what it applied waits for its HelmReleases and Kustomizations; one that is missing waits for the unit that brings it. Causes
 * come first, those that hold up most before others.
 */
export function judge(objects: readonly FluxObject[], expected: readonly Expected[]): Judged[] {
  const places = new Map(expected.map((each) => [keyOf(each), each]));
  const known = new Set(objects.map(keyOf));
  const missing = expected.filter((each) => !known.has(keyOf(each))).map((each): FluxObject => ({
    ...each, state: 'missing', reason: '', message: 'git has it, the cluster does not', revision: '', attempted: '', since: '', lastHandled: '', needs: each.parent === undefined ? [] : [each.parent],
  }));
  const all = [...objects, ...missing];
  const byKey = new Map(all.map((each) => [keyOf(each), each]));
  const children = Map.groupBy(all.filter(({ parent }) => parent !== undefined), ({ parent }) => parent!);
  const next = (of: FluxObject): FluxObject | undefined => {
    const applied = of.kind === 'Kustomization' && of.revision !== '' && of.state !== 'ready' ? (children.get(keyOf(of)) ?? []).filter(({ kind, state }) => (kind === 'HelmRelease' || kind === 'Kustomization') && state !== 'missing') : [];
    const open = [...of.needs.flatMap((key) => byKey.get(key) ?? []), ...applied].filter(({ state }) => !done.has(state));
    return open.sort((a, b) => rank[a.state] - rank[b.state])[0];
  };
  const judged = all.map((each): Judged => {
    const blockedBy: string[] = [];
    if (!done.has(each.state)) {
      for (let at = next(each); at !== undefined && keyOf(at) !== keyOf(each) && !blockedBy.includes(keyOf(at)); at = next(at)) blockedBy.push(keyOf(at));
    }
    const place = places.get(keyOf(each))?.place;
    return { ...each, blockedBy, blocks: 0, ...(place !== undefined && { place }) };
  });
  const blocks = new Map<string, number>();
  for (const { blockedBy } of judged) for (const key of blockedBy) blocks.set(key, (blocks.get(key) ?? 0) + 1);
  return judged.map((each) => ({ ...each, blocks: blocks.get(keyOf(each)) ?? 0 }))
    .sort((a, b) => order(a) - order(b) || b.blocks - a.blocks || (keyOf(a) < keyOf(b) ? -1 : 1));
}

function order({ state, blockedBy }: Judged): number {
  return done.has(state) ? 10 + rank[state] : blockedBy.length === 0 ? rank[state] : 5 + rank[state] / 10;
}
