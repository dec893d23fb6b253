import { limits, spendItems, spendText } from '../template/bounds.ts';
import { byteLength, byteSlice, bytesOf } from '../template/bytes.ts';
import { combine, spansOf } from '../template/track.ts';
import { compareBytes, GoBytes, kindOf, ofType, typeOf, type Value } from '../template/value.ts';
import { decode32, decode64, encode32 } from './encodings.ts';
import { fn, FunctionError, indentSpans, isEmpty as isEmptyValue, partOf, text, toInt, withSpans, wraps, type Table, type Trace } from './kit.ts';
import { quote } from './quote.ts';
import { sha256 } from './sha256.ts';
import { abbreviate, initials, lower, pascalCase, separated, swapCase, title, trimSpace, untitle, upper, withoutSpaces, wrap } from './words.ts';

const s = (value: Value | undefined) => value as string;

/** A list of anything as Sprig's strslice reads it; nil items are left out. A list of texts is itself. */
export function strings(value: Value | undefined): string[] {
  if (Array.isArray(value) && typeOf(value) === '[]string') return value as string[];
  if (value instanceof GoBytes) return strings(value.items);
  if (Array.isArray(value)) return ofType('[]string', value.filter((item) => item !== null && item !== undefined).map(text));
  return ofType('[]string', value === null || value === undefined ? [] : [text(value)]);
}

const indentTrace = (extra: number): Trace => (args, from, result) => {
  const source = text(args[1]);
  if (from[1] === undefined || typeof result !== 'string') return from[1];
  return withSpans(from[1], indentSpans(spansOf(source, from[1]), source, Number(toInt(args[0])), extra));
};

function indent(width: bigint, value: string): string {
  if (width < 0n) throw new FunctionError('strings: negative Repeat count');
  if (width > 10_000n) throw new FunctionError('indentation is too large');
  const pad = ' '.repeat(Number(width));
  if (width > 100n) spendText(value.length + value.split('\n').length * Number(width));
  return pad + value.replaceAll('\n', `\n${pad}`);
}

function cutset(chars: string): (char: string) => boolean {
  const set = new Set(chars);
  return (char) => set.has(char);
}

function trimLeft(value: string, drop: (char: string) => boolean): string {
  const chars = [...value];
  const at = chars.findIndex((char) => !drop(char));
  return at < 0 ? '' : chars.slice(at).join('');
}

function trimRight(value: string, drop: (char: string) => boolean): string {
  const chars = [...value];
  const at = chars.findLastIndex((char) => !drop(char));
  return chars.slice(0, at + 1).join('');
}

function splitMap(parts: readonly string[]): Value {
  return ofType('map[string]string', Object.fromEntries(parts.map((part, i) => [`_${i}`, part])));
}

/** Repeats within bounds: `repeat 1000000000` must not take the machine's memory. */
function repeat(count: bigint, value: string): string {
  if (count < 0n) throw new FunctionError('strings: negative Repeat count');
  if (count * BigInt(value.length) > BigInt(limits.text)) spendText(Infinity);
  return value.repeat(Number(count));
}

