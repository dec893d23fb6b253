import type { Json, JsonObject, Pointer } from '../model/json.ts';
import { getKey, isObject, pointerToken } from './json.ts';

/** The value at a path of own keys and indexes; undefined where the path ends early. Never throws. */
export function get(value: Json | undefined, ...path: (string | number)[]): Json | undefined {
  let at = value;
  for (const key of path) {
    if (Array.isArray(at)) at = typeof key === 'number' ? at[key] : undefined;
    else if (isObject(at)) at = getKey(at, String(key));
    else return undefined;
  }
  return at;
}

/** The text at a path, or undefined where there is none or another type. */
export function text(value: Json | undefined, ...path: (string | number)[]): string | undefined {
  const at = get(value, ...path);
  return typeof at === 'string' ? at : undefined;
}

/** The map at a path; an empty one where there is none or another type. */
export function map(value: Json | undefined, ...path: (string | number)[]): JsonObject {
  const at = get(value, ...path);
  return isObject(at) ? at : {};
}

/** The list at a path; an empty one where there is none or another type. */
export function list(value: Json | undefined, ...path: (string | number)[]): readonly Json[] {
  const at = get(value, ...path);
  return Array.isArray(at) ? at : [];
}

/** The entries of a map at a path whose values are text, such as labels. */
export function texts(value: Json | undefined, ...path: (string | number)[]): Record<string, string> {
  const found: Record<string, string> = Object.create(null);
  for (const [key, entry] of Object.entries(map(value, ...path))) if (typeof entry === 'string') found[key] = entry;
  return found;
}

/** A pointer below `base`: `below('/spec', 'ports', 0)` is `/spec/ports/0`. */
export function below(base: Pointer, ...path: (string | number)[]): Pointer {
  return path.reduce<string>((pointer, key) => `${pointer}/${pointerToken(key)}`, base);
}

/** One value that a path pattern found, and where. */
export interface Found {
  readonly value: Json;
  readonly pointer: Pointer;
}

/**
 * All values that a pattern finds: keys joined by dots, `[]` behind a key for each entry of a list, `{}` for each value
 * of a map: `spec.rules[].http.paths[].backend`. Keys with dots cannot be written.
 */
export function find(value: Json, pattern: string, base: Pointer = ''): Found[] {
  let found: Found[] = [{ value, pointer: base }];
  for (const step of pattern.split('.')) {
    const each = step.endsWith('[]') ? '[]' : step.endsWith('{}') ? '{}' : '';
    const key = each === '' ? step : step.slice(0, -2);
    const next: Found[] = [];
    for (const { value: holder, pointer } of found) {
      const at = key === '' ? holder : get(holder, key);
      if (at === undefined || at === null) continue;
      const here = key === '' ? pointer : below(pointer, key);
      if (each === '') next.push({ value: at, pointer: here });
      else if (each === '[]' && Array.isArray(at)) at.forEach((entry, index) => next.push({ value: entry, pointer: below(here, index) }));
      else if (each === '{}' && isObject(at)) for (const [name, entry] of Object.entries(at)) next.push({ value: entry, pointer: below(here, name) });
    }
    if (next.length === 0) return next;
    found = next;
  }
  return found;
}
