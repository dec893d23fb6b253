import { isObject, pointerToken } from '../../lib/json.ts';
import { object } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** A field that the cluster has otherwise than git. `live` or `git` is absent where that side has no such field. */
export interface FieldDifference {
  readonly pointer: string;
  readonly live?: Json;
  readonly git?: Json;
}

/** More than these of one object tell nothing new. */
const most = 50;

/**
 * Compares an object as it lives with what an apply would make of it, as fluxcd/pkg/ssa does: labels, annotations, and all that is neither
 * metadata nor status; nothing and empty are the same.
 */
export function compareObjects(live: JsonObject, applied: JsonObject): FieldDifference[] {
  const found: FieldDifference[] = [];
  for (const part of ['labels', 'annotations']) walk(object(live, 'metadata', part), object(applied, 'metadata', part), `/metadata/${part}`, found);
  walk(rest(live), rest(applied), '', found);
  return found;
}

function rest(body: JsonObject): JsonObject {
  const { metadata: _, status: __, ...own } = body;
  return own;
}

function walk(live: Json | undefined, git: Json | undefined, pointer: string, found: FieldDifference[]): void {
  if (found.length >= most || (isEmpty(live) && isEmpty(git)) || live === git) return;
  if (isObject(live) && isObject(git)) {
    for (const key of new Set([...Object.keys(live), ...Object.keys(git)])) walk(own(live, key), own(git, key), `${pointer}/${pointerToken(key)}`, found);
    return;
  }
  if (Array.isArray(live) && Array.isArray(git) && (live.length === git.length || git.some(isObject) || live.some(isObject))) {
    for (let i = 0; i < Math.max(live.length, git.length); i++) walk(live[i], git[i], `${pointer}/${i}`, found);
    return;
  }
  found.push({ pointer, ...(live !== undefined && { live }), ...(git !== undefined && { git }) });
}

function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
}

/** The pointer of a field in the manifest of git: items of lists stand where one of the same name, port or key stands there. */
export function inManifest(pointer: string, applied: Json, manifest: Json): string {
  let [from, to]: [Json | undefined, Json | undefined] = [applied, manifest];
  let found = '';
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(from) && Array.isArray(to)) {
      const item: Json | undefined = from[Number(key)];
      const index = sameItem(item, to, Number(key));
      [from, to, found] = [item, to[index], `${found}/${index}`];
    } else {
      from = isObject(from) ? own(from, key) : undefined;
      to = isObject(to) ? own(to, key) : undefined;
      found = `${found}/${token}`;
    }
    if (to === undefined) return found.slice(0, found.lastIndexOf('/'));
  }
  return found;
}

function sameItem(item: Json | undefined, list: readonly Json[], index: number): number {
  if (!isObject(item ?? null)) return index;
  for (const key of ['name', 'containerPort', 'port', 'mountPath', 'key', 'type', 'ip']) {
    const value = (item as JsonObject)[key];
    if (value === undefined) continue;
    const at = list.findIndex((other) => isObject(other) && other[key] === value);
    return at < 0 ? index : at;
  }
  return index;
}
