import { formatFloat, GoBytes, GoInt, integerOf, isMap, plainFloat, printValue, sortedKeys, typeOf, type Value } from '../template/value.ts';
import { bytesOf } from './kit.ts';

/** fmt.Sprintf over the values that templates know (Go's fmt documentation and print.go). */
export function sprintf(format: string, args: readonly Value[]): string {
  let out = '';
  let next = 0;
  let reordered = false;
  for (let i = 0; i < format.length;) {
    const percent = format.indexOf('%', i);
    if (percent < 0) {
      out += format.slice(i);
      break;
    }
    out += format.slice(i, percent);
    i = percent + 1;
    const flags = /^[-+# 0]*/.exec(format.slice(i))?.[0] ?? '';
    i += flags.length;
    const number = (): number | undefined => {
      const index = /^\[(\d+)\]/.exec(format.slice(i));
      if (index !== null) {
        next = Number(index[1]) - 1;
        reordered = true;
        i += index[0].length;
      }
      if (format[i] === '*') {
        i++;
        return Number(integerOf(args[next++]) ?? 0n);
      }
      const digits = /^\d+/.exec(format.slice(i))?.[0];
      i += digits?.length ?? 0;
      return digits === undefined ? undefined : Number(digits);
    };
    let width = number();
    let minus = flags.includes('-');
    if (width !== undefined && width < 0) {
      minus = true;
      width = -width;
    }
    let precision: number | undefined;
    if (format[i] === '.') {
      i++;
      precision = number() ?? 0;
    }
    const index = /^\[(\d+)\]/.exec(format.slice(i));
    if (index !== null) {
      next = Number(index[1]) - 1;
      reordered = true;
      i += index[0].length;
    }
    const verb = [...format.slice(i, i + 2)][0];
    if (verb === undefined) {
      out += '%!(NOVERB)';
      break;
    }
    i += verb.length;
    if (verb === '%') {
      out += '%';
      continue;
    }
    if (next >= args.length || next < 0) {
      out += `%!${verb}(${index === null ? 'MISSING' : 'BADINDEX'})`;
      continue;
    }
    out += one(verb, args[next++] as Value, { flags, precision, width: Math.min(width ?? 0, 10_000), minus }, true);
  }
  if (!reordered && next < args.length) out += `%!(EXTRA ${args.slice(next).map((value) => (value === null ? '<nil>' : `${typeOf(value)}=${printValue(value, false)}`)).join(', ')})`;
  return out;
}

interface Form {
  readonly flags: string;
  readonly precision: number | undefined;
  readonly width: number;
  /** Padded on the right. */
  readonly minus: boolean;
}

function pad(text: string, { width, minus, flags }: Form, zeros = true): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  return minus ? text + ' '.repeat(missing) : (zeros && flags.includes('0') ? '0' : ' ').repeat(missing) + text;
}

/** One operand; of a list or map each item by itself. */
function one(verb: string, value: Value, form: Form, top = false): string {
  if (verb === 'T') return pad(value === null ? '<nil>' : typeOf(value), form);
  if (value === null || value === undefined) return !top ? '<nil>' : verb === 'v' ? pad('<nil>', form) : `%!${verb}(<nil>)`;
  const syntax = verb === 'v' && form.flags.includes('#');
  if (Array.isArray(value)) {
    const items = value.map((item) => one(verb, item, form));
    return syntax ? `${typeOf(value)}{${items.join(', ')}}` : `[${items.join(' ')}]`;
  }
  if (isMap(value)) {
    const items = sortedKeys(value).map((key) => `${one(verb, key, form)}:${one(verb, value[key] as Value, form)}`);
    return syntax ? `${typeOf(value)}{${items.join(', ')}}` : `map[${items.join(' ')}]`;
  }
  if (value instanceof GoBytes) {
    if (verb === 'v' || verb === 'd') return syntax ? `[]byte{${Array.from(value.data, (byte) => `0x${byte.toString(16)}`).join(', ')}}` : `[${Array.from(value.data, (byte) => one('d', BigInt(byte), form)).join(' ')}]`;
    return formatString(verb, value.content, form) ?? `[${Array.from(value.data, (byte) => one(verb, new GoInt(BigInt(byte), 'uint8'), form)).join(' ')}]`;
  }
  const number = integerOf(value);
  const text = number !== undefined ? formatInteger(verb, number, form)
    : typeof value === 'number' ? formatNumber(verb, value, form)
      : typeof value === 'boolean' ? (verb === 't' || verb === 'v' ? pad(String(value), form) : undefined)
        : formatString(verb, typeof value === 'string' ? value : printValue(value, false), form) ?? (typeof value === 'string' ? undefined : printValue(value, false));
  return text ?? `%!${verb}(${typeOf(value)}=${one('v', value, form)})`;
}

