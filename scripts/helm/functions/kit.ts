import { FunctionError, type FunctionEntry, type State } from '../template/state.ts';
import { sliceSpans, spansOf, type Provenance, type Span } from '../template/track.ts';
import { durationType, GoBytes, GoInt, GoObject, isMap, kindOf, printValue, type Value, type ValueMap } from '../template/value.ts';

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
    // what does not fit is the smallest number there is, as amd64 has it
    case 'number': return value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : -(1n << 63n);
    case 'boolean': return value ? 1n : 0n;
    case 'string': return parseInt64(value.replace(/\.0+$/, '')) ?? 0n;
  }
  return value instanceof GoInt && value.typeName !== durationType ? value.value : 0n;
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

const decimalFloat = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;

/** strconv.ParseFloat: underscores between digits, hexadecimal with an exponent; undefined where it fails. */
export function parseFloat64(text: string): number | undefined {
  if (decimalFloat.test(text)) {
    const number = Number(text.replaceAll('_', ''));
    return Number.isFinite(number) ? number : undefined;
  }
  const [, sign, word = ''] = /^([+-]?)(inf|infinity|nan)$/i.exec(text) ?? [];
  if (word !== '') return word.toLowerCase() === 'nan' ? (sign === '' ? Number.NaN : undefined) : sign === '-' ? -Infinity : Infinity;
  const [, minus, whole = '', fraction = '', exponent] = /^([+-]?)0[xX]_?([0-9a-fA-F]*(?:_[0-9a-fA-F]+)*)(?:\.([0-9a-fA-F]*(?:_[0-9a-fA-F]+)*))?[pP]([+-]?\d+)$/.exec(text) ?? [];
  const digits = (whole + fraction).replaceAll('_', '');
  if (exponent === undefined || digits === '') return undefined;
  return (minus === '-' ? -1 : 1) * Number(BigInt(`0x${digits}`)) * 2 ** (Number(exponent) - 4 * fraction.replaceAll('_', '').length);
}

/** cast.ToFloat64. */
export function toFloat(value: Value | undefined): number {
  switch (typeof value) {
    case 'bigint': return Number(value);
    case 'number': return value;
    case 'boolean': return value ? 1 : 0;
    case 'string': return parseFloat64(value) ?? 0;
  }
  return value instanceof GoInt && value.typeName !== durationType ? Number(value.value) : 0;
}

/** What Go says where a function asks nil for its type. */
export const nilPointer = 'runtime error: invalid memory address or nil pointer dereference';

/** The list, or the error of Sprig's list functions: `name` is what they do, or makes all of the message of a kind. */
export function listOf(value: Value | undefined, name: string | ((kind: string) => string)): Value[] {
  if (Array.isArray(value)) return value;
  if (value instanceof GoObject && Array.isArray(value.items)) return value.items;
  if (value === null || value === undefined) throw new FunctionError(nilPointer);
  const kind = kindOf(value);
  throw new FunctionError(typeof name === 'string' ? `Cannot ${name} on type ${kind}` : name(kind));
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
