import { encodeYaml, encodeYamlPretty } from '../../lib/yaml/encode.ts';
import { entryAt, parseYaml, placeOf, resolveAlias, toJson, type JsonProblem, type YNode } from '../../lib/yaml/index.ts';
import { spend } from '../template/bounds.ts';
import type { FunctionEntry, State } from '../template/state.ts';
import type { Provenance, Span, Tracker } from '../template/track.ts';
import { GoObject, isMap, nilOf, ofType, type Value, type ValueMap } from '../template/value.ts';
import { fn, FunctionError, put, withSpans, type Table } from './kit.ts';
import { encodeJson, toPlain, toPlainYaml } from './json.ts';
import { jsonError } from './json-errors.ts';
import { readToml } from './toml-read.ts';
import { writeToml } from './toml-write.ts';
import { dumpYaml, rememberedYaml, rememberRead, rememberYaml } from './round-trip.ts';

export function toYaml(value: Value): string {
  const text = withoutLastBreak(encodeYaml(toPlain(value)));
  if (typeof value === 'object' && value !== null) rememberYaml(text, value);
  return text;
}

const withoutLastBreak = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text);

/** What Helm's functions make of what their library cannot print: nothing, or with `must` an error. */
function or(fallback: (error: FunctionError) => Value, print: (args: Value[], state: State) => Value): FunctionEntry['call'] {
  return (args, state) => {
    try {
      return print(args, state);
    } catch (error) {
      if (error instanceof FunctionError) return fallback(error);
      throw error;
    }
  };
}

const nothingAtAll = (): Value => '';

/** Dumps with the origin of every scalar: where the value came from stands on its part of the text. */
function dumping(pretty: boolean, failed: (error: FunctionError) => Value): FunctionEntry {
  let spans: Span[] = [];
  const encode = pretty ? encodeYamlPretty : encodeYaml;
  const plain = pretty ? toPlainYaml : toPlain;
  const call = or(failed, ([value = null], { track }) => {
    if (track === undefined) return pretty ? withoutLastBreak(encode(plain(value))) : toYaml(value);
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
  });
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

const hasInfinity = (value: Value): boolean => (Array.isArray(value) ? value.some(hasInfinity) : isMap(value) ? Object.values(value).some(hasInfinity) : value === Infinity || value === -Infinity);

function readJson(text: string): Read {
  try {
    // a surrogate without its other half is no character in Go
    const value = JSON.parse(text, /\\u[dD][89a-fA-F]/.test(text) ? (_, item: unknown) => (typeof item === 'string' ? item.toWellFormed() : item) : undefined) as Value;
    const tooLarge = hasInfinity(value) ? text.match(/-?\d+(?:\.\d+)?[eE]\+?\d+|\d{309,}/g)?.find((number) => !Number.isFinite(Number(number))) : undefined;
    return tooLarge === undefined ? { value, root: undefined } : { error: `json: cannot unmarshal number ${tooLarge} into Go value of type float64` };
  } catch (error) {
    return { error: jsonError(text) ?? (error as Error).message };
  }
}

/** `withRoot`: the places in the text are asked for. */
function readYaml(text: string, withRoot = false): Read {
  if (text === '') return nothing;
  const remembered = withRoot ? undefined : rememberedYaml(text);
  if (remembered !== undefined) return { value: remembered, root: undefined };
  if (text.length > 10_000) spend(text.length);
  const { documents, errors, source } = parseYaml(text, '', true);
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

/** fromYaml and its like never fail: a map with `Error`, a list with the message. `way` comes before what JSON says of another kind of value. */
function typed(read: Read, kind: 'map' | 'list', way: string): Value {
  const wrong = (message: string): Value => (kind === 'map' ? { Error: message } : [message]);
  if ('error' in read) return wrong(read.error);
  const { value } = read;
  if (value === null) {
    const none = kind === 'map' ? ofType<ValueMap>(empty.map, {}) : ofType<Value[]>(empty.list, []);
    return way === '' ? nilOf(empty[kind], none) : none;
  }
  if (kind === 'map' ? isMap(value) : Array.isArray(value)) return value;
  return wrong(`${way}json: cannot unmarshal ${jsonKind(value)} into Go value of type ${empty[kind]}`);
}

const ofYaml = 'error unmarshaling JSON: while decoding JSON: ';

/** Gives the scalars of a value that was read back the origins of their parts of the text. */
function fromYaml(kind: 'map' | 'list'): FunctionEntry {
  let root: YNode | undefined;
  const call = ([text]: Value[], state: State): Value => {
    const read = readYaml(text as string, state.track !== undefined);
    root = 'root' in read ? read.root : undefined;
    return typed(read, kind, ofYaml);
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

/** Helm's conversions (pkg/engine/funcs.go) and Sprig's JSON functions. */
export const convertFunctions: Table = {
  toYaml: { ...dumping(false, nothingAtAll), dump: dumpYaml },
  mustToYaml: dumping(false, (error) => {
    throw new FunctionError(`error marshaling into JSON: ${error.message}`);
  }),
  toYamlPretty: dumping(true, nothingAtAll),
  fromYaml: { ...fromYaml('map'), load: (read) => typed({ value: read, root: undefined }, 'map', ofYaml) },
  fromYamlArray: fromYaml('list'),
  toJson: fn('a', or(nothingAtAll, ([value = null]) => encodeJson(value)), (args, _, __, state) => {
    state.track?.readAll(args[0] as Value);
    return undefined;
  }),
  mustToJson: fn('a', ([value = null]) => encodeJson(value)),
  toRawJson: fn('a', ([value = null]) => encodeJson(value, false)),
  mustToRawJson: fn('a', ([value = null]) => encodeJson(value, false)),
  toPrettyJson: fn('a', or(nothingAtAll, ([value = null]) => encodeJson(value, true, '  '))),
  mustToPrettyJson: fn('a', ([value = null]) => encodeJson(value, true, '  ')),
  fromJson: fn('s', ([text]) => typed(readJson(text as string), 'map', '')),
  fromJsonArray: fn('s', ([text]) => typed(readJson(text as string), 'list', '')),
  mustFromJson: fn('s', ([text]) => {
    const read = readJson(text as string);
    if ('error' in read) throw new FunctionError(read.error);
    return read.value;
  }),
  fromToml: fn('s', or((error) => ({ Error: error.message }), ([text]) => readToml(text as string))),
  // what TOML cannot hold is told in its text; a nil is an error of Go's runtime
  toToml: fn('a', or((error) => {
    if (error.message.startsWith('reflect:')) throw error;
    return error.message;
  }, ([value = null]) => writeToml(value))),
  mustToToml: fn('a', ([value = null]) => writeToml(value)),
};