/** Sprig's string functions (strings.go). */
export const stringFunctions: Table = {
  trim: fn('s', ([a]) => trimSpace(s(a)), partOf(0)),
  trimAll: fn('ss', ([chars, a]) => trimRight(trimLeft(s(a), cutset(s(chars))), cutset(s(chars))), partOf(1)),
  trimall: fn('ss', ([chars, a]) => trimRight(trimLeft(s(a), cutset(s(chars))), cutset(s(chars))), partOf(1)),
  trimSuffix: fn('ss', ([end, a]) => (s(a).endsWith(s(end)) ? s(a).slice(0, s(a).length - s(end).length) : s(a)), partOf(1)),
  trimPrefix: fn('ss', ([start, a]) => (s(a).startsWith(s(start)) ? s(a).slice(s(start).length) : s(a)), partOf(1)),
  upper: fn('s', ([a]) => upper(s(a))),
  lower: fn('s', ([a]) => lower(s(a))),
  title: fn('s', ([a]) => title(s(a))),
  untitle: fn('s', ([a]) => untitle(s(a))),
  repeat: fn('is', ([n, a]) => repeat(n as bigint, s(a))),
  substr: fn('iis', ([from, to, a]) => {
    const start = Number(from);
    const end = Number(to);
    const length = byteLength(s(a));
    const outside = (bounds: string) => new FunctionError(`runtime error: slice bounds out of range ${bounds}`);
    if (start < 0) {
      if (end < 0) throw outside(`[:${end}]`);
      if (end > length) throw outside(`[:${end}] with length ${length}`);
      return byteSlice(s(a), 0, end);
    }
    const last = end < 0 || end > length ? length : end;
    if (start > last) throw outside(`[${start}:${last}]`);
    return byteSlice(s(a), start, last);
  }, partOf(2)),
  nospace: fn('s', ([a]) => withoutSpaces(s(a))),
  trunc: fn('is', ([n, a]) => {
    const length = byteLength(s(a));
    const count = Number(n);
    if (count < 0 && length + count > 0) return byteSlice(s(a), length + count);
    return count >= 0 && length > count ? byteSlice(s(a), 0, count) : s(a);
  }, partOf(1)),
  abbrev: fn('is', ([n, a]) => (Number(n) < 4 ? s(a) : abbreviate(s(a), 0, Number(n)))),
  abbrevboth: fn('iis', ([left, n, a]) => (Number(n) < 4 || (Number(left) > 0 && Number(n) < 7) ? s(a) : abbreviate(s(a), Number(left), Number(n)))),
  initials: fn('s', ([a]) => initials(s(a))),
  wrap: fn('is', ([n, a]) => wrap(s(a), Number(n), '\n', false)),
  wrapWith: fn('iss', ([n, newline, a]) => wrap(s(a), Number(n), s(newline), true)),
  contains: fn('ss', ([part, a]) => s(a).includes(s(part))),
  hasPrefix: fn('ss', ([part, a]) => s(a).startsWith(s(part))),
  hasSuffix: fn('ss', ([part, a]) => s(a).endsWith(s(part))),
  quote: fn('a*', (args) => args.filter((value) => value !== null && value !== undefined).map((value) => quote(text(value))).join(' '), (args, from, result, state) => (args.length === 1 ? wraps(0)(args, from, result, state) : combine(from))),
  squote: fn('a*', (args) => args.filter((value) => value !== null && value !== undefined).map((value) => `'${text(value)}'`).join(' '), (args, from, result, state) => (args.length === 1 ? wraps(0)(args, from, result, state) : combine(from))),
  cat: fn('a*', (args) => args.filter((value) => value !== null && value !== undefined).map(text).join(' ')),
  indent: fn('is', ([n, a]) => indent(n as bigint, s(a)), indentTrace(0)),
  nindent: fn('is', (args) => `\n${indent(args[0] as bigint, s(args[1]))}`, indentTrace(1)),
  replace: fn('sss', ([old, by, a]) => replaceAll(s(a), s(old), s(by))),
  plural: fn('ssi', ([one, many, n]) => (n === 1n ? one as string : many as string)),
  snakecase: fn('s', ([a]) => separated(s(a), '_')),
  camelcase: fn('s', ([a]) => pascalCase(s(a))),
  kebabcase: fn('s', ([a]) => separated(s(a), '-')),
  swapcase: fn('s', ([a]) => swapCase(s(a))),
  shuffle: fn('s', ([a]) => [...s(a)].sort((x, y) => (sha256(x + s(a)) < sha256(y + s(a)) ? -1 : 1)).join('')),
  split: fn('ss', ([by, a]) => splitMap(splitText(s(a), s(by)))),
  splitn: fn('sis', ([by, n, a]) => splitMap(splitN(s(a), s(by), Number(n)))),
  splitList: fn('ss', ([by, a]) => ofType('[]string', splitText(s(a), s(by)))),
  join: fn('sa', ([by, list]) => strings(list).join(s(by))),
  // a list of texts is sorted in place, as Sprig does
  sortAlpha: fn('a', ([list = null]) => (kindOf(list) === 'slice' ? strings(list).sort(compareBytes) : ofType('[]string', [text(list)]))),
  toString: fn('a', ([a]) => text(a), (args, from, result, state) => (typeof args[0] === 'string' ? from[0] : wraps(0)(args, from, result, state))),
  toStrings: fn('a', ([list]) => strings(list)),
  b64enc: fn('s', ([a]) => bytesOf(s(a)).toString('base64')),
  b64dec: fn('s', ([a]) => decode64(s(a))),
  b32enc: fn('s', ([a]) => encode32(s(a))),
  b32dec: fn('s', ([a]) => decode32(s(a))),
  sha1sum: fn('s', ([a]) => hash(s(a), 'sha1')),
  sha256sum: fn('s', ([a]) => sha256(s(a))),
  sha512sum: fn('s', ([a]) => hash(s(a), 'sha512')),
  adler32sum: fn('s', ([a]) => {
    let low = 1;
    let high = 0;
    for (const byte of bytesOf(s(a))) {
      low = (low + byte) % 65521;
      high = (high + low) % 65521;
    }
    return String(((high << 16) | low) >>> 0);
  }),
  hello: fn('', () => 'Hello!'),
  default: fn('aa*', (args) => args[args.length < 2 || isEmptyValue(args[1]) ? 0 : 1] as Value, (args, from) => {
    const taken = from[args[1] === undefined || isEmptyValue(args[1]) ? 0 : 1];
    // `default true x` is true whatever x is
    return taken !== undefined && args[1] === true && String(args[0]) === 'true' ? { ...taken, exact: false } : taken;
  }),
};


/** strings.Split: without a separator by characters. */
function splitText(value: string, by: string): string[] {
  if (by === '') spendItems(value.length);
  const parts = by === '' ? [...value] : value.split(by, limits.items + 1);
  spendItems(parts.length);
  return parts;
}

/** strings.ReplaceAll: nothing stands before and behind each character. */
function replaceAll(value: string, old: string, by: string): string {
  if (by.length > old.length && value.length > 1000) spendText(value.length + (old === '' ? value.length : value.split(old).length - 1) * by.length);
  return old === '' ? ['', ...value, ''].join(by) : value.split(old).join(by);
}

function splitN(value: string, by: string, n: number): string[] {
  const parts = splitText(value, by);
  if (n === 0) return [];
  return n < 0 || parts.length <= n ? parts : [...parts.slice(0, n - 1), parts.slice(n - 1).join(by)];
}

function hash(value: string, algorithm: 'sha1' | 'sha512'): string {
  return process.getBuiltinModule('node:crypto').createHash(algorithm).update(bytesOf(value)).digest('hex');
}
