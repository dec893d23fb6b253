import { buildGraph } from '../graph/index.ts';
import { equalJson } from '../lib/equal.ts';
import { atPointer } from '../lib/json.ts';
import { refOf } from '../lib/kubernetes/kind.ts';
import { once } from '../lib/once.ts';
import { map, text } from '../lib/read.ts';
import { isOnlyMade, unitKey } from '../lib/unit.ts';
import type { ClusterChange, Move, Pair, Refusal, Removal } from '../model/change.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Withheld } from '../model/diff.ts';
import type { Graph, Resource } from '../model/graph.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { complete } from '../schema/defaults/index.ts';
import { shapeOf } from '../schema/shape.ts';
import { kindsOf } from '../schema/store/crd.ts';
import { customKinds } from '../schema/store/folder.ts';
import { openStore, type SchemaStore } from '../schema/store/store.ts';
import { nearest } from '../schema/update/kit.ts';
import { applied, leftBehind } from '../schema/update/applied.ts';
import { transitionErrors, updateErrors } from '../schema/update/index.ts';
import { makeJudge } from '../schema/verdict.ts';
import { makeCauses } from './cause.ts';
import { fieldChanges } from './fields.ts';
import { fateOf } from './fate.ts';
import { versionChanges } from './versions.ts';
import { unitChanges, unitsOf, withheldUnits, type SideUnits } from './units.ts';

/**
 * Pairs the objects of two renderings of one cluster by identity (group, kind, namespace, name). What a unit that one side
 * could not render owns is in no list, so that nothing seems to come or go because of it. `graphs` and what tells new lines, where they are at hand.
 */
export function changeOf(baseCluster: Cluster, headCluster: Cluster, graphs?: { readonly base: Graph; readonly head: Graph }, isNew: ClusterChange['isNew'] = () => true): ClusterChange {
  const { base, head } = graphs ?? { base: buildGraph(baseCluster), head: buildGraph(headCluster) };
  const [baseUnits, headUnits] = [unitsOf(baseCluster), unitsOf(headCluster)];
  const withheld = withheldUnits(baseUnits, headUnits);
  const held = new Map<string, number>();
  const isHeld = ({ manifest }: Resource): boolean => withheld.has(unitKey(manifest.unit));
  const hold = ({ manifest }: Resource): void => {
    const key = unitKey(manifest.unit);
    held.set(key, (held.get(key) ?? 0) + 1);
  };
  const [old, now] = [byIdentity(base), byIdentity(head)];
  const store = openStoreOf(head, base);
  const pairs: Pair[] = [];
  const added: Resource[] = [];
  const removed: Omit<Removal, 'cause'>[] = [];
  const moved: Move[] = [];
  const moves = new Map<string, Map<string, number>>();
  for (const [identity, after] of now) {
    const before = old.get(identity);
    if (before !== undefined) {
      pairs.push(pairOf(before, after, store));
      const [from, to] = [unitKey(before.manifest.unit), unitKey(after.manifest.unit)];
      if (from === to) continue;
      countMove(moves, from, to);
      if (withheld.has(from)) continue;
      const { deleted, because } = fateOf(before, base, baseUnits, headUnits);
      moved.push({ before, after, deleted, because });
    } else if (isHeld(after)) hold(after);
    else added.push(after);
  }
  for (const [identity, before] of old) {
    if (now.has(identity)) continue;
    if (isHeld(before)) hold(before);
    else removed.push(fateOf(before, base, baseUnits, headUnits));
  }
  const change: ClusterChange = {
    base, head, pairs, added, moved,
    removed: removed.map((one) => ({ ...one, cause: () => causes().ofObject(one.resource, 'base') })),
    units: unitChanges(baseUnits, headUnits, moves, withheld),
    versions: versionChanges(pairs, { base, head }, baseUnits, headUnits),
    withheld: [], isNew,
  };
  const causes = once(() => makeCauses(change));
  const differs = new Set([...pairs.filter(({ changed }) => changed).map(({ after }) => after), ...added, ...removed.map(({ resource }) => resource)].map(({ ref }) => named(ref.kind, ref.namespace, ref.name)));
  return {
    ...change,
    withheld: [...withheld].filter(([key]) => counts(key, held, baseUnits, headUnits)).map(([key, unit]): Withheld => ({ ...unit, objects: held.get(key) ?? 0, ...(isChanged(key, differs, baseUnits, headUnits) && { changed: true }) })).sort((a, b) => (unitKey(a.unit) < unitKey(b.unit) ? -1 : 1)),
  };
}

/** Whether what a unit is made from differs; what is suspended stays as it is. */
function isChanged(key: string, differs: ReadonlySet<string>, base: SideUnits, head: SideUnits): boolean {
  const isSuspended = [base, head].some(({ results }) => results.get(key)?.outcome === 'suspended');
  return !isSuspended && madeOf(head.objects.get(key) ?? base.objects.get(key)).some((name) => differs.has(name));
}

