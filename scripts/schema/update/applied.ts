import { equalJson } from '../../lib/equal.ts';
import { getKey, isObject, pointerToken, setKey } from '../../lib/json.ts';
import { get, text } from '../../lib/read.ts';
import type { Left } from '../../model/change.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { complete } from '../defaults/index.ts';
import { shapeOf, type Shape } from '../shape.ts';
import type { SchemaStore } from '../store/store.ts';
import { fieldPath, nearest } from './kit.ts';

/**
 * What the server is left with when one who applied `before` applies `after` (server-side apply), before it looks at it: what neither says stays as
 * the server filled it in for `before`, though it might fill in another value for `after` alone; what a field held goes with it; and an object of
 * which all is taken out is null, unless it is owned as a whole. Of another version it is `after`.
 * Upstream: sigs.k8s.io/structured-merge-diff merge/update.go Updater.Apply and prune, typed/remove.go.
 */
export function applied(before: JsonObject, after: JsonObject, store: SchemaStore): JsonObject {
  const shape = shapeOf(store, text(after, 'apiVersion') ?? '', text(after, 'kind') ?? '');
  if (shape === undefined || before['apiVersion'] !== after['apiVersion']) return after;
  // Its own storage takes away what no longer belongs to its type, but for an address that is left out (registry/core/service/rest patchAllocatedValues).
  if (shape.type === 'core.v1.Service') return withAddress(before, after);
  const held = overlay(complete(before, store), before, after, shape) as JsonObject;
  return { ...held, metadata: after['metadata'] ?? null };
}

/** What is there, with what was said of it (`old`) replaced by what is said now. */
function overlay(there: Json, old: Json | undefined, now: Json, shape: Shape | undefined): Json {
  if (isObject(there) && isObject(now)) {
    if (shape?.atomic === true) return now;
    const out: JsonObject = {};
    for (const [key, said] of Object.entries(now)) {
      // A null says nothing of the field, and keeps it from being taken away.
      const stands = getKey(there, key);
      setKey(out, key, stands === undefined ? said : said === null ? stands : overlay(stands, isObject(old) ? getKey(old, key) : undefined, said, shape?.field(key)));
    }
    for (const [key, stands] of Object.entries(there)) {
      // The older name of the field is a copy, made anew of what the field says.
      const isCopied = key === 'serviceAccount' && shape?.type === 'core.v1.PodSpec' && (getKey(now, 'serviceAccountName') ?? '') !== '';
      const was = isObject(old) ? getKey(old, key) : undefined;
      if (!Object.hasOwn(now, key) && (was === undefined || was === null) && !isCopied) setKey(out, key, stands);
    }
    return Object.keys(out).length === 0 && isObject(old) && Object.keys(old).length > 0 ? null : out;
  }
  if (!Array.isArray(there) || !Array.isArray(now) || shape?.keys === undefined) return now;
  const keyOf = (item: Json): string => shape.keys!.map((key) => String(getKey(item as JsonObject, key) ?? (key === 'protocol' ? 'TCP' : ''))).join('\n');
  const byKey = (items: Json | undefined) => new Map(Array.isArray(items) ? items.filter(isObject).map((item) => [keyOf(item), item]) : []);
  const [held, said] = [byKey(there), byKey(old)];
  return now.map((item) => {
    const own = isObject(item) ? held.get(keyOf(item)) : undefined;
    return own === undefined ? item : overlay(own, said.get(keyOf(item)), item, shape.item);
  });
}

function withAddress(before: JsonObject, after: JsonObject): JsonObject {
  const [address, spec] = [text(before, 'spec', 'clusterIP') ?? '', get(after, 'spec')];
  if (address === '' || !isObject(spec) || (spec['clusterIP'] ?? '') !== '' || spec['type'] === 'ExternalName' || text(before, 'spec', 'type') === 'ExternalName') return after;
  return { ...after, spec: { ...spec, clusterIP: address } };
}

/** What differs between the object that the server comes to hold and the one that head asks for. */
export function leftBehind(after: JsonObject, wanted: JsonObject, held: JsonObject): Left[] {
  const found: Left[] = [];
  const visit = (want: Json | undefined, have: Json | undefined, path: readonly (string | number)[]): void => {
    if (have === undefined || equalJson(want, have)) return;
    if (isObject(want) && isObject(have)) return Object.keys(have).forEach((key) => visit(getKey(want, key), have[key], [...path, key]));
    if (Array.isArray(want) && Array.isArray(have) && want.length === have.length && have.every(isObject)) return have.forEach((item, index) => visit(want[index], item, [...path, index]));
    found.push({ field: fieldPath(path), pointer: nearest(after, path.map((key) => `/${pointerToken(key)}`).join('')), stays: have, ...(want !== undefined && { wanted: want }) });
  };
  visit(wanted, held, []);
  return found;
}
