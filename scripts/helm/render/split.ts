import { getKey, isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { writtenYaml } from '../functions/round-trip.ts';
import { formatFloat, readYaml } from '../values/goYaml.ts';
import { goKind } from '../values/load.ts';

/** One document of a rendered file. */
export interface SplitDocument {
  readonly text: string;
  /** Where the document starts in the file's rendered text. */
  readonly offset: number;
}

/**
 * Splits a rendered file as Helm does: at every `---` at the start of a line, even one with text behind it; documents
 * of nothing but white space are dropped, leading white space too.
 */
export function splitDocuments(text: string): SplitDocument[] {
  const documents: SplitDocument[] = [];
  const add = (start: number, end: number): void => {
    const raw = text.slice(start, end);
    const first = raw.search(nonSpace);
    if (first !== -1) documents.push({ text: raw.slice(first), offset: start + first });
  };
  const first = text.search(nonSpace);
  if (first === -1) return [];
  let start = first;
  separator.lastIndex = 0;
  const body = first === 0 ? text : text.slice(first);
  for (let match = separator.exec(body); match !== null; match = separator.exec(body)) {
    add(start, first + match.index);
    start = first + match.index + match[0].length;
  }
  add(start, text.length);
  return documents;
}

const separator = /(?<![^\n])---[ \t]*/g;
/** Anything that Go's unicode.IsSpace does not know. */
const nonSpace = /[^\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** What Helm reads of a manifest before it sorts it. */
export interface Head {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  /** undefined: an ordinary manifest. */
  readonly hook?: Hook;
}

export interface Hook {
  /** Empty where an event is unknown: Helm then drops the manifest. */
  readonly events: readonly string[];
  readonly weight: number;
}

export type HeadResult = { readonly ok: true; readonly head: Head; readonly object: JsonObject | undefined } | { readonly ok: false; readonly error: string; readonly line?: number };

/** Reads a document and its head; errors are those that Helm reports behind `YAML parse error on <file>: `. */
export function readHead(text: string): HeadResult {
  const written = writtenYaml(text);
  const read = written === undefined ? readYaml(text) : { ok: true as const, value: written as Json };
  if (!read.ok) return read;
  const { value } = read;
  if (value === null) return { ok: true, head: { kind: '', apiVersion: '', name: '' }, object: undefined };
  if (!isObject(value)) return unexpected(value, 'Go value of type util.SimpleHead');
  const metadata = getKey(value, 'metadata') ?? null;
  if (metadata !== null && !isObject(metadata)) return unexpected(metadata, 'Go struct field SimpleHead.metadata of type struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }');
  for (const [key, holder, field] of [['apiVersion', value, 'apiVersion'], ['kind', value, 'kind'], ['name', metadata ?? {}, 'metadata.name']] as const) {
    const found = getKey(holder, key) ?? null;
    if (typeof found === 'object' && found !== null) return unexpected(found, `Go struct field SimpleHead.${field} of type string`);
  }
  const annotations = metadata === null ? null : (getKey(metadata, 'annotations') ?? null);
  if (annotations !== null && !isObject(annotations)) return unexpected(annotations, 'Go struct field .metadata.annotations of type map[string]string');
  for (const item of Object.values(annotations ?? {})) {
    if (typeof item === 'object' && item !== null) return unexpected(item, 'Go struct field .metadata.annotations of type string');
  }
  const kind = textOf(getKey(value, 'kind'));
  const head = { kind, apiVersion: textOf(getKey(value, 'apiVersion')), name: metadata === null ? '' : textOf(getKey(metadata, 'name')) };
  const hook = annotations === null ? undefined : hookOf(annotations);
  return { ok: true, head: hook === undefined ? head : { ...head, hook }, object: value };
}

function unexpected(value: Json, what: string): HeadResult {
  return { ok: false, error: `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(value)} into ${what}` };
}

/** Go reads a number or boolean where text is wanted as its spelling. */
const textOf = (value: Json | undefined): string => (value === null || value === undefined ? '' : typeof value === 'number' && !Number.isInteger(value) ? formatFloat(value) : String(value));

const events = new Map(['pre-install', 'post-install', 'pre-delete', 'post-delete', 'pre-upgrade', 'post-upgrade', 'pre-rollback', 'post-rollback', 'test'].map((name) => [name, name]));
// Helm 2's name
events.set('test-success', 'test');

function hookOf(annotations: JsonObject): Hook | undefined {
  const types = getKey(annotations, 'helm.sh/hook');
  if (types === undefined) return undefined;
  const wanted = textOf(types).split(',').map((one) => events.get(one.trim().toLowerCase()));
  const weight = textOf(getKey(annotations, 'helm.sh/hook-weight'));
  return {
    events: wanted.some((one) => one === undefined) ? [] : wanted.filter((one) => one !== undefined),
    weight: /^[-+]?\d+$/.test(weight) && Number.isSafeInteger(Number(weight)) ? Number(weight) : 0,
  };
}

/** A document as `helm template` prints it. */
export function printDocument(template: string, text: string): string {
  return `---\n# Source: ${template}\n${text}\n`;
}
