import { getKey, isObject, setKey } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import { asFloats, readYaml } from './goYaml.ts';

export type ValuesResult = { readonly ok: true; readonly values: JsonObject } | { readonly ok: false; readonly error: string; readonly line?: number };

/** A values file: one or more documents, merged in their order, each a map (Helm's loader.LoadValues). */
export function loadValues(text: string): ValuesResult {
  let values: JsonObject = {};
  for (const { text: document, line } of splitDocuments(text)) {
    const read = readYaml(document);
    if (!read.ok) return { ok: false, error: `cannot unmarshal yaml document: ${read.error}`, ...(read.line === undefined ? {} : { line: line + read.line - 1 }) };
    if (read.value === null) continue;
    if (!isObject(read.value)) {
      return { ok: false, error: `cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(read.value)} into Go value of type map[string]interface {}`, line };
    }
    values = mergeMaps(values, asFloats(read.value) as JsonObject);
  }
  return { ok: true, values };
}

/** How encoding/json names the kind of a value in its errors. */
export function goKind(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Kubernetes' YAMLReader: a line of nothing but `---` separates. */
function splitDocuments(text: string): { text: string; line: number }[] {
  const documents: { text: string; line: number }[] = [];
  let current: string[] = [];
  let start = 1;
  text.split('\n').forEach((line, index) => {
    if (/^---\s*$/.test(line)) {
      if (current.length > 0) documents.push({ text: current.join('\n'), line: start });
      current = [];
      start = index + 2;
      return;
    }
    current.push(line);
  });
  documents.push({ text: current.join('\n'), line: start });
  return documents;
}

/** `b` over `a`: maps are merged, anything else replaced; null stays, so that it can delete a chart's default later. */
export function mergeMaps(a: JsonObject, b: JsonObject): JsonObject {
  const merged: JsonObject = {};
  for (const [key, value] of Object.entries(a)) setKey(merged, key, value);
  for (const [key, value] of Object.entries(b)) {
    const before = getKey(merged, key);
    setKey(merged, key, isObject(value) && isObject(before) ? mergeMaps(before, value) : value);
  }
  return merged;
}
