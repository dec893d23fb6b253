import { getKey, isObject, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { readJsonValue } from './setJson.ts';

/**
 * How `--set` and its relatives read a value: `typed` (--set: booleans, null, int64 as bigint), `text` (--set-string),
 * `json` (--set-json), `literal` (--set-literal: no escapes, no lists), or a function from a file's name to its text
 * (--set-file).
 */
export type SetMode = 'typed' | 'text' | 'json' | 'literal' | ((name: string) => SetText);
export type SetText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string };

const maxIndex = 65_536;
const maxNesting = 30;

/** Thrown and caught in this file; `eof` marks the end of the line, which is no error. */
class SetError extends Error {
  readonly eof: boolean;
  constructor(message: string, eof = false) {
    super(message);
    this.eof = eof;
  }
}

const end = (): SetError => new SetError('EOF', true);

/** Applies one line of `--set` to `dest` (Helm's strvals). Returns an error, or undefined. */
export function applySet(line: string, dest: JsonObject, mode: SetMode): string | undefined {
  const parser = new Parser(line, mode);
  try {
    for (;;) parser.key(dest, 0);
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    return error.eof ? undefined : error.message;
  }
}

type Stop = '=' | '[' | ',' | '.' | ']' | '}';

// a class, since key, list and value share the position
class Parser {
  readonly #runes: string[];
  readonly #mode: SetMode;
  #at = 0;

  constructor(line: string, mode: SetMode) {
    this.#runes = [...line];
    this.#mode = mode;
  }

  key(data: JsonObject, nesting: number): void {
    const { text: name, last } = this.#until(this.#mode === 'literal' ? ['=', '[', '.'] : ['=', '[', ',', '.']);
    if (last === undefined) throw name === '' ? end() : new SetError(`key ${JSON.stringify(name)} has no value`);
    if (last === '[') {
      const index = this.#index();
      const before = getKey(data, name);
      if (before !== undefined && !Array.isArray(before)) throw new SetError(`unable to parse key: interface conversion: interface {} is ${goType(before)}, not []interface {}`);
      const list: Json[] = [...(before ?? [])];
      try {
        this.#item(list, index, nesting);
      } finally {
        this.#set(data, name, list);
      }
      return;
    }
    if (last === '=') return this.#value((value) => this.#set(data, name, value));
    if (last === ',') {
      this.#set(data, name, '');
      throw new SetError(`key ${JSON.stringify(name)} has no value (cannot end with ,)`);
    }
    const before = getKey(data, name);
    if (nesting + 1 > maxNesting) throw new SetError(`value name nested level is greater than maximum supported nested level of ${maxNesting}`);
    if (before !== undefined && !isObject(before)) throw new SetError(`unable to parse key: interface conversion: interface {} is ${goType(before)}, not map[string]interface {}`);
    const inner = before ?? {};
    try {
      this.key(inner, nesting + 1);
    } finally {
      if (Object.keys(inner).length > 0) this.#set(data, name, inner);
    }
    if (Object.keys(inner).length === 0) throw new SetError(`key map ${JSON.stringify(name)} has no value`);
  }