function named(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

/** A Flux object and the source that it is made from. */
function madeOf(flux: Manifest | undefined): string[] {
  if (flux === undefined) return [];
  const { kind, namespace, name } = refOf(flux.object);
  const sources = [map(flux.object, 'spec', 'sourceRef'), map(flux.object, 'spec', 'chartRef'), map(flux.object, 'spec', 'chart', 'spec', 'sourceRef')];
  return [named(kind, namespace, name), ...sources.map((source) => named(text(source, 'kind') ?? '', text(source, 'namespace') ?? namespace, text(source, 'name') ?? ''))];
}

/** A unit that is suspended on both sides is no news, unless something of it could not be compared. */
function counts(key: string, held: ReadonlyMap<string, number>, base: SideUnits, head: SideUnits): boolean {
  const [before, after] = [base.results.get(key), head.results.get(key)];
  return (held.get(key) ?? 0) > 0 || before === undefined || after === undefined || before.outcome !== after.outcome || after.outcome !== 'suspended';
}

function byIdentity(graph: Graph): Map<string, Resource> {
  return new Map(graph.resources.map((resource) => [`${resource.kind}\n${resource.namespace}\n${resource.name}`, resource]));
}

function countMove(moves: Map<string, Map<string, number>>, from: string, to: string): void {
  const heirs = moves.get(from) ?? new Map<string, number>();
  moves.set(from, heirs.set(to, (heirs.get(to) ?? 0) + 1));
}

/** The kinds as head knows them; where it has no definition of its own, as base does. */
function openStoreOf(head: Graph, base: Graph): () => SchemaStore {
  return once(() => {
    const definitions = [base, head].flatMap((graph) => graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').flatMap(({ object }) => kindsOf(object)));
    return openStore(head.cluster.kubernetesVersion, customKinds(definitions));
  });
}

function pairOf(before: Resource, after: Resource, store: () => SchemaStore): Pair {
  if (equalJson(before.object, after.object) || isOnlyMade(after.manifest)) return { before, after, changed: false, complete: { before: before.object, after: after.object }, fields: () => [], refusals: () => [], left: () => [] };
  const [from, to] = [before.object, after.object];
  // What another has applied, or Helm as a hook, is not there to be applied again.
  const isApplied = before.manifest.unit.kind === after.manifest.unit.kind && after.manifest.hooks === undefined;
  const held = isApplied ? applied(from, to, store()) : to;
  const [old, now] = [completeAs(from, to, store()), complete(held, store())];
  const fields = once(() => fieldChanges(old, now, shape(to, store())));
  return {
    before, after, changed: fields().length > 0, complete: { before: old, after: now }, fields,
    refusals: once(() => [...refusalsOf(old, now, store()), ...refusedLeft(to, held, store())]),
    left: once(() => (held === to ? [] : leftBehind(to, complete(to, store()), now))),
  };
}

/** What is refused only for what the server is left with. */
function refusedLeft(after: JsonObject, held: JsonObject, store: SchemaStore): Refusal[] {
  if (held === after) return [];
  const judge = makeJudge(store, '', { serverSideApply: true });
  const known = new Set(judge.judge(after).errors.map(({ field }) => field));
  return judge.judge(held).errors.flatMap(({ field, pointer, message }): Refusal[] => {
    if (known.has(field)) return [];
    return [{ field, pointer: nearest(after, pointer), message, left: atPointer(held, pointer) === null && atPointer(after, pointer) !== undefined ? 'null' : 'default' }];
  });
}

/** A version that the server no longer knows has no defaults of its own: the object is stored, and comes back, as one of the new version. */
function completeAs(before: JsonObject, after: JsonObject, store: SchemaStore): JsonObject {
  const { apiVersion, kind } = before;
  const isKnown = apiVersion === after['apiVersion'] || store.builtIn(String(apiVersion), String(kind)) !== undefined || store.custom(String(apiVersion), String(kind)) !== undefined;
  return isKnown || apiVersion === undefined ? complete(before, store) : { ...complete({ ...before, apiVersion: after['apiVersion'] ?? null }, store), apiVersion };
}

function refusalsOf(before: JsonObject, after: JsonObject, store: SchemaStore): Refusal[] {
  const isCustom = store.builtIn(String(after['apiVersion']), String(after['kind'])) === undefined;
  const errors = isCustom ? transitionErrors(before, after, store) : updateErrors(before, after, shape(after, store));
  return errors.map(({ field, pointer, message }) => ({ field, pointer, message }));
}

function shape(object: JsonObject, store: SchemaStore) {
  return shapeOf(store, String(object['apiVersion']), String(object['kind']));
}
