import { bytesOf } from '../template/bytes.ts';
import { spendPart } from '../template/bounds.ts';
import { GoBytes, GoInt, integerOf, isMap, isNilOf, printValue, sortedKeys, typeOf, type Value } from '../template/value.ts';
import { floatText } from './printf-float.ts';
import { quote, quoteRune } from './quote.ts';

/** How an operand is asked for: fmt's flags. `sharpV`: Go syntax (`%#v`), for which `sharp` is not set. */
export interface Form {
  readonly sharp: boolean;
  readonly sharpV: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** Padded on the right. */
  readonly minus: boolean;
  readonly width: number;
  readonly precision: number | undefined;
}

/** One operand under a verb (print.go printArg). */
export function formatted(verb: string, value: Value, form: Form): string {
  if (verb === 'T') return pad(value === null ? '<nil>' : typeOf(value), form);
  if (value === null || value === undefined) return verb === 'v' ? pad('<nil>', form) : `%!${verb}(<nil>)`;
  return nested(verb, value, form);
}

/** Of a list or map each item by itself. */
function nested(verb: string, value: Value, form: Form): string {
  if (value === null || value === undefined) return form.sharpV ? 'interface {}(nil)' : '<nil>';
  if (typeof value === 'object') spendPart();
  if (Array.isArray(value)) {
    if (form.sharpV && isNilOf(value)) return `${typeOf(value)}(nil)`;
    const items = value.map((item) => nested(verb, item, form));
    return form.sharpV ? `${typeOf(value)}{${items.join(', ')}}` : `[${items.join(' ')}]`;
  }
  if (isMap(value)) {
    if (form.sharpV && isNilOf(value)) return `${typeOf(value)}(nil)`;
    const items = sortedKeys(value).map((key) => `${nested(verb, key, form)}:${nested(verb, value[key] as Value, form)}`);
    return form.sharpV ? `${typeOf(value)}{${items.join(', ')}}` : `map[${items.join(' ')}]`;
  }
  return scalar(verb, value, form) ?? `%!${verb}(${typeOf(value)}=${scalar('v', value, form) ?? ''})`;
}

/** undefined where the verb is not for the value. */
function scalar(verb: string, value: Exclude<Value, null>, form: Form): string | undefined {
  switch (typeof value) {
    case 'string': return formatString(verb, value, form);
    case 'bigint': return formatInteger(verb, value, form);
    case 'number': return formatNumber(verb, value, form);
    case 'boolean': return verb === 't' || verb === 'v' ? pad(String(value), form) : undefined;
  }
  if (value instanceof GoBytes) return formatBytes(verb, value, form);
  // what has a text of its own shows it where a text can be shown
  const number = integerOf(value);
  if (number !== undefined && !(hasText(value) && 'vsxXq'.includes(verb) && !form.sharpV)) return formatInteger(verb, number, form);
  return formatString(verb, printValue(value, false), form) ?? printValue(value, false);
}

const hasText = (value: Value): boolean => value instanceof GoInt && value.typeName.startsWith('time.');

function pad(text: string, { width, minus, zero }: Form, mayBeZeros = true): string {
  const missing = width - (width === 0 ? 0 : [...text].length);
  if (missing <= 0) return text;
  return minus ? text + ' '.repeat(missing) : (mayBeZeros && zero ? '0' : ' ').repeat(missing) + text;
}

/** fmtInteger. */
function formatInteger(verb: string, value: bigint, form: Form): string | undefined {
  const { sharp, plus, space, zero, precision, width, minus } = form;
  const sign = value < 0n ? '-' : plus ? '+' : space ? ' ' : '';
  const size = value < 0n ? -value : value;
  const digits = (radix: number, prefix = '') => {
    if (precision === 0 && value === 0n) return ' '.repeat(width);
    const zeros = precision ?? (zero && !minus ? width - sign.length : 0);
    const text = size.toString(radix).padStart(zeros, '0');
    return pad(sign + (prefix === '0' && text.startsWith('0') ? '' : prefix) + text, form, false);
  };
  switch (verb) {
    case 'd': case 'v': return digits(10);
    case 'b': return digits(2, sharp ? '0b' : '');
    case 'o': return digits(8, sharp ? '0' : '');
    case 'O': return digits(8, sharp ? '0o0' : '0o');
    case 'x': return digits(16, sharp ? '0x' : '');
    case 'X': return digits(16, sharp ? '0X' : '').toUpperCase();
    case 'c': return pad(rune(value), form);
    case 'q': return pad(quoteRune(rune(value), plus), form);
    case 'U': {
      const code = BigInt.asUintN(64, value);
      const char = rune(code);
      const shown = sharp && code <= 0x10ffffn && quoteRune(char) === `'${char}'` ? ` '${char}'` : '';
      return pad(`U+${code.toString(16).toUpperCase().padStart(Math.max(4, precision ?? 0), '0')}${shown}`, form, false);
    }
  }
  return undefined;
}

