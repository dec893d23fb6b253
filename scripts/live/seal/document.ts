import { isObject, pointerToken } from '../../lib/json.ts';
import { object, text } from '../../lib/object.ts';
import { entryAt, nodeAt, parseYaml, splitDocuments, toJson } from '../../lib/yaml/index.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Scope, scopeOf } from './crypt.ts';

/** A SealedSecret in a text that a person edits. */
export interface SealedDocument {
  readonly namespace: string;
  readonly name: string;
  readonly scope: Scope;
  /** Sealed values, and placeholders that wait for theirs. */
  readonly values: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** The SealedSecrets of a file. */
export function sealedDocuments(source: string): SealedDocument[] {
  return splitDocuments(source).flatMap((part) => {
    const root = parseYaml(part.text).documents[0]?.root;
    const body = root === undefined ? null : toJson(root, 'sigs');
    if (!isObject(body) || body['kind'] !== 'SealedSecret') return [];
    const values = Object.fromEntries(Object.entries(object(body, 'spec', 'encryptedData')).map(([key, value]) => [key, String(value)]));
    return [{ namespace: text(body, 'metadata', 'namespace'), name: text(body, 'metadata', 'name'), scope: scopeOf(object(body, 'metadata', 'annotations')), values, body }];
  });
}

/** Puts values into one SealedSecret of a file and leaves every other character as it is; undefined where the file does not hold it in block form. */
export function withValues(source: string, namespace: string, name: string, values: ReadonlyMap<string, string>): string | undefined {
  for (const part of splitDocuments(source)) {
    const root = parseYaml(part.text).documents[0]?.root;
    const body = root === undefined ? null : toJson(root, 'sigs');
    if (root === undefined || !isObject(body) || body['kind'] !== 'SealedSecret' || text(body, 'metadata', 'name') !== name || text(body, 'metadata', 'namespace') !== namespace) continue;
    const data = nodeAt(root, '/spec/encryptedData');
    if (data?.type !== 'map' || data.items.length === 0) return undefined;
    const first = data.items[0]!.key;
    const lineStart = part.text.lastIndexOf('\n', first.start - 1) + 1;
    const indent = part.text.slice(lineStart, first.start);
    if (indent.trim() !== '') return undefined;
    const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
    let added = '';
    for (const [key, value] of values) {
      const entry = entryAt(root, `/spec/encryptedData/${pointerToken(key)}`);
      if (entry === undefined) added += `${indent}${key}: ${value}\n`;
      else edits.push({ start: entry.value.start, end: entry.value.end, text: value });
    }
    const lineEnd = part.text.indexOf('\n', data.items.at(-1)!.value.end);
    const [end, line] = lineEnd < 0 ? [part.text.length, `\n${added.trimEnd()}`] : [lineEnd + 1, added];
    if (added !== '') edits.push({ start: end, end, text: line });
    const changed = edits.sort((a, b) => b.start - a.start).reduce((now, { start, end, text: put }) => now.slice(0, start) + put + now.slice(end), part.text);
    return source.slice(0, part.offset) + changed + source.slice(part.offset + part.text.length);
  }
  return undefined;
}

/** A new SealedSecret as kubeseal writes it. */
export function newDocument(namespace: string, name: string, scope: Scope, type: string | undefined, values: ReadonlyMap<string, string>): string {
  const annotations = scope === 'strict' ? '' : `  annotations:\n    sealedsecrets.bitnami.com/${scope}: "true"\n`;
  const nested = annotations.replace(/^/gm, '    ').trimEnd();
  return `apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: ${name}
  namespace: ${namespace}
${annotations}spec:
  encryptedData:
${[...values].map(([key, value]) => `    ${key}: ${value}`).join('\n')}
  template:
    metadata:
      name: ${name}
      namespace: ${namespace}
${scope === 'strict' ? '' : `${nested}\n`}${type === undefined ? '' : `    type: ${type}\n`}`;
}

/** Adds a file to the resources of a kustomization.yaml; undefined where it is there already or has no such list in block form. */
export function withResource(source: string, file: string): string | undefined {
  const root = parseYaml(source).documents[0]?.root;
  const list = root === undefined ? undefined : nodeAt(root, '/resources');
  if (list?.type !== 'seq' || list.items.length === 0 || list.items.some((item) => item.type === 'scalar' && item.text === file)) return undefined;
  const last = list.items.at(-1)!;
  if (source[list.start] === '[') return `${source.slice(0, last.end)}, ${file}${source.slice(last.end)}`;
  const lineStart = source.lastIndexOf('\n', last.start - 1) + 1;
  const dash = /^(\s*-\s+)/.exec(source.slice(lineStart))?.[1];
  if (dash === undefined) return undefined;
  const lineEnd = source.indexOf('\n', last.end);
  const at = lineEnd < 0 ? source.length : lineEnd;
  return `${source.slice(0, at)}\n${dash}${file}${source.slice(at)}`;
}
