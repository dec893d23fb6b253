import { getKey, isObject } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Quantity } from '../quantity.ts';
import { addressText, type Address, type Network } from './network.ts';

/**
 * A CEL value. int is bigint, double is number, uint `{ uint }`. Objects and lists of the manifest are used as they are: their
 * integers are numbers, which `fromJson` turns into bigint where they are read.
 */
export type Value =
  | null | boolean | bigint | number | string | Uint8Array | readonly Value[] | JsonObject | ReadonlyMap<Value, Value> | Special;

/** Values that have no literal. `kind` is the CEL type's name. */
export type Special =
  | { readonly special: 'uint'; readonly uint: bigint }
  | { readonly special: 'duration'; readonly nanos: bigint }
  | { readonly special: 'timestamp'; readonly nanos: bigint }
  | { readonly special: 'type'; readonly name: string }
  | { readonly special: 'optional'; readonly value: Value | undefined }
  | { readonly special: 'quantity'; readonly quantity: Quantity }
  | { readonly special: 'ip'; readonly address: Address }
  | { readonly special: 'cidr'; readonly network: Network }
  | { readonly special: 'url'; readonly url: URL; readonly text: string }
  | { readonly special: 'semver'; readonly parts: readonly [number, number, number]; readonly pre: string }
  | { readonly special: 'format'; readonly name: string; readonly check: (text: string) => string | undefined }
  | { readonly special: 'lazy'; readonly get: (name: string) => Value };

/** An evaluation that cannot go on; CEL's error value. */
export class CelError extends Error {}

export function fail(message: string): never {
  throw new CelError(message);
}

export function isSpecial(value: Value): value is Special {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'special') && Object.getPrototypeOf(value) === specialPrototype;
}

const specialPrototype: object = { celSpecial: true };

/** Marks a value as one that no manifest can hold. */
export function special<T extends Special>(value: T): T {
  return Object.assign(Object.create(specialPrototype) as T, value);
}

/** A value of the manifest as CEL sees it. */
export function fromJson(value: Value): Value {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}

export function isMap(value: Value): value is JsonObject | ReadonlyMap<Value, Value> {
  return value instanceof Map || (isObject(value) && !(value instanceof Uint8Array) && !isSpecial(value as Value));
}

/** The entry of a map or object; undefined where there is none. */
export function entry(of: Value, key: Value): Value | undefined {
  if (of instanceof Map) {
    const direct = of.get(key) as Value | undefined;
    if (direct !== undefined || typeof key === 'string' || typeof key === 'boolean') return direct;
    for (const [own, value] of of) if (equal(own as Value, key)) return value as Value;
    return undefined;
  }
  if (typeof key !== 'string') return undefined;
  const found = getKey(of as JsonObject, key);
  return found === undefined ? undefined : fromJson(found as Value);
}

export function keysOf(map: JsonObject | ReadonlyMap<Value, Value>): Value[] {
  return map instanceof Map ? [...(map.keys() as Iterable<Value>)] : Object.keys(map);
}

/** Numbers of all types compare with each other; others are equal only within their type. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  const left = numeric(a);
  const right = numeric(b);
  // eslint-disable-next-line eqeqeq -- bigint and number are compared by value
  if (left !== undefined && right !== undefined) return left == right;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(fromJson(item as Value), fromJson(b[index] as Value)));
  }
  if (a instanceof Uint8Array || b instanceof Uint8Array) return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (isSpecial(a as Value) || isSpecial(b as Value)) return isSpecial(a as Value) && isSpecial(b as Value) && specialKey(a as Special) === specialKey(b as Special);
  const mapA = a as JsonObject;
  const mapB = b as JsonObject;
  const keys = keysOf(mapA);
  if (keys.length !== keysOf(mapB).length) return false;
  return keys.every((key) => {
    const other = entry(mapB, key);
    return other !== undefined && equal(entry(mapA, key)!, other);
  });
}

export function numeric(value: Value): number | bigint | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return isSpecial(value) && value.special === 'uint' ? value.uint : undefined;
}

/** What tells two values of a special type apart. */
function specialKey(value: Special): string {
  switch (value.special) {
    case 'uint': return String(value.uint);
    case 'duration': case 'timestamp': return `${value.special} ${value.nanos}`;
    case 'type': case 'format': return `${value.special} ${value.name}`;
    case 'quantity': return `quantity ${value.quantity.nano}`;
    case 'ip': return `ip ${addressText(value.address)}`;
    case 'cidr': return `cidr ${addressText(value.network.address)}/${value.network.prefix}`;
    case 'url': return `url ${value.text}`;
    case 'semver': return `semver ${value.parts.join('.')}-${value.pre}`;
    case 'optional': return value.value === undefined ? 'none' : `some ${display(value.value)}`;
    case 'lazy': return 'lazy';
  }
}

/** A value as text, for messages and `%s`. */
export function display(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) return `[${value.map((item) => (typeof item === 'string' ? JSON.stringify(item) : display(fromJson(item as Value)))).join(', ')}]`;
  if (isSpecial(value)) return value.special === 'duration' ? `${Number(value.nanos) / 1e9}s` : value.special === 'timestamp' ? timestampText(value.nanos) : specialKey(value).replace(/^\w+ /, '');
  if (isMap(value)) return `{${keysOf(value).map((key) => `${display(key)}: ${display(entry(value, key)!)}`).join(', ')}}`;
  return String(value);
}

export function timestampText(nanos: bigint): string {
  const seconds = nanos >= 0n ? nanos / 1_000_000_000n : -((-nanos + 999_999_999n) / 1_000_000_000n);
  const rest = nanos - seconds * 1_000_000_000n;
  const base = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return rest === 0n ? `${base}Z` : `${base}.${String(rest).padStart(9, '0').replace(/0+$/, '')}Z`;
}

export function typeName(value: Value): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean': return 'bool';
    case 'bigint': return 'int';
    case 'number': return 'double';
    case 'string': return 'string';
    default:
  }
  if (Array.isArray(value)) return 'list';
  if (value instanceof Uint8Array) return 'bytes';
  return isSpecial(value) ? value.special : 'map';
}