const rune = (value: bigint): string => (value >= 0n && value <= 0x10ffffn ? String.fromCodePoint(Number(value)).toWellFormed() : '\ufffd');

function formatString(verb: string, value: string, form: Form): string | undefined {
  const { sharp, sharpV, plus, precision } = form;
  const cut = precision === undefined ? value : [...value].slice(0, precision).join('');
  switch (verb) {
    case 'v': return pad(sharpV ? quote(cut) : cut, form);
    case 's': return pad(cut, form);
    case 'q': return pad(sharp && canBackquote(cut) ? `\`${cut}\`` : quote(cut, plus), form);
    case 'x': return pad(hexadecimal(bytesOf(value), form), form);
    case 'X': return pad(hexadecimal(bytesOf(value), form).toUpperCase(), form);
  }
  return undefined;
}

/** strconv.CanBackquote. */
const canBackquote = (text: string): boolean => text.isWellFormed() && !/[`\ufeff\u007f\u0000-\u0008\u000a-\u001f]/.test(text);

function hexadecimal(data: Uint8Array, { sharp, space, precision }: Form): string {
  const bytes = Array.from(data.subarray(0, precision), (byte) => byte.toString(16).padStart(2, '0'));
  const prefix = sharp && bytes.length > 0 ? '0x' : '';
  return space ? bytes.map((byte) => prefix + byte).join(' ') : prefix + bytes.join('');
}

function formatBytes(verb: string, value: GoBytes, form: Form): string {
  const bytes = value.items;
  if (form.sharpV) return `[]byte{${bytes.map((byte) => `0x${(byte as GoInt).value.toString(16)}`).join(', ')}}`;
  if (verb !== 'v' && verb !== 'd') {
    const text = formatString(verb, value.content, form);
    if (text !== undefined) return text;
  }
  return `[${bytes.map((byte) => nested(verb === 'v' ? 'd' : verb, byte, form)).join(' ')}]`;
}

/** fmtFloat. */
function formatNumber(verb: string, value: number, form: Form): string | undefined {
  if (!'vbgGxXfFeE'.includes(verb)) return undefined;
  const { sharp, plus, space, zero, width, minus } = form;
  const precision = form.precision ?? ('feFE'.includes(verb) ? 6 : undefined);
  const text = floatText(value, verb === 'v' ? 'g' : verb, precision);
  const upper = 'EGX'.includes(verb) ? text.toUpperCase() : text;
  const sign = text.startsWith('-') ? '-' : plus ? '+' : space ? ' ' : '';
  const digits = upper.replace(/^[+-]/, '');
  if (!Number.isFinite(value)) return pad(sign === '' && text.startsWith('+') ? `+${digits}` : sign + digits, form, false);
  const whole = sharp && verb !== 'b' ? withPoint(digits, verb, precision) : digits;
  return zero && !minus && sign !== '' ? sign + whole.padStart(width - sign.length, '0') : pad(sign + whole, form);
}

/** `%#g`: a decimal point in any case, and the zeros behind it. */
function withPoint(digits: string, verb: string, precision: number | undefined): string {
  const [, body = '', tail = ''] = (/[xX]/.test(verb) ? /^(.*?)(p.*)?$/i : /^(.*?)(e.*)?$/i).exec(digits) ?? [];
  const significant = body.replace('.', '').replace(/^0+/, '').length;
  const wanted = 'vgGx'.includes(verb) ? precision ?? 6 : 0;
  const missing = wanted - significant - (body === '0' ? 1 : 0);
  return `${body}${body.includes('.') ? '' : '.'}${'0'.repeat(Math.max(0, missing))}${tail}`;
}
