import { isUtf8 } from 'node:buffer';
import { FunctionError, type FunctionEntry, type State } from '../template/state.ts';
import { sliceSpans, spansOf, type Provenance, type Span } from '../template/track.ts';
import { GoBytes, GoInt, GoObject, isMap, kindOf, printValue, type Value, type ValueMap } from '../template/value.ts';

export { FunctionError };
export type Table = Record<string, FunctionEntry>;
export type Trace = NonNullable<FunctionEntry['trace']>;

/** A function over checked arguments; `params` as in FunctionEntry. */
export function fn(params: string | undefined, call: (args: Value[], state: State) => Value, trace?: Trace): FunctionEntry {
  return { ...(params !== undefined && { params }), call, ...(trace !== undefined && { trace }) };
}

/** Sprig's strval: what a value is as text. */
export function text(value: Value | undefined): string {
  return value === undefined ? '<nil>' : typeof value === 'string' ? value : value instanceof GoBytes ? value.content : printValue(value, false);
}

/** Sprig's empty. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === null || value === undefined || value === false || value === '' || value === 0 || value === 0n) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof GoBytes) return value.data.length === 0;
  if (value instanceof GoObject) return value instanceof GoInt ? value.value === 0n : value.items !== undefined && isEmpty(value.items);
  return isMap(value) && Object.keys(value).length === 0;
}

/** Sprig's toInt64 (cast.ToInt64): 0 for what is no number. */
export function toInt(value: Value | undefined): bigint {
  switch (typeof value) {
    case 'bigint': return value;
    case 'number': return Number.isFinite(value) ? BigInt.asIntN(64, BigInt(Math.trunc(value))) : 0n;
    case 'boolean': return value ? 1n : 0n;
    case 'string': return parseInt64(value.replace(/\.0*$/, '')) ?? 0n;
  }
  if (value instanceof GoInt) return value.value;
  return 0n;
}

/** strconv.ParseInt(text, 0, 64): prefixes count, `010` is octal. */
function parseInt64(value: string): bigint | undefined {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(value) ?? [];
  const digits = /^[0-9a-zA-Z](_?[0-9a-fA-F])*$/.test(body) ? body.replaceAll('_', '') : body;
  let number: bigint;
  if (/^0([xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+)$/.test(digits)) number = BigInt(digits.toLowerCase());
  else if (/^0[0-7]+$/.test(digits)) number = BigInt(`0o${digits}`);
  else if (/^(0|[1-9]\d*)$/.test(digits)) number = BigInt(digits);
  else return undefined;
  const signed = sign === '-' ? -number : number;
  return signed >= -(1n << 63n) && signed < 1n << 63n ? signed : undefined;
}

/** cast.ToFloat64. */
export function toFloat(value: Value | undefined): number {
  switch (typeof value) {
    case 'bigint': return Number(value);
    case 'number': return value;
    case 'boolean': return value ? 1 : 0;
    case 'string': return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value) ? Number(value) : 0;
  }
  if (value instanceof GoInt) return Number(value.value);
  return 0;
}

/** What Go says where a function asks nil for its type. */
const nilPointer = 'runtime error: invalid memory address or nil pointer dereference';

/** The list, or the error of Sprig's list functions. */
export function listOf(value: Value | undefined, name: string): Value[] {
  if (Array.isArray(value)) return value;
  if (value instanceof GoObject && Array.isArray(value.items)) return value.items;
  throw new FunctionError(value === null || value === undefined ? nilPointer : `Cannot ${name} on type ${kindOf(value)}`);
}

export function put(map: ValueMap, key: string, value: Value): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

export function has(map: ValueMap, key: string): boolean {
  return Object.hasOwn(map, key);
}

/** Moves an origin from one container's child to another's. */
export function moveChild(state: State, from: object, fromKey: string | number, to: object, toKey: string | number = fromKey): void {
  state.track?.setChild(to, toKey, state.track.child(from, fromKey));
}

/** The result is the argument, as text or with something around it. */
export function wraps(index: number): Trace {
  return (args, from, result) => {
    const inner = from[index];
    if (inner === undefined || typeof result !== 'string') return inner;
    const own = text(args[index]);
    const at = result.indexOf(own);
    if (own === '' || at < 0) return { ...(inner.path !== undefined && { path: inner.path }), exact: false };
    return { exact: inner.exact, spans: spansOf(own, inner).map((span) => ({ ...span, start: span.start + at, end: span.end + at })) };
  };
}

/** The result is a part of the argument. */
export function partOf(index: number): Trace {
  return (args, from, result) => {
    const inner = from[index];
    if (inner === undefined || typeof result !== 'string') return inner;
    const whole = text(args[index]);
    const at = whole.indexOf(result);
    if (at < 0) return { ...(inner.path !== undefined && { path: inner.path }), exact: false };
    return { exact: inner.exact, spans: sliceSpans(spansOf(whole, inner), at, at + result.length) };
  };
}

/** Spans of a text whose lines were moved right by `pad`, with `offset` characters before it. */
export function indentSpans(spans: readonly Span[], source: string, pad: number, offset: number): Span[] {
  const breaks: number[] = [];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) breaks.push(at);
  const moved = (position: number) => {
    let low = 0;
    let high = breaks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((breaks[middle] as number) < position) low = middle + 1;
      else high = middle;
    }
    return position + (low + 1) * pad + offset;
  };
  return spans.map((span) => ({ ...span, start: moved(span.start), end: moved(span.end) }));
}

export function withSpans(inner: Provenance | undefined, spans: readonly Span[]): Provenance {
  return { exact: inner?.exact ?? true, spans };
}

/**
 * Go's strings are bytes: a byte of a chart's file that is no UTF-8 becomes a lone surrogate (U+DC80 to U+DCFF), so that
 * `bytesOf` gives it back.
 */
export function textOfBytes(data: Uint8Array): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (isUtf8(bytes)) return bytes.toString();
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const part = bytes.subarray(at, at + length);
    const whole = part.length === length && isUtf8(part);
    out += whole ? part.toString() : String.fromCharCode(0xdc00 + first);
    at += whole ? length : 1;
  }
  return out;
}

/** The bytes of a text; undoes `textOfBytes`. */
export function bytesOf(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  return Buffer.concat([...text].map((char) => (/[\udc80-\udcff]/.test(char) && char.length === 1 ? Buffer.from([char.charCodeAt(0) - 0xdc00]) : Buffer.from(char))));
}
