import type { Encodable } from '../../lib/yaml/encode.ts';
import { LimitError, spendPart } from '../template/bounds.ts';
import { durationType, formatFloat, GoBytes, GoInt, GoObject, isNilOf, sortedKeys, typeOf, type Value, type ValueMap } from '../template/value.ts';
import { FunctionError } from './kit.ts';
import { mostParts } from './round-trip.ts';

/** Deeper than this Go begins to look for values that hold themselves; nothing else is as deep. */
const deepest = 1000;

let parts = 0;

/**
 * What JSON makes of a value: Go's objects as texts, lists or maps of their exported fields. The value itself where it holds none of
 * them. Throws FunctionError in the words of encoding/json for what JSON cannot hold.
 */
export function toPlain(value: Value): Encodable {
  parts = 0;
  return holdsObjects(value, 0) ? copied(value) : value as Encodable;
}

function holdsObjects(value: Value, depth: number): boolean {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new FunctionError(`json: unsupported value: ${formatFloat(value)}`);
  if (typeof value !== 'object' || value === null) return typeof value === 'function';
  if (++parts > mostParts) throw new LimitError(`a value of more than ${mostParts / 1e6} million parts is dumped`);
  if (depth > deepest) throw new FunctionError(`json: unsupported value: encountered a cycle via ${typeOf(value)}`);
  if (value instanceof GoObject) return true;
  let holds = false;
  if (Array.isArray(value)) {
    for (const item of value) if (holdsObjects(item, depth + 1)) holds = true;
    return holds || (value.length === 0 && isNilOf(value));
  }
  let isEmpty = true;
  for (const key in value) {
    isEmpty = false;
    if (holdsObjects(value[key] as Value, depth + 1)) holds = true;
  }
  return holds || (isEmpty && isNilOf(value));
}

function copied(value: Value): Encodable {
  if (typeof value === 'function') throw new FunctionError(`json: unsupported type: ${typeOf(value)}`);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof GoInt) return value.value;
  if (value instanceof GoBytes) return Buffer.from(value.data).toString('base64');
  if (value instanceof GoObject) return value.json ?? (value.items === undefined ? struct(value) : copied(value.items));
  if (isNilOf(value) && Object.keys(value).length === 0) return null;
  return Array.isArray(value) ? value.map(copied) : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copied(item)]));
}

// JSON has the fields of a struct in their own order
const structs = new WeakSet<object>();

function struct({ fields }: GoObject): Encodable {
  const out = Object.fromEntries([...fields].map(([key, item]) => [key, copied(item)]));
  structs.add(out);
  return out;
}

/** What goyaml.v3 makes of a value by itself: durations as it prints them, empty lists and maps for nil ones. */
export function toPlainYaml(value: Value): Encodable {
  if (typeof value !== 'object' || value === null) return value as Encodable;
  if (value instanceof GoInt) return value.typeName === durationType ? value.text : value.value;
  if (value instanceof GoObject) return copied(value);
  spendPart();
  return Array.isArray(value) ? value.map(toPlainYaml) : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlainYaml(item)]));
}

/** encoding/json: keys of a map sorted by bytes; `escape`: <, > and & as escapes. */
export function encodeJson(value: Value, escape = true, indent = ''): string {
  const go = (item: Encodable, level: string): string => {
    if (item === null || item === undefined) return 'null';
    if (typeof item === 'string') return jsonString(item, escape);
    if (typeof item === 'number') return jsonNumber(item);
    if (typeof item !== 'object') return String(item);
    const inner = level + indent;
    const join = (entries: string[], open: string, close: string) => (entries.length === 0 ? open + close : indent === '' ? `${open}${entries.join(',')}${close}` : `${open}\n${inner}${entries.join(`,\n${inner}`)}\n${level}${close}`);
    if (Array.isArray(item)) return join((item as readonly Encodable[]).map((part) => go(part, inner)), '[', ']');
    const map = item as { readonly [key: string]: Encodable };
    return join((structs.has(map) ? Object.keys(map) : sortedKeys(map as ValueMap)).map((key) => `${jsonString(key, escape)}:${indent === '' ? '' : ' '}${go(map[key], inner)}`), '{', '}');
  };
  return go(toPlain(value), '');
}

function jsonString(value: string, escape: boolean): string {
  // a byte that is no UTF-8 is a lone surrogate here
  const text = JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`).replace(/\\ud[89a-f][0-9a-f]{2}/g, (found, at: number, all: string) => (isEscaped(all, at) ? found : '\\ufffd'));
  return escape ? text.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`) : text;
}

/** Whether the backslash at an offset is itself escaped. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before--;
  return (at - before) % 2 === 1;
}

function jsonNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e21)) return value.toExponential();
  return Object.is(value, -0) ? '-0' : String(value);
}
