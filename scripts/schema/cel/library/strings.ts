import { spend } from '../budget.ts';
import type { Run } from '../run.ts';
import { matcher } from '../../regex.ts';
import { display, fail, isSpecial, numeric, typeName, type Value } from '../values.ts';

/** A text argument. */
export function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : fail(`no such overload: ${value === undefined ? 'missing argument' : typeName(value)} is no string`);
}

export function count(value: Value | undefined): number {
  return typeof value === 'bigint' ? Number(value) : fail(`no such overload: ${value === undefined ? 'missing argument' : typeName(value)} is no int`);
}

const optionalCount = (value: Value | undefined, otherwise: number): number => (value === undefined ? otherwise : count(value));

/** Characters are code points, as in Go's []rune. */
const runes = (value: string): string[] => Array.from(value);

function position(value: string, sought: string, from: number, last: boolean): bigint {
  const all = runes(value);
  const part = runes(sought);
  if (from < 0 || from > all.length) return fail(`index out of range: ${from}`);
  const fits = (at: number): boolean => part.every((rune, offset) => all[at + offset] === rune);
  if (last) {
    for (let at = Math.min(from, all.length - part.length); at >= 0; at--) if (fits(at)) return BigInt(at);
  } else for (let at = from; at + part.length <= all.length; at++) if (fits(at)) return BigInt(at);
  return -1n;
}

const ascii = (value: string, upper: boolean): string => value.replace(upper ? /[a-z]/g : /[A-Z]/g, (letter) => (upper ? letter.toUpperCase() : letter.toLowerCase()));

/** cel-go ext.Strings (version 2) and the string functions of the standard library, and Kubernetes' regular expressions. */
export const strings: Readonly<Record<string, Run>> = {
  '.contains': ([a, b]) => text(a).includes(text(b)),
  '.startsWith': ([a, b]) => text(a).startsWith(text(b)),
  '.endsWith': ([a, b]) => text(a).endsWith(text(b)),
  '.matches': ([a, b], budget) => matches(text(a), text(b), budget),
  matches: ([a, b], budget) => matches(text(a), text(b), budget),
  '.find': ([a, b], budget) => { spend(budget, text(a).length / 10); return pattern(text(b)).find(text(a), 1)[0] ?? ''; },
  '.findAll': ([a, b, limit], budget) => { spend(budget, text(a).length / 10); return pattern(text(b)).find(text(a), optionalCount(limit, -1)); },
  '.charAt': ([a, at]) => {
    const all = runes(text(a));
    const index = count(at);
    return index === all.length ? '' : (all[index] ?? fail(`index out of range: ${index}`));
  },
  '.indexOf': ([a, b, from]) => (Array.isArray(a) ? listPosition(a as readonly Value[], b!, false) : position(text(a), text(b), optionalCount(from, 0), false)),
  '.lastIndexOf': ([a, b, from]) => (Array.isArray(a) ? listPosition(a as readonly Value[], b!, true) : position(text(a), text(b), optionalCount(from, runes(text(a)).length), true)),
  '.lowerAscii': ([a], budget) => { spend(budget, text(a).length / 10); return ascii(text(a), false); },
  '.upperAscii': ([a], budget) => { spend(budget, text(a).length / 10); return ascii(text(a), true); },
  '.trim': ([a]) => text(a).replace(/^[\p{White_Space}\u0085]+|[\p{White_Space}\u0085]+$/gu, ''),
  '.replace': ([a, from, to, limit], budget) => {
    const parts = splitLimited(text(a), text(from), limit === undefined ? -1 : count(limit) < 0 ? -1 : count(limit) + 1);
    spend(budget, (text(a).length + parts.length * text(to).length) / 10);
    return parts.join(text(to));
  },
  '.split': ([a, by, limit], budget) => {
    spend(budget, text(a).length / 10);
    return splitLimited(text(a), text(by), optionalCount(limit, -1));
  },
  '.substring': ([a, from, to]) => {
    const all = runes(text(a));
    const start = count(from);
    const end = optionalCount(to, all.length);
    if (start < 0 || end > all.length || start > end) return fail(`invalid substring range: ${start}, ${end}`);
    return all.slice(start, end).join('');
  },
  '.join': ([list, by], budget) => {
    const items = Array.isArray(list) ? (list as readonly Value[]).map(text) : fail('no such overload: join');
    const joined = items.join(by === undefined ? '' : text(by));
    spend(budget, joined.length / 10);
    return joined;
  },
  '.reverse': ([a]) => (Array.isArray(a) ? [...(a as readonly Value[])].reverse() : runes(text(a)).reverse().join('')),
  'strings.quote': ([a]) => quoted(text(a)),
  '.format': ([a, args], budget) => {
    const made = formatted(text(a), Array.isArray(args) ? (args as readonly Value[]) : fail('no such overload: format'));
    spend(budget, made.length / 10);
    return made;
  },
};

