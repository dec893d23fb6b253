import { resolvePlain } from './resolve.ts';

/** What can be encoded: JSON, with `bigint` for integers of any size. */
export type Encodable = null | undefined | boolean | number | bigint | string | readonly Encodable[] | { readonly [key: string]: Encodable };

/** Called for each scalar and empty container with its place in the text: the container that holds it, the key, both offsets. */
export type OnScalar = (container: object, key: string | number, start: number, end: number) => void;

const width = 80;

/**
 * Prints a value as sigs.k8s.io/yaml Marshal does (goyaml.v2: encode.go, sorter.go, emitterc.go): keys in natural order, lists
 * not indented below their key, plain and quoted scalars folded near 80 columns. Ends with a line break.
 */
export function encodeYaml(value: Encodable, onScalar?: OnScalar): string {
  const out = new Emitter(onScalar, false);
  out.node(value, 0, false, { holder: out, key: 0 });
  return `${out.text}\n`;
}

/** Prints a value as goyaml.v3 does with an indentation of two: lists indented below their key, nothing folded. Ends with a line break. */
export function encodeYamlPretty(value: Encodable, onScalar?: OnScalar): string {
  const out = new Emitter(onScalar, true);
  out.node(value, 0, false, { holder: out, key: 0 });
  return `${out.text}\n`;
}

interface Where {
  readonly holder: object;
  readonly key: string | number;
}

class Emitter {
  text = '';
  /** Where the last line begins; searching for it would flatten the text each time. */
  private lineStart = 0;
  readonly onScalar: OnScalar | undefined;
  private readonly pretty: boolean;

  constructor(onScalar: OnScalar | undefined, pretty: boolean) {
    this.onScalar = onScalar;
    this.pretty = pretty;
  }

  /** `indent` is that of the block which holds the node; `inMapping` tells that it stands behind a key. */
  node(value: Encodable, indent: number, inMapping: boolean, where: Where): void {
    if (Array.isArray(value) && value.length > 0) return this.list(value as readonly Encodable[], inMapping && this.pretty ? indent + 2 : indent, inMapping);
    if (isMap(value) && Object.keys(value).length > 0) return this.map(value, indent, inMapping);
    if (inMapping) this.text += ' ';
    const start = this.text.length;
    if (typeof value === 'string') this.string(value, indent + 2, false);
    else this.text += typeof value === 'number' && this.pretty ? encodeFloat(value) : scalar(value);
    this.onScalar?.(where.holder, where.key, start, this.text.length);
  }

  private list(items: readonly Encodable[], indent: number, inMapping: boolean): void {
    items.forEach((item, i) => {
      if (inMapping || i > 0) this.line(indent);
      this.text += '-';
      if (isNested(item)) {
        this.text += ' ';
        this.node(item, indent + 2, false, { holder: items, key: i });
      } else {
        this.node(item, indent, true, { holder: items, key: i });
      }
    });
  }

  private map(map: { readonly [key: string]: Encodable }, indent: number, inMapping: boolean): void {
    const own = inMapping ? indent + 2 : indent;
    naturalOrder(Object.keys(map)).forEach((key, i) => {
      if (inMapping || i > 0) this.line(own);
      const item = map[key];
      // A key that is too long or has line breaks is written in the explicit form.
      if (isLongKey(key)) {
        this.text += '? ';
        this.string(key, own + 2, false);
        this.line(own);
        this.text += ':';
        if (isNested(item)) {
          this.text += ' ';
          return this.node(item, own + 2, false, { holder: map, key });
        }
      } else {
        this.string(key, own + 2, true);
        this.text += ':';
      }
      this.node(item, own, true, { holder: map, key });
    });
  }

  private line(indent: number): void {
    this.lineStart = this.text.length + 1;
    this.text += indent < pads.length ? pads[indent] as string : `\n${' '.repeat(indent)}`;
  }

  /** Characters since the last line break; Go counts code points. */
  private column(): number {
    return [...this.text.slice(this.lineStart)].length;
  }

