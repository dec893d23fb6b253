import { int64, isMap, type Value, type ValueMap } from '../template/value.ts';
import { FunctionError, has, put } from './kit.ts';
import { parseTime } from './time-parse.ts';
import { GoTime } from './time.ts';

const bareKey = /[A-Za-z0-9_-]+/y;
const dateTime = /\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?)?|\d\d:\d\d(?::\d\d(?:\.\d+)?)?/y;
const number = /[+-]?(?:0x[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|0o[0-7]+(?:_[0-7]+)*|0b[01]+(?:_[01]+)*|inf|nan|(?:0|[1-9]\d*(?:_\d+)*)(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+(?:_\d+)*)?)/y;
const deepest = 500;

/** The layouts of dates, and the names that BurntSushi gives the zone of those that have none. */
const dateLayouts = [
  ['2006-01-02T15:04:05.999999999Z07:00', undefined], ['2006-01-02T15:04:05.999999999', 'datetime-local'], ['2006-01-02', 'date-local'], ['15:04:05.999999999', 'time-local'],
  ['2006-01-02T15:04Z07:00', undefined], ['2006-01-02T15:04', 'datetime-local'], ['15:04', 'time-local'],
] as const;

function readDate(text: string): GoTime | undefined {
  const value = text.replace(/[t ]/, 'T').replace('z', 'Z');
  for (const [layout, zone] of dateLayouts) {
    const parsed = parseTime(layout, value);
    if (parsed.ok) return new GoTime(zone === undefined ? parsed.moment : { ns: parsed.moment.ns, zone: { name: zone, offset: 0 } });
  }
  return undefined;
}

/**
 * Reads TOML 1.0 as BurntSushi/toml decodes it into `map[string]any`: integers are int64, dates a time.Time. Throws
 * FunctionError with the line, in words of ours.
 */
export function readToml(text: string): ValueMap {
  let at = 0;
  const root: ValueMap = {};
  // tables that a header made, and lists of values, which are complete as they stand; an inline table is not, as with BurntSushi
  const headed = new WeakSet<object>();
  const closed = new WeakSet<object>();

  const fail = (message: string): never => {
    throw new FunctionError(`toml: line ${text.slice(0, at).split('\n').length}: ${message}`);
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const eat = (what: string): boolean => {
    if (!text.startsWith(what, at)) return false;
    at += what.length;
    return true;
  };
  const blank = (): void => void match(/[ \t]*/y);
  const blankLines = (): void => void match(/(?:[ \t\r\n]|#[^\n]*)*/y);

  let table = root;
  for (blankLines(); at < text.length; blankLines()) {
    if (eat('[')) table = header(eat('['));
    else pair(table, 0);
    blank();
    match(/#[^\n]*/y);
    if (at < text.length && !/^\r?\n/.test(text.slice(at, at + 2))) fail(`expected the end of the line, found ${JSON.stringify(text[at])}`);
  }
  return root;

  function header(isList: boolean): ValueMap {
    const keys = keyPath();
    if (!eat(isList ? ']]' : ']')) fail(`expected ${isList ? ']]' : ']'} behind the table's name`);
    const last = keys.pop() as string;
    const holder = keys.reduce(inside, root);
    const known = has(holder, last) ? holder[last] as Value : undefined;
    if (isList) {
      if (known !== undefined && (!Array.isArray(known) || closed.has(known))) fail(`key ${last} is no list of tables`);
      const list = (known ?? []) as Value[];
      const item: ValueMap = {};
      list.push(item);
      put(holder, last, list);
      return item;
    }
    const made = inside(holder, last);
    if (Array.isArray(known) || headed.has(made)) fail(`table ${last} is defined twice`);
    headed.add(made);
    return made;
  }

  /** The table at a key, made where there is none; of a list of tables the last. */
  function inside(holder: ValueMap, key: string): ValueMap {
    if (!has(holder, key)) put(holder, key, {});
    const found = holder[key] as Value;
    const made = Array.isArray(found) && !closed.has(found) ? found.at(-1) as Value : found;
    return isMap(made) && !closed.has(made) ? made : fail(`key ${key} holds a value already`);
  }

  function pair(into: ValueMap, depth: number): void {
    const keys = keyPath();
    blank();
    if (!eat('=')) fail('expected = behind the key');
    const last = keys.pop() as string;
    const holder = keys.reduce(inside, into);
    if (has(holder, last)) fail(`key ${last} is defined twice`);
    blank();
    put(holder, last, value(depth));
  }

  function keyPath(): string[] {
    const keys: string[] = [];
    do {
      blank();
      const quote = text[at];
      keys.push(quote === '"' || quote === "'" ? string(false) : match(bareKey) ?? fail(`expected a key, found ${at < text.length ? JSON.stringify(text[at]) : 'the end'}`));
      blank();
    } while (eat('.'));
    return keys;
  }

  function value(depth: number): Value {
    if (depth > deepest) fail('nested too deeply');
    const char = text[at];
    if (char === '"' || char === "'") return string(true);
    if (char === '[') return list(depth);
    if (char === '{') return inline(depth);
    if (eat('true')) return true;
    if (eat('false')) return false;
    const date = match(dateTime);
    if (date !== undefined) return readDate(date) ?? fail(`${date} is no date`);
    const digits = match(number) ?? fail(`expected a value, found ${at < text.length ? JSON.stringify(char) : 'the end'}`);
    const plain = digits.replaceAll('_', '');
    if (/(?:inf|nan)$/.test(plain)) return plain.endsWith('nan') ? Number.NaN : plain.startsWith('-') ? -Infinity : Infinity;
    if (!/^[+-]?0[xob]/.test(plain) && /[.eE]/.test(plain)) return Number(plain);
    const whole = BigInt(plain.replace(/^[+-]/, '')) * (plain.startsWith('-') ? -1n : 1n);
    return whole === BigInt.asIntN(64, whole) ? int64(whole) : fail(`${digits} is out of range for int64`);
  }

  function list(depth: number): Value[] {
    const out: Value[] = [];
    closed.add(out);
    at++;
    for (blankLines(); !eat(']'); blankLines()) {
      if (out.length > 0 && !eat(',')) fail('expected , or ] in the list');
      blankLines();
      if (eat(']')) break;
      out.push(value(depth + 1));
    }
    return out;
  }

  function inline(depth: number): ValueMap {
    const out: ValueMap = {};
    at++;
    // lines and a last comma are of TOML 1.1
    for (blankLines(); !eat('}'); blankLines()) {
      if (Object.keys(out).length > 0 && !eat(',')) fail('expected , or } in the inline table');
      blankLines();
      if (eat('}')) break;
      pair(out, depth + 1);
    }
    return out;
  }

  function string(mayHaveLines: boolean): string {
    const quote = text[at] as string;
    const isLong = mayHaveLines && text.startsWith(quote.repeat(3), at);
    const start = at + (isLong ? 3 : 1);
    const body = isLong
      ? (quote === '"' ? /(?:[^"\\]|\\[^]|"(?!""(?!")))*/y : /(?:[^']|'(?!''(?!')))*/y)
      : (quote === '"' ? /(?:[^"\\\n]|\\[^\n])*/y : /[^'\n]*/y);
    at = start;
    const raw = match(body) ?? '';
    if (!eat(isLong ? quote.repeat(3) : quote)) fail('the text has no closing quote');
    const lines = isLong ? raw.replace(/^\r?\n/, '') : raw;
    if (quote === "'") return lines;
    return lines.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|[ \t]*\r?\n\s*|([^]))/g, (whole, short?: string, long?: string, hex?: string, simple?: string) => {
      const code = short ?? long ?? hex;
      if (code !== undefined) return Number.parseInt(code, 16) <= 0x10ffff ? String.fromCodePoint(Number.parseInt(code, 16)) : fail(`${whole} is no character`);
      if (simple === undefined) return '';
      return ({ b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\x1b', '"': '"', '\\': '\\' } as Record<string, string>)[simple] ?? fail(`the escape ${whole} is not known`);
    });
  }
}
