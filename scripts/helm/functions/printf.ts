import { formatFloat, isMap, printValue, sortedKeys, typeOf, GoObject, type Value } from '../template/value.ts';

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
        return Number(args[next++] ?? 0);
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
    const value = args[next++] as Value;
    out += pad(one(verb, value, { flags, precision }), Math.min(width ?? 0, 10_000), minus, flags.includes('0') && !minus && isNumber(value) && verb !== 's' && verb !== 'q');
  }
  if (!reordered && next < args.length) out += `%!(EXTRA ${args.slice(next).map((value) => (value === null ? '<nil>' : `${typeOf(value)}=${printValue(value, false)}`)).join(', ')})`;
  return out;
}

interface Form {
  readonly flags: string;
  readonly precision: number | undefined;
}

function isNumber(value: Value): boolean {
  return typeof value === 'bigint' || typeof value === 'number';
}

function pad(text: string, width: number, left: boolean, zeros: boolean): string {
  const length = [...text].length;
  if (length >= width) return text;
  if (left) return text + ' '.repeat(width - length);
  if (!zeros) return ' '.repeat(width - length) + text;
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(width - length) + text.slice(sign.length);
}

function one(verb: string, value: Value, form: Form): string {
  if (verb === 'T') return value === null ? '<nil>' : typeOf(value);
  if (value === null || value === undefined) return verb === 'v' ? '<nil>' : `%!${verb}(<nil>)`;
  if (Array.isArray(value) && verb !== 'v' && verb !== 'p') return `[${value.map((item) => one(verb, item, form)).join(' ')}]`;
  if (isMap(value) && verb !== 'v' && verb !== 'p') return `map[${sortedKeys(value).map((key) => `${one(verb, key, form)}:${one(verb, value[key] as Value, form)}`).join(' ')}]`;
  if (value instanceof GoObject) return value.text;
  const bad = () => `%!${verb}(${typeOf(value)}=${printValue(value, false)})`;
  const plus = form.flags.includes('+') ? '+' : form.flags.includes(' ') ? ' ' : '';
  switch (typeof value) {
    case 'string': return formatString(verb, value, form) ?? bad();
    case 'boolean': return verb === 't' || verb === 'v' ? String(value) : bad();
    case 'bigint': {
      const signed = (digits: string) => (value < 0n ? `-${digits}` : plus + digits);
      const absolute = value < 0n ? -value : value;
      const digits = (radix: number) => absolute.toString(radix).padStart(form.precision ?? 0, '0');
      switch (verb) {
        case 'd': case 'v': return signed(digits(10));
        case 'b': return signed(digits(2));
        case 'o': return signed((form.flags.includes('#') ? '0' : '') + digits(8));
        case 'O': return signed(`0o${digits(8)}`);
        case 'x': return signed((form.flags.includes('#') ? '0x' : '') + digits(16));
        case 'X': return signed((form.flags.includes('#') ? '0X' : '') + digits(16).toUpperCase());
        case 'c': return String.fromCodePoint(Number(value));
        case 'q': return `'${String.fromCodePoint(Number(value))}'`;
        case 'U': return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`;
      }
      return bad();
    }
    case 'number': return formatNumber(verb, value, form, plus) ?? bad();
  }
  return verb === 'v' ? (form.flags.includes('#') ? JSON.stringify(value) : printValue(value, false)) : bad();
}

function formatString(verb: string, value: string, { flags, precision }: Form): string | undefined {
  const cut = precision === undefined ? value : [...value].slice(0, precision).join('');
  switch (verb) {
    case 'v': return flags.includes('#') ? quote(cut) : cut;
    case 's': return cut;
    case 'q': return flags.includes('#') && !cut.includes('`') ? `\`${cut}\`` : quote(cut);
    case 'x': return Buffer.from(cut).toString('hex');
    case 'X': return Buffer.from(cut).toString('hex').toUpperCase();
  }
  return undefined;
}

function formatNumber(verb: string, value: number, { precision }: Form, plus: string): string | undefined {
  const sign = (text: string) => (text.startsWith('-') ? text : plus + text);
  switch (verb) {
    case 'v': return sign(formatFloat(value));
    case 'f': case 'F': return sign(Number.isFinite(value) ? toFixed(value, precision ?? 6) : formatFloat(value));
    case 'e': case 'E': {
      const out = value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
      return sign(verb === 'E' ? out.toUpperCase() : out);
    }
    case 'g': case 'G': {
      if (precision === undefined) return sign(formatFloat(value));
      const [digits = '', exponent = '0'] = value.toExponential(Math.max(0, (precision || 1) - 1)).split('e');
      const power = Number(exponent);
      return sign(power < -4 || power >= (precision || 1) ? `${digits.replace(/\.?0+$/, '')}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}` : String(Number(value.toPrecision(precision || 1))));
    }
  }
  return undefined;
}

function toFixed(value: number, digits: number): string {
  return Math.abs(value) < 1e21 && digits <= 100 ? value.toFixed(digits) : formatFloat(value, 'f');
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