/** fmtInteger. */
function formatInteger(verb: string, value: bigint, form: Form): string | undefined {
  const { flags, precision, width, minus } = form;
  const sharp = flags.includes('#');
  const sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const digits = (radix: number, prefix = '') => {
    if (precision === 0 && value === 0n) return pad('', form, false);
    const zeros = precision ?? (flags.includes('0') && !minus ? width - sign.length : 0);
    return pad(sign + prefix + (value < 0n ? -value : value).toString(radix).padStart(zeros, '0'), form, false);
  };
  switch (verb) {
    case 'd': case 'v': return digits(10);
    case 'b': return digits(2, sharp ? '0b' : '');
    case 'o': return digits(8, sharp ? '0' : '');
    case 'O': return digits(8, '0o');
    case 'x': return digits(16, sharp ? '0x' : '');
    case 'X': return digits(16, sharp ? '0X' : '').toUpperCase();
    case 'c': return pad(rune(value), form);
    case 'q': return pad(quote(rune(value)).replace(/^"|"$/g, "'"), form);
    case 'U': return pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, form, false);
  }
  return undefined;
}

const rune = (value: bigint): string => String.fromCodePoint(value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd);

function formatString(verb: string, value: string, form: Form): string | undefined {
  const { flags, precision } = form;
  const cut = precision === undefined ? value : [...value].slice(0, precision).join('');
  const hex = () => {
    const bytes = [...bytesOf(value).subarray(0, precision)].map((byte) => byte.toString(16).padStart(2, '0'));
    const prefix = flags.includes('#') && bytes.length > 0 ? '0x' : '';
    return flags.includes(' ') ? bytes.map((byte) => prefix + byte).join(' ') : prefix + bytes.join('');
  };
  switch (verb) {
    case 'v': return pad(flags.includes('#') ? quote(cut) : cut, form);
    case 's': return pad(cut, form);
    case 'q': return pad(flags.includes('#') && !/[`\u0000-\u0008\u000a-\u001f\u007f]/.test(cut) ? `\`${cut}\`` : quote(cut), form);
    case 'x': return pad(hex(), form);
    case 'X': return pad(hex().toUpperCase(), form);
  }
  return undefined;
}

/** fmtFloat. */
function formatNumber(verb: string, value: number, form: Form): string | undefined {
  const { precision, flags, width, minus } = form;
  let text: string;
  switch (verb) {
    case 'f': case 'F': text = Number.isFinite(value) ? toFixed(value, precision ?? 6) : formatFloat(value); break;
    case 'e': case 'E': text = Number.isFinite(value) ? value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2') : formatFloat(value); break;
    case 'v': case 'g': case 'G': text = precision === undefined || !Number.isFinite(value) ? formatFloat(value) : general(value, precision || 1); break;
    default: return undefined;
  }
  if (verb === 'E' || verb === 'G') text = text.toUpperCase();
  const sign = text.startsWith('-') ? '-' : text.startsWith('+') || flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const digits = text.replace(/^[+-]/, '');
  const zeros = Number.isFinite(value) && flags.includes('0') && !minus ? width - sign.length : 0;
  return pad(sign + digits.padStart(zeros, '0'), form, false);
}

/** 'g' with a number of digits. */
function general(value: number, digits: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential(Math.min(digits, 100) - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < digits) return plainFloat(Number(value.toPrecision(Math.min(digits, 100))));
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return `${short}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Go rounds what lies right in the middle to the even digit, JavaScript up. */
function toFixed(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21 || digits > 99) return formatFloat(value, 'f');
  const long = value.toFixed(100);
  const cut = long.indexOf('.') + (digits === 0 ? 0 : 1 + digits);
  const isTie = /^\.?50*$/.test(long.slice(cut));
  return isTie && /[02468]\.?$/.test(long.slice(0, cut)) ? long.slice(0, cut) : value.toFixed(digits);
}

/** strconv.Quote. */
export function quote(value: string): string {
  let out = '"';
  for (const char of value) {
    const code = char.codePointAt(0) as number;
    const known = ({ '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v' } as Record<string, string>)[char];
    if (known !== undefined) out += known;
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(char)) out += char;
    else out += code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return `${out}"`;
}

/** fmt.Sprint: spaces between operands where neither is a string. */
export function sprint(args: readonly Value[]): string {
  let out = '';
  args.forEach((value, i) => {
    if (i > 0 && typeof value !== 'string' && typeof args[i - 1] !== 'string') out += ' ';
    out += printValue(value, false);
  });
  return out;
}
