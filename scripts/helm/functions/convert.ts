import { encodeYaml, encodeYamlPretty, type Encodable } from '../../lib/yaml/encode.ts';
import { entryAt, parseYaml, placeOf, resolveAlias, toJson, type JsonProblem, type YNode } from '../../lib/yaml/index.ts';
import { LimitError } from '../template/bounds.ts';
import type { FunctionEntry, State } from '../template/state.ts';
import type { Provenance, Span, Tracker } from '../template/track.ts';
import { GoBytes, GoInt, GoObject, isMap, sortedKeys, type Value, type ValueMap } from '../template/value.ts';
import { fn, FunctionError, put, withSpans, type Table } from './kit.ts';
import { jsonError } from './json-errors.ts';
import { readToml } from './toml-read.ts';
import { dumpYaml, mostParts, rememberedYaml, rememberRead, rememberYaml } from './round-trip.ts';

/** What JSON makes of a value: Go's objects as maps of their exported fields. The value itself where it holds none of them. */
function plain(value: Value): Encodable {
  parts = 0;
  return holdsObjects(value) ? copied(value) : value as Encodable;
}

let parts = 0;

function holdsObjects(value: Value): boolean {
  if (typeof value === 'object' && ++parts > mostParts) throw new LimitError(`a value of more than ${mostParts / 1e6} million parts is dumped`);
  if (typeof value === 'function' || value instanceof GoObject) return true;
  if (Array.isArray(value)) return value.some(holdsObjects);
  return isMap(value) && Object.values(value).some(holdsObjects);
}

function copied(value: Value): Encodable {
  if (value instanceof GoInt) return value.value;
  if (value instanceof GoBytes) return Buffer.from(value.data).toString('base64');
  if (value instanceof GoObject && value.items !== undefined) return copied(value.items);
  if (value instanceof GoObject) return Object.fromEntries([...value.fields].map(([key, item]) => [key, copied(item)]));
  if (Array.isArray(value)) return value.map(copied);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copied(item)]));
  return typeof value === 'function' ? null : value;
}

export function toYaml(value: Value): string {
  const text = withoutLastBreak(encodeYaml(plain(value)));
  if (typeof value === 'object' && value !== null) rememberYaml(text, value);
  return text;
}

const withoutLastBreak = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text);

/** Dumps with the origin of every scalar: where the value came from stands on its part of the text. */
function dumping(encode: typeof encodeYaml): FunctionEntry {
  let spans: Span[] = [];
  const call = ([value = null]: Value[], { track }: State): Value => {
    if (track === undefined) return encode === encodeYaml ? toYaml(value) : withoutLastBreak(encode(plain(value)));
    spans = [];
    track.readAll(value);
    place(value, track);
    const inners: [inner: Provenance, raw: string, span: Span][] = [];
    const text = withoutLastBreak(encode(plain(value), (container, key, start, end) => {
      const inner = track.child(container, key);
      const raw = (container as ValueMap)[key as string];
      const path = inner?.path ?? inner?.spans?.find((span) => span.path !== undefined)?.path;
      const span = { start, end, exact: inner?.exact ?? true, ...(path !== undefined && { path }) };
      if (inner?.spans !== undefined && typeof raw === 'string' && raw !== '') inners.push([inner, raw, span]);
      spans.push(span);
    }));
    // a text with origins of its own keeps them where it stands in the dump as it is
    const parts = new Map(inners.map(([inner, raw, span]) => {
      const at = text.slice(span.start, span.end).indexOf(raw);
      return [span, at < 0 ? [span] : (inner.spans ?? []).map((one) => ({ ...one, start: one.start + span.start + at, end: one.end + span.start + at }))];
    }));
    if (parts.size > 0) spans = spans.flatMap((span) => parts.get(span) ?? [span]);
    return text;
  };
  return fn('a', call, ([value], [from], result) => {
    if (typeof value === 'object' && value !== null) return withSpans(from, spans);
    return from === undefined ? undefined : { exact: from.exact, spans: [{ start: 0, end: String(result).length, exact: from.exact, ...(from.path !== undefined && { path: from.path }) }] };
  });
}

/** Tells every map and list below a value where it comes from, from the top down. */
function place(value: Value, track: Tracker): void {
  if (typeof value !== 'object' || value === null || value instanceof GoObject) return;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const inner = (value as ValueMap)[key as string] as Value;
    if (typeof inner !== 'object' || inner === null) continue;
    track.child(value, key);
    place(inner, track);
  }
}

type Read = { readonly value: Value; readonly root: YNode | undefined } | { readonly error: string };

const nothing: Read = { value: null, root: undefined };