  #item(list: Json[], index: number, nesting: number): void {
    if (index < 0) throw new SetError(`negative ${index} index not allowed`);
    const { text, last } = this.#until(['[', '.', '=']);
    if (text !== '') throw new SetError(`unexpected data at end of array index: ${JSON.stringify(text)}`);
    if (last === undefined) throw end();
    if (last === '=') return this.#value((value) => setIndex(list, index, value), true);
    const before = list[index];
    if (last === '[') {
      const nextIndex = this.#index();
      if (before !== undefined && before !== null && !Array.isArray(before)) throw new SetError(`unable to parse key: interface conversion: interface {} is ${goType(before)}, not []interface {}`);
      const inner: Json[] = [...(before ?? [])];
      this.#item(inner, nextIndex, nesting);
      return setIndex(list, index, inner);
    }
    const inner = isObject(before) ? before : {};
    if (index < list.length) list[index] = inner;
    this.key(inner, nesting);
    setIndex(list, index, inner);
  }

  /** Reads what follows '=' and hands it to `put`; ends the line where nothing follows. */
  #value(put: (value: Json) => void, inList = false): void {
    if (this.#mode === 'json') return this.#json(put);
    if (this.#mode !== 'literal') {
      if (this.#at >= this.#runes.length) {
        put('');
        if (inList) return;
        throw end();
      }
      if (this.#runes[this.#at] === '{') {
        this.#at++;
        return put(this.#list());
      }
    }
    const { text } = this.#until(this.#mode === 'literal' ? [] : [',']);
    put(this.#typed(text));
  }

  #list(): Json[] {
    const list: Json[] = [];
    for (;;) {
      const { text, last } = this.#until([',', '}']);
      if (last === undefined) throw new SetError("list must terminate with '}'");
      list.push(this.#typed(text));
      if (last === '}') {
        if (this.#runes[this.#at] === ',') this.#at++;
        return list;
      }
    }
  }

  #json(put: (value: Json) => void): void {
    if (this.#skipBlank()) return put(null);
    const read = readJsonValue(this.#runes.slice(this.#at).join(''));
    if (!read.ok) throw new SetError(read.error);
    put(read.value);
    this.#at += [...read.text].length;
    this.#skipBlank();
  }

  /** Skips white space and one comma; true where no value comes before the comma or the end. */
  #skipBlank(): boolean {
    for (;;) {
      const rune = this.#runes[this.#at];
      if (rune === undefined) return true;
      if (rune !== ',' && !/\s/.test(rune)) return false;
      this.#at++;
      if (rune === ',') return true;
    }
  }

  #index(): number {
    const { text, last } = this.#until([']']);
    if (last === undefined) throw new SetError('error parsing index: EOF');
    if (!/^[-+]?\d+$/.test(text)) throw new SetError(`error parsing index: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    return Number(text);
  }

  #until(stop: readonly Stop[]): { text: string; last: Stop | undefined } {
    let text = '';
    while (this.#at < this.#runes.length) {
      const rune = this.#runes[this.#at++] ?? '';
      if ((stop as readonly string[]).includes(rune)) return { text, last: rune as Stop };
      if (rune === '\\' && this.#mode !== 'literal') {
        const next = this.#runes[this.#at++];
        if (next === undefined) return { text, last: undefined };
        text += next;
      } else text += rune;
    }
    return { text, last: undefined };
  }

  #set(data: JsonObject, key: string, value: Json): void {
    if (key !== '') setKey(data, key, value);
  }

  #typed(text: string): Json {
    if (typeof this.#mode === 'function') {
      const read = this.#mode(text);
      if (!read.ok) throw new SetError(read.error);
      return read.text;
    }
    if (this.#mode !== 'typed') return text;
    const lower = text.toLowerCase();
    if (lower === 'true') return true;
    if (lower === 'false') return false;
    if (lower === 'null') return null;
    if (text === '0') return 0n;
    if (/^[-+]?\d+$/.test(text) && !text.startsWith('0')) {
      const value = BigInt(text.replace(/^\+/, ''));
      if (value >= -(1n << 63n) && value < 1n << 63n) return value;
    }
    return text;
  }
}

function setIndex(list: Json[], index: number, value: Json): void {
  if (index > maxIndex) throw new SetError(`index of ${index} is greater than maximum supported index of ${maxIndex}`);
  while (list.length < index) list.push(null);
  list[index] = value;
}

function goType(value: Json): string {
  if (value === null) return 'nil';
  if (typeof value === 'object') return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
  return { string: 'string', boolean: 'bool', bigint: 'int64', number: 'float64' }[typeof value as 'string' | 'boolean' | 'bigint' | 'number'];
}
