import type { Json, JsonObject } from '../../model/json.ts';
import { spendPart } from './bounds.ts';

/**
 * What a template computes with. Go's kinds are kept apart: `bigint` is an int, `number` a float64 (as YAML and JSON give
 * every number), `GoInt` any other integer, null is nil. Maps and lists are those of the values themselves: functions such as `set` change them.
 */
export type Value = null | boolean | bigint | number | string | Value[] | ValueMap | GoObject | GoFunction;
export interface ValueMap {
  [key: string]: Value;
}

const none: ReadonlyMap<string, never> = new Map<string, never>();

/** Something of Go with fields and methods, such as `.Files` and `.Capabilities`. */
export class GoObject {
  readonly typeName: string;
  readonly fields: ReadonlyMap<string, Value>;
  readonly methods: ReadonlyMap<string, (...args: Value[]) => Value>;
  private readonly made: { readonly text: string; readonly items: ValueMap | Value[] | undefined; readonly json: string | undefined };
  constructor(typeName: string, fields: ReadonlyMap<string, Value>, methods: ReadonlyMap<string, (...args: Value[]) => Value> = none, text = '', items?: ValueMap | Value[], json?: string) {
    this.typeName = typeName;
    this.fields = fields;
    this.methods = methods;
    this.made = { text, items, json };
  }

  /** The text that JSON and YAML get of it (encoding.TextMarshaler); undefined where they get its fields or items. */
  get json(): string | undefined {
    return this.made.json;
  }

  /** How it prints. */
  get text(): string {
    return this.made.text;
  }

  /** How an action prints it: Go finds methods of pointers there. */
  get shown(): string {
    return this.text;
  }

  /** What it holds where it is a map or list with methods (`.Files`, `.Capabilities.APIVersions`). */
  get items(): ValueMap | Value[] | undefined {
    return this.made.items;
  }
}

/** An integer that is no int: int64 (Sprig's arithmetic, `--set`), uint64, uint8; a duration, which prints in its own way. */
export class GoInt extends GoObject {
  readonly value: bigint;
  constructor(value: bigint, typeName = 'int64', text = value.toString(), methods: GoObject['methods'] = none) {
    super(typeName, none, methods, text);
    this.value = value;
  }
}

export const durationType = 'time.Duration';

export const int64 = (value: bigint): GoInt => new GoInt(value);

/** The integer of any of Go's integer kinds; undefined for anything else. */
export function integerOf(value: Value | undefined): bigint | undefined {
  return typeof value === 'bigint' ? value : value instanceof GoInt ? value.value : undefined;
}

/** A []byte: what `.Files` holds. Text only where a function asks for it; JSON and YAML get it in base64. */
export class GoBytes extends GoObject {
  readonly data: Uint8Array;
  /** Most files of a chart are never asked for. */
  private readonly read: () => string;
  constructor(data: Uint8Array, read: () => string) {
    super('[]uint8', none);
    this.data = data;
    this.read = read;
  }

  /** The same as text. */
  get content(): string {
    return this.read();
  }

  override get text(): string {
    return `[${this.data.join(' ')}]`;
  }

  override get items(): Value[] {
    if (this.data.length > mostBytes) throw new RangeError(`a list of ${this.data.length} bytes`);
    return Array.from(this.data, (byte) => new GoInt(BigInt(byte), 'uint8'));
  }
}

const noBytes = new GoBytes(new Uint8Array(), () => '');

/** More than this is not walked byte by byte. */
const mostBytes = 1_000_000;

export type GoFunction = (...args: Value[]) => Value;

// Go's names of lists and maps that are not of `interface {}`: []string, map[string]string, common.Values
const named = new WeakMap<object, string>();

/** The same list or map, of another of Go's types. */
export function ofType<T extends object>(type: string, value: T): T {
  named.set(value, type);
  return value;
}

const nils = new WeakSet<object>();

/** Go's nil list or map of a type: empty, but `null` in JSON and YAML. */
export function nilOf<T extends Value[] | ValueMap>(type: string, value: T): T {
  nils.add(value);
  return ofType(type, value);
}

export function isNilOf(value: object): boolean {
  return nils.has(value);
}

export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof GoObject);
}

export function fromJson(value: Json): Value {
  return value as Value;
}

export type { JsonObject };

/** The map as a function that takes a plain map gives it back; in Go only what it gives has the other type. */
export function asPlainMap(value: ValueMap): ValueMap {
  named.delete(value);
  return value;
}

