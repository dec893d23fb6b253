import { naturalOrder } from '../../lib/yaml/encode.ts';
import { LimitError, spend } from '../template/bounds.ts';
import type { State, Writer } from '../template/state.ts';
import type { Provenance, Tracker } from '../template/track.ts';
import { GoInt, isMap, isNilOf, type Value, type ValueMap } from '../template/value.ts';

/**
 * Charts pass data between templates as `toYaml` text that `fromYaml` reads again. What a text was made of is remembered, so
 * that most reads need no parser. Only values of which reading certainly gives the same are kept.
 */
const known = new Map<string, { readonly value: Value[] | ValueMap; readonly written: boolean }>();
let chars = 0;
const mostChars = 4_000_000;
/** Longer texts are as well parsed: they seldom come back. */
const longest = 20_000;
const longestRead = 1_000;

/**
 * What `fromYaml` reads in what `toYaml` makes of a map or list, without the text: most templates of libraries pass data so. Each
 * scalar has the origin that it would have by the text, written by `by`.
 */
export function dumpYaml(value: Value, state: State, by: Writer): Value | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  parts = 0;
  const read = readBack(value, 0);
  spend(parts);
  if (typeof read !== 'object' || read === null) return undefined;
  if (state.track !== undefined) {
    state.track.readAll(value);
    carry(value as ValueMap, read as ValueMap, state.track, by);
  }
  return read;
}

function carry(from: ValueMap, to: ValueMap, track: Tracker, by: Writer): void {
  for (const key of Array.isArray(to) ? to.keys() : Object.keys(to)) {
    const origin = track.child(from, key);
    const value = to[key as string] as Value;
    if (typeof value === 'object' && value !== null) {
      carry(from[key as string] as ValueMap, value as ValueMap, track, by);
      track.setChild(to, key, undefined);
    } else track.setChild(to, key, written(value, origin, by));
  }
}

/** The origin of a scalar that was written and read again. */
function written(value: Value, origin: Provenance | undefined, by: Writer): Provenance {
  const end = Math.max(1, String(value).length);
  // a text that is quoted with escapes does not stand in the dump as it is
  const parts = typeof value === 'string' && value !== '' && !/['"\\]/.test(value) ? origin?.spans : undefined;
  if (parts === undefined || parts.length === 0) {
    const path = origin?.path ?? origin?.spans?.find((span) => span.path !== undefined)?.path;
    const exact = origin?.exact ?? true;
    return { exact, spans: [{ start: 0, end, exact, ...(path !== undefined && { path }), ...by }], ...(path !== undefined && { path }) };
  }
  const paths = new Set(parts.flatMap(({ path }) => (path === undefined ? [] : [path])));
  const [path] = paths;
  const placed = parts.map((span) => ({ ...span, ...(span.at === undefined && by) }));
  return { exact: placed.every((span) => span.exact), spans: placed.length === 1 ? placed.map((span) => ({ ...span, start: 0, end })) : placed, ...(paths.size === 1 && path !== undefined && { path }) };
}

/** Keeps a copy of the value of a text that was made of it, as far as the text says the same. */
export function rememberYaml(text: string, value: Value): void {
  if (text.length > longest || known.has(text)) return;
  parts = 0;
  const kept = readBack(value, 0);
  if (typeof kept === 'object' && kept !== null) keep(text, kept as Value[] | ValueMap, true);
}

/** Keeps a copy of what was read in a text: labels and names are read many times in a release. */
export function rememberRead(text: string, value: Value): void {
  if (text.length <= longestRead && typeof value === 'object' && value !== null) keep(text, copy(value as ValueMap), false);
}

function keep(text: string, value: Value[] | ValueMap, written: boolean): void {
  if (chars > mostChars) {
    known.clear();
    chars = 0;
  }
  chars += text.length;
  known.set(text, { value, written });
}

/** A fresh copy of what the text holds, which the caller may change; undefined: it must be parsed. */
export function rememberedYaml(text: string): Value | undefined {
  const found = known.get(text) ?? known.get(withoutBreaks(text));
  return found === undefined ? undefined : copy(found.value);
}

/** What a text holds that a value was written to: as `rememberedYaml`, with keys in the order of the text. */
export function writtenYaml(text: string): Value | undefined {
  const found = known.get(withoutBreaks(text));
  return found?.written === true ? inOrder(found.value) : undefined;
}

function inOrder(value: Value): Value {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const out: ValueMap = {};
  // keys that need care are not remembered
  for (const key of naturalOrder(Object.keys(value))) out[key] = inOrder((value as ValueMap)[key] as Value);
  return out;
}

/** An include's text has line breaks around it. */
function withoutBreaks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === 10) start++;
  while (end > start && text.charCodeAt(end - 1) === 10) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function copy(value: Value[] | ValueMap): Value[] | ValueMap {
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'object' && item !== null ? copy(item as ValueMap) : item));
  const out: ValueMap = { ...value };
  for (const key in out) {
    const item = out[key];
    if (typeof item === 'object' && item !== null) out[key] = copy(item as ValueMap);
  }
  return out;
}

// `<<` merges, `__proto__` needs care, block scalars lose a last line break, what is long is folded: all of these are parsed
const plainKey = /^[A-Za-z0-9][A-Za-z0-9_./-]{0,60}$/;
const plainText = /^[\x20-\x7e]{0,60}$/;

/** Parts of the largest value that is dumped: a map that holds another one twice, and so on, soon has no end. */
export const mostParts = 1_000_000;
let parts = 0;

/** What reading a value's text gives: numbers as float64; undefined where that is not certain. */
function readBack(value: Value | undefined, depth: number): Value | undefined {
  switch (typeof value) {
    case 'string': return plainText.test(value) ? value : undefined;
    case 'number': return Number.isSafeInteger(value) && value !== 0 ? value : value === 0 ? 0 : undefined;
    case 'bigint': return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
    case 'boolean': return value;
    case 'object': break;
    default: return undefined;
  }
  if (value === null) return null;
  if (++parts > mostParts) throw new LimitError(`a value of more than ${mostParts / 1e6} million parts is dumped`);
  if (depth > 40) return undefined;
  if (isNilOf(value)) return null;
  if (Array.isArray(value)) {
    parts += value.length;
    const out: Value[] = [];
    for (const item of value) {
      const kept = readBack(item, depth + 1);
      if (kept === undefined) return undefined;
      out.push(kept);
    }
    return out;
  }
  if (value instanceof GoInt) return readBack(value.value, depth);
  if (!isMap(value)) return undefined;
  const out: ValueMap = {};
  for (const key of Object.keys(value)) {
    parts++;
    const kept = plainKey.test(key) ? readBack(value[key], depth + 1) : undefined;
    if (kept === undefined) return undefined;
    out[key] = kept;
  }
  return out;
}
