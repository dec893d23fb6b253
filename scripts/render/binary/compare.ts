import { isObject, pointerToken } from '../../lib/json.ts';
import { refOf } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/**
 * The first difference between two renders, in words; values are not shown, for they may be secret. `unstable`: fields
 * that differ from one render to the next (`#<index><pointer>`), such as generated passwords.
 */
export function difference(theirs: readonly JsonObject[], ours: readonly JsonObject[], unstable: ReadonlySet<string> = new Set()): string | undefined {
  const names = theirs.map(title);
  const own = ours.map(title);
  const missing = names.find((name) => !own.includes(name));
  if (missing !== undefined) return `${missing} is not here`;
  const extra = own.find((name) => !names.includes(name));
  if (extra !== undefined) return `${extra} is only here`;
  if (theirs.length !== ours.length) return `${theirs.length} objects, here ${ours.length}`;
  for (const [i, object] of theirs.entries()) {
    if (names[i] !== own[i]) return `${names[i]} stands where ${own[i]} is here`;
    const pointer = [...differing(object, ours[i] as JsonObject, '')].find((one) => !unstable.has(`#${i}${one}`));
    if (pointer !== undefined) return `${names[i]} differs at ${pointer === '' ? 'its top' : pointer}`;
  }
  return undefined;
}

/** Objects in an order that does not depend on who rendered them. */
export function sorted(objects: readonly JsonObject[]): JsonObject[] {
  const keys = new Map(objects.map((object) => [object, `${refOf(object).apiVersion} ${title(object)}`]));
  return objects.toSorted((a, b) => ((keys.get(a) ?? '') < (keys.get(b) ?? '') ? -1 : 1));
}

/** Keeps the objects that two renders of the same input both have. */
export function withLastingNames(once: readonly JsonObject[], again: readonly JsonObject[]): (objects: readonly JsonObject[]) => JsonObject[] {
  const others = new Set(again.map(title));
  const lasting = new Set(once.map(title).filter((name) => others.has(name)));
  return (objects) => objects.filter((object) => lasting.has(title(object)));
}

/** The fields in which two renders of the same input differ, as `difference` takes them. */
export function unstableFields(once: readonly JsonObject[], again: readonly JsonObject[]): ReadonlySet<string> {
  return new Set(once.flatMap((object, i) => [...differing(object, again[i] ?? {}, '')].map((pointer) => `#${i}${pointer}`)));
}

function title(object: JsonObject): string {
  const { kind, namespace, name } = refOf(object);
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

function* differing(a: Json | undefined, b: Json | undefined, pointer: string): Iterable<string> {
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) for (const [i, item] of a.entries()) yield* differing(item, b[i], `${pointer}/${i}`);
  else if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) yield* differing(Object.hasOwn(a, key) ? a[key] : undefined, Object.hasOwn(b, key) ? b[key] : undefined, `${pointer}/${pointerToken(key)}`);
  } else if (!same(a, b)) yield pointer;
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined || typeof a === 'object' || typeof b === 'object') return JSON.stringify(a) === JSON.stringify(b);
  return typeof a === 'bigint' || typeof b === 'bigint' ? String(a) === String(b) : a === b;
}
