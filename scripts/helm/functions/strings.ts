import { combine, spansOf } from '../template/track.ts';
import { GoBytes, ofType, type Value } from '../template/value.ts';
import { bytesOf, fn, FunctionError, indentSpans, isEmpty as isEmptyValue, partOf, text, toInt, withSpans, wraps, type Table, type Trace } from './kit.ts';
import { quote } from './printf.ts';
import { sha256 } from './sha256.ts';

const s = (value: Value | undefined) => value as string;

/** unicode.IsSpace, which is not what JavaScript trims. */
const spaceAround = /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

/** A list of anything as Sprig's strslice reads it; nil items are left out. */
export function strings(value: Value | undefined): string[] {
  if (value instanceof GoBytes) return strings(value.items);
  if (Array.isArray(value)) return ofType('[]string', value.filter((item) => item !== null && item !== undefined).map(text));
  return ofType('[]string', value === null || value === undefined ? [] : [text(value)]);
}

function bytes(value: string, from: number, to: number): string {
  const all = Buffer.from(value);
  return all.length === value.length ? value.slice(from, to) : all.subarray(from, to).toString();
}

const indentTrace = (extra: number): Trace => (args, from, result) => {
  const source = text(args[1]);
  if (from[1] === undefined || typeof result !== 'string') return from[1];
  return withSpans(from[1], indentSpans(spansOf(source, from[1]), source, Number(toInt(args[0])), extra));
};

function indent(width: bigint, value: string): string {
  if (width > 10_000n) throw new FunctionError('indentation is too large');
  const pad = ' '.repeat(Math.max(0, Number(width)));
  return pad + value.replaceAll('\n', `\n${pad}`);
}

