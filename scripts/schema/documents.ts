import { isObject } from '../lib/json.ts';
import type { JsonObject } from '../model/json.ts';
import { entryAt, type JsonProblem, parseYaml, placeOf, splitDocuments, toJson, type YamlFile, type YNode } from '../lib/yaml/index.ts';
import { fieldError, type FieldError } from './errors.ts';
import type { Judge } from './verdict.ts';

/** What the server says to one document of a file. */
export interface DocumentVerdict {
  /** From 0, empty documents not counted. */
  readonly document: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly accepted: boolean;
  readonly errors: readonly PlacedError[];
}

export interface PlacedError extends FieldError {
  readonly line: number;
  readonly column: number;
}

/** The server's limit on the body of a request (apiserver MaxRequestBodyBytes). */
const maxBody = 3 * 1024 * 1024;

/** Judges every document of a YAML or JSON text, as if each were sent to the server as it stands. */
export function judgeText(text: string, judge: Judge): DocumentVerdict[] {
  return splitDocuments(text).flatMap((part, document) => {
    const file = parseYaml(part.text);
    if (file.documents.every((each) => each.root !== undefined && each.root.type === 'scalar' && each.root.text === '') && file.errors.length === 0) return [];
    return [judgeDocument(file, document, { text, offset: part.offset }, judge)];
  });
}

interface Part {
  readonly text: string;
  readonly offset: number;
}

function judgeDocument(file: YamlFile, document: number, part: Part, judge: Judge): DocumentVerdict {
  const placed = (errors: readonly FieldError[], offsetOf: (error: FieldError) => number): PlacedError[] => errors.map((error) => {
    const { line, column } = placeOf({ file: '', text: part.text }, part.offset + offsetOf(error));
    return { ...error, line, column };
  });
  const root = file.documents[0]?.root;
  const syntax = file.errors.filter((error) => error.code !== 'yaml/duplicate-key');
  const refused = (errors: readonly FieldError[], offsetOf: (error: FieldError) => number, value?: JsonObject): DocumentVerdict => ({
    document, apiVersion: textOf(value, 'apiVersion'), kind: textOf(value, 'kind'), accepted: false, errors: placed(errors, offsetOf),
  });
  if (root === undefined || syntax.length > 0) return refused([fieldError(undefined, 'syntax', syntax[0]?.message ?? 'cannot be read')], () => syntax[0]?.offset ?? 0);
  const problems: JsonProblem[] = [];
  const value = toJson(root, 'sigs', problems);
  if (!isObject(value)) return refused([fieldError(undefined, 'syntax', 'is no mapping: a Kubernetes object has apiVersion, kind and metadata')], () => root.start);
  if (problems.length > 0) return refused([fieldError(undefined, 'syntax', problems[0]!.message)], () => problems[0]!.node.start, value);
  if (Buffer.byteLength(file.source.text) > maxBody) return refused([fieldError(undefined, 'too-long', 'is larger than the 3 MiB that the API server takes')], () => root.start, value);
  const twice = file.errors.map((error) => ({ error: fieldError(undefined, 'duplicate-key', error.message), offset: error.offset }));
  const { errors } = judge.judge(value);
  return {
    document,
    apiVersion: textOf(value, 'apiVersion'),
    kind: textOf(value, 'kind'),
    accepted: errors.length === 0 && twice.length === 0,
    errors: [...twice.flatMap(({ error, offset }) => placed([error], () => offset)), ...placed(errors.map((error) => asWritten(root, error)), (error) => offsetOfField(root, error))],
  };
}

/** A message that quotes a value quotes it as the file has it: `on`, not the `true` that YAML makes of it. */
function asWritten(root: YNode, error: FieldError): FieldError {
  const node = entryAt(root, error.pointer)?.value;
  const quoted = /; write "([^"]*)" in quotes$/.exec(error.message);
  if (node?.type !== 'scalar' || quoted === null || node.text === quoted[1]) return error;
  const message = error.message.replace(/ (\S+); write "[^"]*" in quotes$/, (_, value: string) => ` ${value}, which is what YAML reads in ${node.text}; write "${node.text}" in quotes`);
  return { ...error, message };
}

/** Where a person looks: the key of an unknown or missing field, else the value. */
function offsetOfField(root: YNode, error: FieldError): number {
  let pointer = error.pointer;
  for (;;) {
    const entry = entryAt(root, pointer);
    if (entry !== undefined) {
      const block = entry.value.type !== 'scalar' || error.reason === 'unknown-field' || pointer !== error.pointer;
      return block && entry.key !== undefined ? entry.key.start : entry.value.start;
    }
    if (pointer === '') return root.start;
    pointer = pointer.slice(0, pointer.lastIndexOf('/'));
  }
}

function textOf(value: JsonObject | undefined, key: string): string {
  const found = value !== undefined && Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'string' ? found : '';
}