/** `withRoot`: the places in the text are asked for. */
function readYaml(text: string, withRoot = false): Read {
  if (text === '') return nothing;
  const remembered = withRoot ? undefined : rememberedYaml(text);
  if (remembered !== undefined) return { value: remembered, root: undefined };
  const { documents, errors, source } = parseYaml(text);
  const error = errors.find(({ code }) => code !== 'yaml/duplicate-key');
  if (error !== undefined) return { error: `error converting YAML to JSON: yaml: line ${placeOf(source, error.offset).line}: ${error.message}` };
  const root = documents[0]?.root;
  const problems: JsonProblem[] = [];
  const value = root === undefined ? null : toJson(root, 'sigs', problems);
  if (problems[0] !== undefined) return { error: `error converting YAML to JSON: yaml: ${problems[0].message}` };
  const read = floats(value as Value);
  if (!withRoot) rememberRead(text, read);
  return { value: read, root };
}

/** Numbers come out of YAML and JSON as float64. */
function floats(value: Value): Value {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) if (typeof item === 'bigint' || (typeof item === 'object' && item !== null)) value[i] = floats(item);
  } else if (isMap(value)) {
    for (const [key, item] of Object.entries(value)) if (typeof item === 'bigint' || (typeof item === 'object' && item !== null)) put(value, key, floats(item));
  }
  return value;
}

const empty: Readonly<Record<'map' | 'list', string>> = { map: 'map[string]interface {}', list: '[]interface {}' };

function jsonKind(value: Value): string {
  return Array.isArray(value) ? 'array' : typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'bool' : 'object';
}

/** fromYaml and its like never fail: a map with `Error`, a list with the message. */
function typed(read: Read, kind: 'map' | 'list', must: boolean): Value {
  const wrong = (message: string): Value => {
    if (must) throw new FunctionError(message);
    return kind === 'map' ? { Error: message } : [message];
  };
  if ('error' in read) return wrong(read.error);
  const { value } = read;
  if (value === null) return kind === 'map' ? {} : [];
  if (kind === 'map' ? isMap(value) : Array.isArray(value)) return value;
  return wrong(`error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type ${empty[kind]}`);
}

/** Gives the scalars of a value that was read back the origins of their parts of the text. */
function fromYaml(kind: 'map' | 'list'): FunctionEntry {
  let root: YNode | undefined;
  const call = ([text]: Value[], state: State): Value => {
    const read = readYaml(text as string, state.track !== undefined);
    root = 'root' in read ? read.root : undefined;
    return typed(read, kind, false);
  };
  return fn('s', call, (_, from, result, state) => {
    const spans = from[0]?.spans;
    if (spans !== undefined && spans.length > 0 && root !== undefined && typeof result === 'object' && result !== null) mark(root, result, spans, state);
    root = undefined;
    return undefined;
  });
}

function mark(node: YNode, value: Value, spans: readonly Span[], state: State): void {
  const real = resolveAlias(node);
  if (typeof value !== 'object' || value === null || real.type === 'scalar') return;
  const keys: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  for (const key of keys) {
    const entry = real.type === 'seq' ? { value: real.items[key as number] } : entryAt(real, `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`);
    const child = entry?.value;
    if (child === undefined) continue;
    const inner = (value as ValueMap)[key as string] as Value;
    if (typeof inner === 'object' && inner !== null) {
      mark(child, inner, spans, state);
      state.track?.setChild(value, key, undefined);
    } else {
      state.track?.setChild(value, key, spanAt(spans, child.start, child.end, typeof inner === 'string' ? inner : undefined));
    }
  }
}

/** What made the text between two offsets, as parts of the text that was read there. */
function spanAt(spans: readonly Span[], start: number, end: number, text: string | undefined): Provenance | undefined {
  const inside = spans.filter((span) => span.end > start && span.start < end);
  const [first] = inside;
  if (first === undefined) return undefined;
  const paths = new Set(inside.flatMap(({ path }) => (path === undefined ? [] : [path])));
  const length = Math.max(1, text?.length ?? end - start);
  // A quoted scalar begins one character later.
  const quote = end - start === length + 2 ? 1 : 0;
  const clip = (offset: number) => Math.min(length, Math.max(0, offset - start - quote));
  const [path] = paths;
  return {
    exact: inside.every((span) => span.exact),
    spans: inside.length === 1 ? [{ ...first, start: 0, end: length }] : inside.map((span) => ({ ...span, start: clip(span.start), end: clip(span.end) })),
    ...(paths.size === 1 && path !== undefined && { path }),
  };
}