function title(value: string): string {
  return value.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

function words(value: string): string[] {
  return value.split(/[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u).filter((word) => word !== '');
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
  if (count * BigInt(value.length) > 50_000_000n) throw new FunctionError('repeat makes too long a text');
  return value.repeat(Number(count));
}

function wrap(asked: number, value: string, newline: string, hard: boolean): string {
  // goutils wraps at one character where the width is less.
  const width = Math.max(asked, 1);
  const lines: string[] = [];
  for (const paragraph of value.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      let rest = word;
      while (hard && rest.length > width && line === '') {
        lines.push(rest.slice(0, width));
        rest = rest.slice(width);
      }
      if (line === '') line = rest;
      else if (line.length + 1 + rest.length <= width) line += ` ${rest}`;
      else {
        lines.push(line);
        line = rest;
      }
    }
    lines.push(line);
  }
  return lines.join(newline);
}

/** xstrings.ToPascalCase: words begin behind _, - and white space; those at the very front and end stay. */
function pascal(text: string): string {
  const lead = /^[_\-\s]*/u.exec(text)?.[0] ?? '';
  const trail = lead.length === text.length ? '' : (/[_\-\s]*$/u.exec(text)?.[0] ?? '');
  let out = '';
  let raise = true;
  let before = '';
  for (const char of text.slice(lead.length, text.length - trail.length)) {
    if (/[_\-\s]/u.test(char)) {
      // a second separator in a row is kept once
      if (/[_\-\s]/u.test(before)) out += before;
      raise = true;
    } else {
      out += raise ? char.toUpperCase() : /\p{Lu}/u.test(char) && /\p{Lu}/u.test(before) ? char.toLowerCase() : char;
      raise = false;
    }
    before = char;
  }
  return lead + out + trail;
}

/** Sprig's string functions (strings.go). */
export const stringFunctions: Table = {
  trim: fn('s', ([a]) => s(a).replace(spaceAround, ''), partOf(0)),
  trimAll: fn('ss', ([chars, a]) => trimRight(trimLeft(s(a), cutset(s(chars))), cutset(s(chars))), partOf(1)),
  trimall: fn('ss', ([chars, a]) => trimRight(trimLeft(s(a), cutset(s(chars))), cutset(s(chars))), partOf(1)),
  trimSuffix: fn('ss', ([end, a]) => (s(a).endsWith(s(end)) ? s(a).slice(0, s(a).length - s(end).length) : s(a)), partOf(1)),
  trimPrefix: fn('ss', ([start, a]) => (s(a).startsWith(s(start)) ? s(a).slice(s(start).length) : s(a)), partOf(1)),
  upper: fn('s', ([a]) => s(a).toUpperCase()),
  lower: fn('s', ([a]) => s(a).toLowerCase()),
  title: fn('s', ([a]) => title(s(a))),
  untitle: fn('s', ([a]) => s(a).replace(/(^|\s)(\p{L})/gu, (_, before: string, letter: string) => before + letter.toLowerCase())),
  repeat: fn('is', ([n, a]) => repeat(n as bigint, s(a))),
  substr: fn('iis', ([from, to, a]) => {
    const start = Number(from);
    const end = Number(to);
    const length = Buffer.byteLength(s(a));
    if (start < 0) return bytes(s(a), 0, end);
    return end < 0 || end > length ? bytes(s(a), start, length) : bytes(s(a), start, end);
  }, partOf(2)),
  nospace: fn('s', ([a]) => s(a).replace(/\s/gu, '')),
  trunc: fn('is', ([n, a]) => {
    const length = Buffer.byteLength(s(a));
    const count = Number(n);
    if (count < 0 && length + count > 0) return bytes(s(a), length + count, length);
    return count >= 0 && length > count ? bytes(s(a), 0, count) : s(a);
  }, partOf(1)),
  abbrev: fn('is', ([n, a]) => (Number(n) < 4 || s(a).length <= Number(n) ? s(a) : `${s(a).slice(0, Number(n) - 3)}...`)),
  abbrevboth: fn('iis', ([left, n, a]) => {
    const offset = Number(left);
    const width = Number(n);
    const value = s(a);
    if (width < 4 || (offset > 0 && width < 7) || value.length <= width) return value;
    if (offset <= 4) return `${value.slice(0, width - 3)}...`;
    if (offset + width - 3 < value.length) return `...${value.slice(offset, offset + width - 6)}...`;
    return `...${value.slice(value.length - (width - 3))}`;
  }),
  initials: fn('s', ([a]) => s(a).split(/\s+/).filter((word) => word !== '').map((word) => [...word][0]).join('')),
  wrap: fn('is', ([n, a]) => wrap(Number(n), s(a), '\n', false)),
  wrapWith: fn('iss', ([n, newline, a]) => wrap(Number(n), s(a), s(newline), true)),
  contains: fn('ss', ([part, a]) => s(a).includes(s(part))),
  hasPrefix: fn('ss', ([part, a]) => s(a).startsWith(s(part))),
  hasSuffix: fn('ss', ([part, a]) => s(a).endsWith(s(part))),
  quote: fn('a*', (args) => args.filter((value) => value !== null && value !== undefined).map((value) => quote(text(value))).join(' '), (args, from, result, state) => (args.length === 1 ? wraps(0)(args, from, result, state) : combine(from))),
  squote: fn('a*', (args) => args.filter((value) => value !== null && value !== undefined).map((value) => `'${text(value)}'`).join(' '), (args, from, result, state) => (args.length === 1 ? wraps(0)(args, from, result, state) : combine(from))),
  cat: fn('a*', (args) => args.filter((value) => value !== null && value !== undefined).map(text).join(' ')),
  indent: fn('is', ([n, a]) => indent(n as bigint, s(a)), indentTrace(0)),
  nindent: fn('is', (args) => `\n${indent(args[0] as bigint, s(args[1]))}`, indentTrace(1)),
  replace: fn('sss', ([old, by, a]) => s(a).split(s(old)).join(s(by))),
  plural: fn('ssi', ([one, many, n]) => (n === 1n ? one as string : many as string)),
  snakecase: fn('s', ([a]) => words(s(a)).map((word) => word.toLowerCase()).join('_')),
  camelcase: fn('s', ([a]) => pascal(s(a))),
  kebabcase: fn('s', ([a]) => words(s(a)).map((word) => word.toLowerCase()).join('-')),
  swapcase: fn('s', ([a]) => [...s(a)].map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase())).join('')),
  shuffle: fn('s', ([a]) => [...s(a)].sort((x, y) => (sha256(x + s(a)) < sha256(y + s(a)) ? -1 : 1)).join('')),
  split: fn('ss', ([by, a]) => splitMap(s(a).split(s(by)))),
  splitn: fn('sis', ([by, n, a]) => splitMap(splitN(s(a), s(by), Number(n)))),
  splitList: fn('ss', ([by, a]) => ofType('[]string', s(by) === '' ? [...s(a)] : s(a).split(s(by)))),
  join: fn('sa', ([by, list]) => strings(list).join(s(by))),
  sortAlpha: fn('a', ([list]) => strings(list).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))),
  toString: fn('a', ([a]) => text(a), (args, from, result, state) => (typeof args[0] === 'string' ? from[0] : wraps(0)(args, from, result, state))),
  toStrings: fn('a', ([list]) => strings(list)),
  b64enc: fn('s', ([a]) => bytesOf(s(a)).toString('base64')),
  b64dec: fn('s', ([a]) => decode64(s(a))),
  b32enc: fn('s', ([a]) => base32(Buffer.from(s(a)))),
  b32dec: fn('s', ([a]) => unbase32(s(a))),
  sha1sum: fn('s', ([a]) => hash(s(a), 'sha1')),
  sha256sum: fn('s', ([a]) => sha256(s(a))),
  sha512sum: fn('s', ([a]) => hash(s(a), 'sha512')),
  adler32sum: fn('s', ([a]) => {
    let low = 1;
    let high = 0;
    for (const byte of Buffer.from(s(a))) {
      low = (low + byte) % 65521;
      high = (high + low) % 65521;
    }
    return String(((high << 16) | low) >>> 0);
  }),
  hello: fn('', () => 'Hello!'),
  default: fn('aa*', (args) => args[args.length < 2 || isEmptyValue(args[1]) ? 0 : 1] as Value, (args, from) => from[args[1] === undefined || isEmptyValue(args[1]) ? 0 : 1]),
};