function listPosition(list: readonly Value[], sought: Value, last: boolean): bigint {
  const same = (item: Value): boolean => display(item) === display(sought) && typeof item === typeof sought;
  const all = list.map((item) => (typeof item === 'number' && Number.isInteger(item) ? BigInt(item) : item));
  return BigInt(last ? all.findLastIndex(same) : all.findIndex(same));
}

function matches(value: string, regex: string, budget: Parameters<Run>[1]): boolean {
  spend(budget, 1 + (value.length / 10) * (1 + regex.length / 4));
  return pattern(regex).test(value);
}

function pattern(regex: string): ReturnType<typeof matcher> & object {
  return matcher(regex) ?? fail(`invalid regular expression ${regex}`);
}

function splitLimited(value: string, by: string, limit: number): string[] {
  if (limit === 0) return [];
  const parts = by === '' ? runes(value) : value.split(by);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(by)];
}

function quoted(value: string): string {
  const short: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"' };
  return `"${value.replace(/[\x07\b\f\n\r\t\v\\"]/g, (found) => short[found]!)}"`;
}

const float = (value: Value): number => (typeof value === 'string' || numeric(value) !== undefined ? Number(numeric(value) ?? value) : fail('format: the verb takes a number'));

/** `%s %d %f %e %b %o %x %X %%`, with a precision for `%f` and `%e`. */
function formatted(form: string, args: readonly Value[]): string {
  let next = 0;
  return form.replace(/%(?:\.(\d+))?([a-zA-Z%])/g, (_, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    const raw = args[next++];
    if (raw === undefined) return fail('format: more verbs than arguments');
    const value: Value = typeof raw === 'number' && Number.isInteger(raw) && verb !== 'f' && verb !== 'e' ? BigInt(raw) : raw;
    const whole = typeof value === 'bigint' ? value : isSpecial(value) && value.special === 'uint' ? value.uint : undefined;
    switch (verb) {
      case 's': return display(value);
      case 'd': return whole !== undefined || typeof value === 'number' ? String(whole ?? value) : fail('format: %d takes an integer');
      case 'f': return float(value).toFixed(Math.min(100, Number(precision ?? 6)));
      case 'e': return float(value).toExponential(Math.min(100, Number(precision ?? 6))).replace(/e([+-])(\d)$/, 'e$10$2');
      case 'b': return typeof value === 'boolean' ? String(Number(value)) : (whole ?? fail('format: %b takes an integer or a bool')).toString(2);
      case 'o': return (whole ?? fail('format: %o takes an integer')).toString(8);
      case 'x': case 'X': {
        const hex = whole !== undefined ? whole.toString(16) : Buffer.from(value instanceof Uint8Array ? value : Buffer.from(text(value))).toString('hex');
        return verb === 'X' ? hex.toUpperCase() : hex;
      }
      default: return fail(`format: unknown verb %${verb}`);
    }
  });
}