/** Go's name of a value's type, as error messages and `typeOf` print it. */
export function typeOf(value: Value): string {
  if (value === null || value === undefined) return '<nil>';
  switch (typeof value) {
    case 'boolean': return 'bool';
    case 'bigint': return 'int';
    case 'number': return 'float64';
    case 'string': return 'string';
    case 'function': return 'func()';
  }
  if (value instanceof GoObject) return value.typeName;
  return named.get(value) ?? (Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}');
}

/** reflect.Kind, as `kindOf` prints it. */
export function kindOf(value: Value): string {
  if (value === null || value === undefined) return 'invalid';
  if (Array.isArray(value)) return 'slice';
  if (value instanceof GoInt) return value.typeName === durationType ? 'int64' : value.typeName.startsWith('time.') ? 'int' : value.typeName;
  if (value instanceof GoBytes) return 'slice';
  if (value instanceof GoObject) return value.items !== undefined ? kindOf(value.items) : value.typeName.startsWith('*') ? 'ptr' : 'struct';
  if (isMap(value)) return 'map';
  if (typeof value === 'function') return 'func';
  return typeOf(value);
}

/** text/template's truth: zero values and empty containers are false. */
export function isTrue(value: Value): boolean {
  if (value === null || value === undefined) return false;
  switch (typeof value) {
    case 'boolean': return value;
    case 'bigint': return value !== 0n;
    case 'number': return value !== 0;
    case 'string': return value !== '';
    case 'function': return true;
  }
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoBytes) return value.data.length > 0;
  if (value instanceof GoObject) return value.items === undefined || isTrue(value.items);
  for (const _ in value) return true;
  return false;
}

/** A map of nothing but texts to Go. */
export function isTextMap(map: ValueMap): boolean {
  return named.get(map) === 'map[string]string';
}

/** What a map gives for a key that it does not hold. */
export function zeroOf(map: ValueMap): Value {
  const type = named.get(map);
  return type === 'map[string]string' ? '' : type === 'map[string][]uint8' ? noBytes : null;
}

const keyCache = new WeakMap<ValueMap, { readonly count: number; readonly keys: readonly string[] }>();

/** Keys in the order in which Go ranges over and prints a map: by bytes. */
export function sortedKeys(map: ValueMap): readonly string[] {
  const keys = Object.keys(map);
  if (keys.length < 2) return keys;
  const known = keyCache.get(map);
  if (known !== undefined && known.count === keys.length && known.keys.every((key) => Object.hasOwn(map, key))) return known.keys;
  keys.sort(compareBytes);
  keyCache.set(map, { count: keys.length, keys });
  return keys;
}

/** Orders strings as Go does, by their UTF-8 bytes, which is the order of code points. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    // Surrogates encode code points above every other unit.
    const leftHigh = left >= 0xd800 && left <= 0xdfff;
    const rightHigh = right >= 0xd800 && right <= 0xdfff;
    return leftHigh === rightHigh ? left - right : leftHigh ? 1 : -1;
  }
  return a.length - b.length;
}

/** strconv.FormatFloat with the shortest digits: 'g' as %v prints it, 'f' without an exponent. */
export function formatFloat(value: number, format: 'g' | 'f' = 'g'): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (format === 'f' || (exponent >= -4 && exponent < 6)) return plainFloat(value);
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** strconv.FormatFloat 'f' with the shortest digits. */
export function plainFloat(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const [mantissa = '', exponentText = '0'] = text.split('e');
  const exponent = Number(exponentText);
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const out = point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : point >= digits.length ? digits + '0'.repeat(point - digits.length) : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return negative ? `-${out}` : out;
}

/** %v: what `print` and an action write. */
export function printValue(value: Value, top = true): string {
  if (value === null || value === undefined) return top ? '<no value>' : '<nil>';
  switch (typeof value) {
    case 'boolean': return value ? 'true' : 'false';
    case 'bigint': return value.toString();
    case 'number': return formatFloat(value);
    case 'string': return value;
    case 'function': return '0x0';
  }
  if (value instanceof GoObject) return top ? value.shown : value.text;
  spendPart();
  if (Array.isArray(value)) return `[${value.map((item) => printValue(item, false)).join(' ')}]`;
  return `map[${sortedKeys(value).map((key) => `${key}:${printValue(value[key] as Value, false)}`).join(' ')}]`;
}