function splitN(value: string, by: string, n: number): string[] {
  const parts = value.split(by);
  if (n === 0) return [];
  return n < 0 || parts.length <= n ? parts : [...parts.slice(0, n - 1), parts.slice(n - 1).join(by)];
}

function hash(value: string, algorithm: 'sha1' | 'sha512'): string {
  return process.getBuiltinModule('node:crypto').createHash(algorithm).update(bytesOf(value)).digest('hex');
}

/** base64.StdEncoding, which is strict; Sprig gives the error's text. */
function decode64(value: string): string {
  const clean = value.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]|=(?!=?$)/.exec(clean);
  if (bad !== null || clean.length % 4 !== 0) return `illegal base64 data at input byte ${bad?.index ?? clean.length - (clean.length % 4)}`;
  return Buffer.from(clean, 'base64').toString();
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(data: Buffer): string {
  let out = '';
  for (let i = 0; i < data.length; i += 5) {
    const block = data.subarray(i, i + 5);
    let bits = 0n;
    for (let j = 0; j < 5; j++) bits = (bits << 8n) | BigInt(block[j] ?? 0);
    const used = Math.ceil((block.length * 8) / 5);
    for (let j = 0; j < 8; j++) out += j < used ? alphabet[Number((bits >> BigInt(35 - j * 5)) & 31n)] : '=';
  }
  return out;
}

function unbase32(value: string): string {
  const clean = value.replace(/=+$/, '');
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const [i, char] of [...clean].entries()) {
    const digit = alphabet.indexOf(char);
    if (digit < 0) return `illegal base32 data at input byte ${i}`;
    held = (held << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return Buffer.from(bytes).toString();
}
