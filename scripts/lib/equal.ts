import type { Json } from '../model/json.ts';
import { isObject } from './json.ts';

/** Whether two values are the same; the order of an object's keys means nothing, an integer is one however it is held. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  if (isObject(a)) {
    if (!isObject(b)) return false;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]));
  }
  return (typeof a === 'bigint' || typeof b === 'bigint') && typeof a !== typeof b && (typeof a === 'number' || typeof b === 'number') && BigInt(Math.trunc(Number(a))) === BigInt(Math.trunc(Number(b)));
}

/** One text for all values that are the same to `equalJson`, to look values up by. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isObject(value)) return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join(',')}}`;
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