/** encoding/json: keys sorted by bytes, <, >, & and line separators escaped. */
function toJson_(value: Value, escape = true, indent = ''): string {
  const go = (item: Encodable, level: string): string => {
    if (item === null || item === undefined) return 'null';
    if (typeof item === 'string') return jsonString(item, escape);
    if (typeof item === 'number') return jsonNumber(item);
    if (typeof item !== 'object') return String(item);
    const inner = level + indent;
    const join = (parts: string[], open: string, close: string) => (parts.length === 0 ? open + close : indent === '' ? `${open}${parts.join(',')}${close}` : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${level}${close}`);
    if (Array.isArray(item)) return join((item as readonly Encodable[]).map((part) => go(part, inner)), '[', ']');
    const map = item as { readonly [key: string]: Encodable };
    return join([...sortedKeys(map as ValueMap)].map((key) => `${jsonString(key, escape)}:${indent === '' ? '' : ' '}${go(map[key], inner)}`), '{', '}');
  };
  return go(plain(value), '');
}

function jsonString(value: string, escape: boolean): string {
  const text = JSON.stringify(value).replace(/\\b/g, '\\b').replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`).replaceAll('\x7f', '\x7f');
  return escape ? text.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`) : text;
}

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new FunctionError(`json: unsupported value: ${value}`);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e21)) return value.toExponential();
  return Object.is(value, -0) ? '-0' : String(value);
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as Value, root: undefined };
  } catch (error) {
    return { error: jsonError(text) ?? (error as Error).message };
  }
}

function toToml(value: Value): string {
  if (!isMap(value)) throw new FunctionError('toml: top-level values must be Go maps or structs');
  const lines: string[] = [];
  const scalarOf = (item: Value): string => {
    if (Array.isArray(item)) return `[${item.map(scalarOf).join(', ')}]`;
    if (typeof item === 'string') return tomlString(item);
    if (typeof item === 'number') return Number.isInteger(item) ? `${item}.0` : String(item);
    if (isMap(item)) return `{${sortedKeys(item).map((key) => `${tomlKey(key)} = ${scalarOf(item[key] as Value)}`).join(', ')}}`;
    return String(item);
  };
  const table = (map: ValueMap, path: readonly string[]) => {
    const keys = sortedKeys(map).filter((key) => map[key] !== null);
    const nested = (item: Value) => isMap(item) || (Array.isArray(item) && item.length > 0 && item.every((part) => isMap(part)));
    const pad = '  '.repeat(Math.max(0, path.length - 1));
    for (const key of keys) if (!nested(map[key] as Value)) lines.push(`${'  '.repeat(path.length)}${tomlKey(key)} = ${scalarOf(map[key] as Value)}`);
    for (const key of keys) {
      const item = map[key] as Value;
      if (!nested(item)) continue;
      const name = [...path, key].map(tomlKey).join('.');
      for (const part of Array.isArray(item) ? item : [item]) {
        if (lines.length > 0 && path.length === 0) lines.push('');
        lines.push(`${path.length === 0 ? '' : `${pad}  `}${Array.isArray(item) ? `[[${name}]]` : `[${name}]`}`);
        table(part as ValueMap, [...path, key]);
      }
    }
  };
  table(value, []);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}

function tomlString(value: string): string {
  return `"${value.replace(/[\\"\u0000-\u001f\u007f]/g, (char) => ({ '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' })[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

/** Helm's conversions (pkg/engine/funcs.go) and Sprig's JSON functions. */
export const convertFunctions: Table = {
  toYaml: { ...dumping(encodeYaml), dump: dumpYaml },
  mustToYaml: dumping(encodeYaml),
  toYamlPretty: dumping(encodeYamlPretty),
  fromYaml: { ...fromYaml('map'), load: (read) => typed({ value: read, root: undefined }, 'map', false) },
  fromYamlArray: fromYaml('list'),
  toJson: fn('a', ([value]) => toJson_(value as Value), (args, _, __, state) => {
    state.track?.readAll(args[0] as Value);
    return undefined;
  }),
  mustToJson: fn('a', ([value]) => toJson_(value as Value)),
  toRawJson: fn('a', ([value]) => toJson_(value as Value, false)),
  mustToRawJson: fn('a', ([value]) => toJson_(value as Value, false)),
  toPrettyJson: fn('a', ([value]) => toJson_(value as Value, true, '  ')),
  mustToPrettyJson: fn('a', ([value]) => toJson_(value as Value, true, '  ')),
  fromJson: fn('s', ([text]) => typed(readJson(text as string), 'map', false)),
  fromJsonArray: fn('s', ([text]) => typed(readJson(text as string), 'list', false)),
  mustFromJson: fn('s', ([text]) => {
    const read = readJson(text as string);
    if ('error' in read) throw new FunctionError(read.error);
    return read.value;
  }),
  fromToml: fn('s', ([text]) => {
    try {
      return readToml(text as string);
    } catch (error) {
      if (error instanceof FunctionError) return { Error: error.message };
      throw error;
    }
  }),
  toToml: fn('a', ([value]) => toToml(value as Value)),
  mustToToml: fn('a', ([value]) => toToml(value as Value)),
};
