import { limits, LimitError } from '../template/bounds.ts';
import { integerOf, printValue, typeOf, type Value } from '../template/value.ts';
import { formatted, type Form } from './printf-verbs.ts';

/** fmt.Sprintf over the values that templates know (print.go doPrintf). */
export function sprintf(format: string, args: readonly Value[]): string {
  let out = '';
  let next = 0;
  let i = 0;
  let reordered = false;
  let indexIsGood = true;

  /** `[2]`: the operand that comes next; whether there was one. */
  const index = (): boolean => {
    if (format[i] !== '[') return false;
    reordered = true;
    const close = format.indexOf(']', i);
    const text = close < 0 ? '' : format.slice(i + 1, close);
    const isNumber = /^\d{1,8}$/.test(text);
    i = close < 0 ? i + 1 : close + 1;
    if (isNumber && Number(text) >= 1 && Number(text) <= args.length) next = Number(text) - 1;
    else indexIsGood = false;
    return isNumber;
  };
  const digits = (): number | undefined => {
    const text = /^\d+/.exec(format.slice(i, i + 20))?.[0];
    if (text === undefined) return undefined;
    if (text.length > 8) {
      // Go gives up on the rest of the format
      i = format.length;
      return undefined;
    }
    i += text.length;
    return Number(text);
  };
  /** `*`: the number is an operand. */
  const operand = (): number | undefined => {
    i++;
    const value = next < args.length ? Number(integerOf(args[next++]) ?? Number.NaN) : Number.NaN;
    return Math.abs(value) <= 1e6 ? value : undefined;
  };

  while (i < format.length) {
    const percent = format.indexOf('%', i);
    out += format.slice(i, percent < 0 ? format.length : percent);
    if (percent < 0) break;
    const flags = /^[-+# 0]*/.exec(format.slice(percent + 1))?.[0] ?? '';
    i = percent + 1 + flags.length;
    indexIsGood = true;
    let minus = flags.includes('-');
    let zero = flags.includes('0');
    let hasIndex = index();
    let width: number | undefined;
    if (format[i] === '*') {
      width = operand();
      if (width === undefined) out += '%!(BADWIDTH)';
      else if (width < 0) {
        width = -width;
        minus = true;
        zero = false;
      }
      hasIndex = false;
    } else {
      width = digits();
      if (hasIndex && width !== undefined) indexIsGood = false;
    }
    let precision: number | undefined;
    if (format[i] === '.' && i + 1 < format.length) {
      i++;
      if (hasIndex) indexIsGood = false;
      hasIndex = index();
      if (format[i] === '*') {
        precision = operand();
        if (precision === undefined || precision < 0) {
          precision = undefined;
          out += '%!(BADPREC)';
        }
        hasIndex = false;
      } else precision = digits() ?? 0;
    }
    if (!hasIndex) index();
    const point = format.codePointAt(i);
    if (point === undefined) {
      out += '%!(NOVERB)';
      break;
    }
    const verb = String.fromCodePoint(point);
    i += verb.length;
    if (verb === '%') out += '%';
    else if (!indexIsGood) out += `%!${verb.toWellFormed()}(BADINDEX)`;
    else if (next >= args.length) out += `%!${verb.toWellFormed()}(MISSING)`;
    else {
      const isV = verb === 'v';
      const form: Form = { sharp: flags.includes('#') && !isV, plus: flags.includes('+') && !isV, space: flags.includes(' '), sharpV: flags.includes('#') && isV, zero, minus, width: width ?? 0, precision };
      out += formatted(verb.toWellFormed(), args[next++] as Value, form);
    }
    if (out.length > limits.text) throw new LimitError(`a text of more than ${limits.text / 1e6} million characters is made`);
  }
  if (!reordered && next < args.length) out += `%!(EXTRA ${args.slice(next).map((value) => (value === null ? '<nil>' : `${typeOf(value)}=${printValue(value, false)}`)).join(', ')})`;
  return out;
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
