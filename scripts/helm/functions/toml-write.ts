import { formatFloat, GoInt, GoObject, durationType, isMap, isNilOf, sortedKeys, type Value, type ValueMap } from '../template/value.ts';
import { FunctionError } from './kit.ts';
import { limits, LimitError, spend, spendPart, spendText } from '../template/bounds.ts';
import { formatTime } from './time-format.ts';
import { GoTime } from './time.ts';

/** How a date that TOML gave without a zone is written, by the name of its zone. */
const localLayouts: Readonly<Record<string, string>> = { 'datetime-local': '2006-01-02T15:04:05.999999999', 'date-local': '2006-01-02', 'time-local': '15:04:05.999999999' };

const deepest = 1000;
const tooDeep = 'a value that is dumped as TOML is too deep';

/** Prints a value as BurntSushi/toml's encoder does (encode.go); throws FunctionError for what TOML cannot hold. */
export function writeToml(value: Value): string {
  let out = '';
  if (value === null) throw new FunctionError('reflect: call of reflect.Value.Type on zero Value');
  encode([], value);
  return out;

  function encode(path: readonly string[], item: Value): void {
    if (path.length > deepest) throw new LimitError(tooDeep);
    spendPart();
    spend(path.length);
    if (out.length > limits.text) spendText(out.length);
    if (isMap(item)) {
      if (!isNilOf(item)) table(path, item);
    } else if (Array.isArray(item) && isTables(item)) {
      if (path.length === 0) throw new FunctionError('toml: top-level values must be Go maps or structs');
      for (const one of item) {
        newline();
        out += `${indent(path)}[[${path.map(key).join('.')}]]\n`;
        entries(path, one as ValueMap);
      }
    } else if (path.length === 0) {
      out += element(item);
    } else {
      out += `${indent(path)}${key(path.at(-1) as string)} = ${element(item)}\n`;
    }
  }

  function newline(): void {
    if (out !== '') out += '\n';
  }

  function table(path: readonly string[], map: ValueMap): void {
    if (path.length === 1) newline();
    if (path.length > 0) out += `${indent(path)}[${path.map(key).join('.')}]\n`;
    entries(path, map);
  }

  /** What is a table by itself comes behind the others. */
  function entries(path: readonly string[], map: ValueMap): void {
    const keys = sortedKeys(map).filter((name) => isPresent(map[name]));
    for (const tables of [false, true]) for (const name of keys) if (isTable(map[name] as Value) === tables) encode([...path, name], map[name] as Value);
  }
}

const indent = (path: readonly string[]): string => '  '.repeat(path.length - 1);

const isPresent = (value: Value | undefined): boolean => value !== null && value !== undefined && !(typeof value === 'object' && isNilOf(value));

const isTable = (value: Value): boolean => isMap(value) || (Array.isArray(value) && isTables(value));

/** Whether a list holds nothing but tables. */
function isTables(list: readonly Value[]): boolean {
  if (!list.every(isPresent)) throw new FunctionError('toml: cannot encode array with nil element');
  return list.length > 0 && list.every((item) => isMap(item));
}

/** A value behind `=`, or in a list. */
function element(value: Value, depth = 0): string {
  if (typeof value === 'object') spendPart();
  if (depth > deepest) throw new LimitError(tooDeep);
  if (value === null || typeof value === 'function') throw new FunctionError('unsupported type: func');
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? withDecimal(formatFloat(value)) : value > 0 ? 'inf' : '-inf';
  if (Array.isArray(value)) return `[${value.map((item) => element(item, depth + 1)).join(', ')}]`;
  if (value instanceof GoTime) return formatTime(localLayouts[value.moment.zone.name] ?? '2006-01-02T15:04:05.999999999Z07:00', value.moment);
  if (value instanceof GoInt && value.typeName !== durationType) return value.value.toString();
  if (value instanceof GoObject) return quoted(value.json ?? value.text);
  return isMap(value) ? inline(value, depth) : String(value);
}

function inline(map: ValueMap, depth: number): string {
  const keys = sortedKeys(map);
  const [plain, tables] = [keys.filter((name) => !isTable(map[name] as Value)), keys.filter((name) => isTable(map[name] as Value))];
  const part = (names: readonly string[], follow: boolean) => names.map((name, i) => (isPresent(map[name]) ? `${key(name)} = ${element(map[name] as Value, depth + 1)}${follow || i < names.length - 1 ? ', ' : ''}` : '')).join('');
  return `{${part(plain, tables.length > 0)}${part(tables, false)}}`;
}

const withDecimal = (text: string): string => (/[.e]/.test(text) ? text : `${text}.0`);

function key(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quoted(name);
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

function quoted(value: string): string {
  return `"${value.replace(/[\\"\u0000-\u001f\u007f]/g, (char) => escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}