  private string(value: string, indent: number, isKey: boolean): void {
    switch (styleOf(value, isKey)) {
      case 'plain': return this.folded(value, indent, isKey);
      case 'single':
        this.text += "'";
        this.folded(value.replaceAll("'", "''"), indent, isKey, true);
        this.text += "'";
        return;
      case 'double': return this.double(value, indent, isKey);
      case 'literal': return this.literal(value, indent);
    }
  }

  /** Words of a plain or single-quoted scalar, broken at single spaces past the 80th column. */
  private folded(value: string, indent: number, isKey: boolean, quoted = false): void {
    if (isKey || this.pretty || this.text.length - this.lineStart + value.length <= width || this.column() + value.length <= width) {
      this.text += value;
      return;
    }
    let column = this.column();
    let spaces = false;
    const chars = [...value];
    chars.forEach((char, i) => {
      if (char === ' ') {
        const inside = !quoted || (i > 0 && i < chars.length - 1);
        if (!spaces && column > width && inside && chars[i + 1] !== ' ') {
          this.line(indent);
          column = indent;
        } else {
          this.text += char;
          column++;
        }
        spaces = true;
        return;
      }
      this.text += char;
      column++;
      spaces = false;
    });
  }

  private double(value: string, indent: number, isKey: boolean): void {
    let out = '"';
    let column = this.column() + 1;
    let spaces = false;
    const chars = [...value];
    chars.forEach((char, i) => {
      if (char === ' ') {
        if (!isKey && !this.pretty && !spaces && column > width && i > 0 && i < chars.length - 1) {
          out += `\n${' '.repeat(indent)}`;
          column = indent;
          if (chars[i + 1] === ' ') {
            out += '\\';
            column++;
          }
        } else {
          out += ' ';
          column++;
        }
        spaces = true;
        return;
      }
      const escaped = escape(char);
      out += escaped;
      column += escaped.length === char.length ? 1 : escaped.length;
      spaces = false;
    });
    const last = out.lastIndexOf('\n');
    if (last !== -1) this.lineStart = this.text.length + last + 1;
    this.text += `${out}"`;
  }

  private literal(value: string, indent: number): void {
    const hint = /^[ \n\r\u0085\u2028\u2029]/.test(value) ? '2' : '';
    const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
    this.text += `|${hint}${chomp}`;
    const lines = value.split('\n');
    if (value.endsWith('\n')) lines.pop();
    for (const text of lines) {
      this.lineStart = this.text.length + 1;
      this.text += text === '' ? '\n' : `\n${' '.repeat(indent)}${text}`;
    }
  }
}

const pads = Array.from({ length: 40 }, (_, indent) => `\n${' '.repeat(indent)}`);

/** Too long for a simple key, or with line breaks. */
function isLongKey(key: string): boolean {
  return (key.length > 42 && Buffer.byteLength(key) > 128) || /[\n\r\u0085\u2028\u2029]/.test(key);
}

// the same few names and words come again and again; what is long is not kept
const keyStyles = new Map<string, Style>();
const valueStyles = new Map<string, Style>();
const mostStyles = 20_000;

function styleOf(value: string, isKey: boolean): Style {
  const styles = isKey ? keyStyles : valueStyles;
  const known = value.length > 100 ? undefined : styles.get(value);
  if (known !== undefined) return known;
  const style = chooseStyle(value, value.includes('\n') ? 'literal' : canBePlain(value) ? 'plain' : 'double', isKey);
  if (styles.size >= mostStyles) styles.clear();
  if (value.length <= 100) styles.set(value, style);
  return style;
}

function isMap(value: Encodable): value is { readonly [key: string]: Encodable } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNested(value: Encodable): boolean {
  return (Array.isArray(value) && value.length > 0) || (isMap(value) && Object.keys(value).length > 0);
}

function scalar(value: Encodable): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  if (typeof value === 'number') return encodeNumber(value);
  return String(value);
}

/** A float64 goes through JSON first, which has the shortest digits of it: whole numbers become integers as far as 64 bits reach. */
function encodeNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) {
    const digits = String(value);
    if (Number.isSafeInteger(value)) return digits;
    const whole = BigInt(digits);
    if (whole >= -(1n << 63n) && whole < 1n << 64n) return digits;
  }
  return encodeFloat(value);
}

function encodeFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  // strconv's 'g' with the shortest digits takes the exponent from six digits on.
  if (exponent >= -4 && exponent < 6) {
    const text = String(value);
    if (!text.includes('e')) return text;
  }
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Whether the plain text would be read back as a string. */
function canBePlain(value: string): boolean {
  if (value === '' || /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(value)) return false;
  const { kind } = resolvePlain(value, 'sigs');
  return kind === 'str' || kind === 'merge';
}

type Style = 'plain' | 'single' | 'double' | 'literal';

/** emitterc.go yaml_emitter_analyze_scalar and yaml_emitter_select_scalar_style, outside of flow context. */
function chooseStyle(value: string, wanted: Exclude<Style, 'single'>, isKey: boolean): Style {
  const multiline = /[\n\r\u0085\u2028\u2029]/.test(value);
  const special = /[^\n\r\u0085\u2028\u2029\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(value) || /\r|\u0085|\u2028|\u2029/.test(value) && /[\r\u0085]/.test(value);
  const spaceBreak = /[ ][\n\r\u0085\u2028\u2029]/.test(value);
  const breakSpace = /[\n\r\u0085\u2028\u2029] /.test(value);
  let style: Style = isKey && multiline ? 'double' : wanted;
  if (style === 'plain') {
    const indicator = /^[#,[\]{}&*!|>'"%@`]|^[?:-]([ \t]|$)|:([ \t]|$)|[ \t\n]#|^---|^\.\.\./.test(value);
    const edge = /^[ \n]|[ \n]$/.test(value);
    if (indicator || edge || multiline || breakSpace || spaceBreak || special) style = 'single';
  }
  if (style === 'single' && (breakSpace || spaceBreak || special)) style = 'double';
  if (style === 'literal' && (isKey || value.endsWith(' ') || spaceBreak || special)) style = 'double';
  return style;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0', '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r', '\x1b': '\\e', '"': '\\"', '\\': '\\\\', '\u0085': '\\N', '\u00a0': '\\_', '\u2028': '\\L', '\u2029': '\\P',
};

function escape(char: string): string {
  const known = escapes[char];
  // A no-break space is printable; it is escaped only where Go finds it not to be.
  if (known !== undefined && char !== '\u00a0') return known;
  const code = char.codePointAt(0) as number;
  if ((code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code !== 0xfeff && code < 0xfffe)) return char;
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}` : `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** Keys as sorter.go orders them, in place: letters behind other characters, runs of digits by their number. */
export function naturalOrder(keys: string[]): string[] {
  return keys.length < 2 ? keys : keys.sort((a, b) => (naturalLess(a, b) ? -1 : naturalLess(b, a) ? 1 : 0));
}

const isLetter = (char: string) => /\p{L}/u.test(char);
const isDigit = (char: string | undefined) => char !== undefined && /\p{Nd}/u.test(char);

const asciiLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

function naturalLess(a: string, b: string): boolean {
  // nearly all keys differ first in ASCII letters
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    if (asciiLetter(left) && asciiLetter(right)) return left < right;
    break;
  }
  return naturalLessAnywhere(a, b);
}

function naturalLessAnywhere(a: string, b: string): boolean {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const l = left[i] as string;
    const r = right[i] as string;
    if (l === r) continue;
    const letters = [isLetter(l), isLetter(r)];
    if (letters[0] === true && letters[1] === true) return (l.codePointAt(0) as number) < (r.codePointAt(0) as number);
    if (letters[0] === true || letters[1] === true) return letters[1] === true;
    let first = 0n;
    let second = 0n;
    if (l === '0' || r === '0') {
      for (let j = i - 1; j >= 0 && isDigit(left[j]); j--) {
        if (left[j] !== '0') {
          first = second = 1n;
          break;
        }
      }
    }
    let li = i;
    for (; isDigit(left[li]); li++) first = BigInt.asIntN(64, first * 10n + BigInt(left[li] as string));
    let ri = i;
    for (; isDigit(right[ri]); ri++) second = BigInt.asIntN(64, second * 10n + BigInt(right[ri] as string));
    if (first !== second) return first < second;
    if (li !== ri) return li < ri;
    return (l.codePointAt(0) as number) < (r.codePointAt(0) as number);
  }
  return left.length < right.length;
}
