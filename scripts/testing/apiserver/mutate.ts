import { pointerToken, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** One change to a valid manifest that may or may not make it invalid. */
export interface Mutation {
  readonly pointer: string;
  /** What was done: `delete`, `repeat`, or the JSON text of the value that was put there. */
  readonly change: string;
  /** The changed manifest, made when it is asked for. */
  readonly make: () => JsonObject;
}

const texts = ['', 'Not Valid!', 'UPPER', '-a', 'a.b', '../a', '/a', 'x'.repeat(260), '5', '1.2.3.4', '*', 'example.com/a', 'metadata.name'];
const amounts = ['-1', '0', '1500m', '7Gi'];
const numbers = [0, -1, 1, 3, 101, 65536, 2147483647];

/** Values that fields of one name have in the bases, by what holds them: the material for mutations that are nearly right. */
export type Pool = ReadonlyMap<string, ReadonlyMap<string, readonly Json[]>>;
export function poolOf(bases: readonly JsonObject[]): Pool {
  const pool = new Map<string, Map<string, Json[]>>();
  for (const base of bases) {
    eachObject(base, (holder, object) => {
      const fields = pool.get(holder) ?? new Map<string, Json[]>();
      pool.set(holder, fields);
      for (const [key, value] of Object.entries(object)) {
        const seen = fields.get(key) ?? [];
        fields.set(key, seen);
        if (seen.length < 4 && !seen.some((one) => JSON.stringify(one) === JSON.stringify(value))) seen.push(value);
      }
    });
  }
  return pool;
}
/** Visits every object with the name of what holds it; a Pod's spec has its own name, other specs carry their kind. */
function eachObject(base: JsonObject, visit: (holder: string, object: JsonObject, pointer: string) => void): void {
  const walk = (value: Json, name: string, pointer: string): void => {
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, name, `${pointer}/${index}`));
    else if (typeof value === 'object' && value !== null) {
      const own = Object.hasOwn(value, 'containers') ? 'podSpec' : name;
      visit(['spec', 'template', 'metadata', 'labels', 'data'].includes(own) || name === '' ? `${String(base['kind'])} ${own}` : own, value, pointer);
      for (const [key, inner] of Object.entries(value)) walk(inner, key, `${pointer}/${pointerToken(key)}`);
    }
  };
  walk(base, '', '');
}

/**
 * Every change of every field, in a fixed order: deletions, bad values, and with a pool values and fields of other bases.
 * `apiVersion`, `kind` and the namespace stay, as the request names them.
 */
export function mutations(base: JsonObject, pool: Pool = new Map()): Mutation[] {
  const found: Mutation[] = [];
  eachObject(base, (holder, object, pointer) => {
    if (pointer === '' || pointer === '/metadata') return;
    for (const [key, values] of pool.get(holder) ?? []) {
      const own = Object.hasOwn(object, key) ? JSON.stringify(object[key]) : undefined;
      for (const value of values.slice(0, own === undefined ? 1 : 4)) {
        const at = `${pointer}/${pointerToken(key)}`;
        if (JSON.stringify(value) !== own) found.push({ pointer: at, change: `pool ${JSON.stringify(value)}`, make: () => replaced(base, at, value) });
      }
    }
  });
  const visit = (value: Json, pointer: string): void => {
    if (!['', '/apiVersion', '/kind', '/metadata/namespace', '/metadata'].includes(pointer)) {
      for (const [change, put] of changesOf(value)) found.push({ pointer, change, make: () => replaced(base, pointer, put) });
    }
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, `${pointer}/${index}`));
    else if (typeof value === 'object' && value !== null) for (const key of Object.keys(value)) visit(value[key] ?? null, `${pointer}/${pointerToken(key)}`);
  };
  visit(base, '');
  return found;
}
type Change = readonly [name: string, value: Json | undefined];
function changesOf(value: Json): Change[] {
  const put = (values: readonly Json[]): Change[] => values.filter((one) => one !== value).map((one) => [JSON.stringify(one), one]);
  const changes: Change[] = [['delete', undefined]];
  if (typeof value === 'string') changes.push(...put(/^\d+(m|[KMGT]i?)?$/.test(value) ? [...texts, ...amounts] : texts), ...(/^\d+%$/.test(value) ? put(['0%', '200%', -1, 0]) : []));
  else if (typeof value === 'number') changes.push(...put(numbers));
  else if (typeof value === 'boolean') changes.push(...put([!value]));
  else if (Array.isArray(value)) {
    changes.push(...put([[]]));
    const last = value.at(-1);
    if (last !== undefined) changes.push(['repeat', [...value, last]]);
  } else if (typeof value === 'object' && value !== null) {
    changes.push(...put([{}]));
    if (Object.values(value).every((one) => typeof one === 'string')) changes.push(['add', { ...value, 'Not Valid!': 'Not Valid!' }]);
  }
  return changes;
}

/** A copy with the value at a pointer replaced, or removed where it is undefined. */
export function replaced(object: JsonObject, pointer: string, value: Json | undefined): JsonObject {
  const copy = structuredClone(object);
  const tokens = pointer.slice(1).split('/').map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = tokens.pop() ?? '';
  let at: Json = copy;
  for (const token of tokens) at = (Array.isArray(at) ? at[Number(token)] : (at as JsonObject)[token]) ?? null;
  if (Array.isArray(at)) {
    if (value === undefined) at.splice(Number(last), 1);
    else at[Number(last)] = value;
  } else if (value === undefined) delete (at as JsonObject)[last];
  else setKey(at as JsonObject, last, value);
  return copy;
}
