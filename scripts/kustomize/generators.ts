import { failBuild } from './failure.ts';
import { byBytes } from '../lib/by-bytes.ts';
import { boolField, knownFields, mapField, textField, textList, textPairs } from './read.ts';
import type { Resource } from './resource.ts';
import { makeResource, nameOf, namespaceOf, setMeta, setScalar } from './resource.ts';
import type { SchemaState } from './schemas.ts';
import { stepScalar, stepSpot } from './steps.ts';
import type { KMap, KNode, KScalar, Spot } from './tree.ts';
import { emptyMap, fieldAt, fieldOf, isNull, itemOf, putField, removeField, scalar, settled } from './tree.ts';

/** Reads a file of the kustomization's folder; ends the build where there is none. */
export type ReadFile = (path: string, spot: Spot) => { readonly bytes: Uint8Array; readonly label: string };

/** `generatorOptions`, or the options of one generator. */
export interface GeneratorOptions {
  readonly labels: readonly { readonly key: string; readonly value: KScalar }[];
  readonly annotations: readonly { readonly key: string; readonly value: KScalar }[];
  readonly disableNameSuffixHash: boolean;
  readonly immutable: boolean;
}

export function readOptions(map: KMap | undefined): GeneratorOptions {
  if (map === undefined) return { labels: [], annotations: [], disableNameSuffixHash: false, immutable: false };
  knownFields(map, 'generator options', ['labels', 'annotations', 'disableNameSuffixHash', 'immutable']);
  return { labels: textPairs(map, 'labels'), annotations: textPairs(map, 'annotations'), disableNameSuffixHash: boolField(map, 'disableNameSuffixHash'), immutable: boolField(map, 'immutable') };
}

function withDefaults(own: GeneratorOptions, global: GeneratorOptions): GeneratorOptions {
  const merge = (a: GeneratorOptions['labels'], b: GeneratorOptions['labels']): GeneratorOptions['labels'] => [...a, ...b.filter((each) => !a.some((other) => other.key === each.key))];
  return {
    labels: merge(own.labels, global.labels),
    annotations: merge(own.annotations, global.annotations),
    disableNameSuffixHash: own.disableNameSuffixHash || global.disableNameSuffixHash,
    immutable: own.immutable || global.immutable,
  };
}

interface Pair {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly spot: Spot;
}

const common = ['name', 'namespace', 'behavior', 'literals', 'files', 'envs', 'env', 'options'];

/** One entry of `configMapGenerator` or `secretGenerator`. */
export function generate(args: KMap, kind: 'ConfigMap' | 'Secret', global: GeneratorOptions, read: ReadFile, via: readonly Spot[], schemas: SchemaState): Resource {
  knownFields(args, kind === 'ConfigMap' ? 'a configMapGenerator' : 'a secretGenerator', kind === 'ConfigMap' ? common : [...common, 'type']);
  const options = withDefaults(readOptions(mapField(args, 'options')), global);
  const name = textField(args, 'name');
  if (name === '') failBuild(`this ${kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator'} has no name`, args);
  const at = (key: string): Spot => stepSpot({ kind: 'generator', spot: fieldOf(args, key) ?? args, name });
  const fixed = (text: string): KScalar => scalar(text, '!!str', 'plain', at('name'));
  const root = emptyMap(at(''));
  putField(root, 'apiVersion', fixed('v1'));
  putField(root, 'kind', fixed(kind));
  const meta = emptyMap(root);
  putField(root, 'metadata', meta);
  setScalar(meta, 'name', name, '', at('name'));
  const namespace = textField(args, 'namespace');
  if (namespace !== '') setScalar(meta, 'namespace', namespace, '', at('namespace'));
  if (kind === 'Secret') putField(root, 'type', scalar(textField(args, 'type') || 'Opaque', '!!str', 'plain', textField(args, 'type') === '' ? inFile(at('type')) : at('type')));
  const pairs = loadPairs(args, name, read).sort((a, b) => byBytes(a.key, b.key));
  if (kind === 'Secret') putField(root, 'data', emptyMap(root));
  for (const pair of pairs) setData(root, pair, kind, name);
  for (const key of ['labels', 'annotations'] as const) {
    if (options[key].length === 0) continue;
    const map = emptyMap(meta);
    putField(meta, key, map);
    for (const each of options[key]) putField(map, each.key, stepScalar(each.value.text, '!!str', { kind: key === 'labels' ? 'label' : 'annotation', spot: each.value, name: each.key }));
  }
  if (options.immutable) putField(root, 'immutable', scalar('true', '!!bool', 'plain', at('options')));
  const resource = makeResource(root, via, schemas);
  resource.needsHash = !options.disableNameSuffixHash;
  const behavior = textField(args, 'behavior');
  resource.behavior = behavior === 'merge' || behavior === 'replace' || behavior === 'create' ? behavior : undefined;
  return resource;
}

/** For what Kustomize itself writes: the file that made it do so, without a line. */
function inFile(spot: Spot): Spot {
  return { ...spot, source: { ...spot.source, wholeFile: true } as Spot['source'] };
}

function setData(root: KMap, pair: Pair, kind: 'ConfigMap' | 'Secret', name: string): void {
  let field = 'data';
  let text: string | undefined;
  if (kind === 'ConfigMap') {
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(pair.bytes);
    } catch {
      field = 'binaryData';
    }
  }
  let data = fieldOf(root, field);
  if (data === undefined) putField(root, field, (data = emptyMap(root)));
  if (data.type === 'map') putField(data, pair.key, stringNode(stepScalar(text ?? base64Lines(pair.bytes), '!!str', { kind: 'generator', spot: pair.spot, name })));
}

/** kyaml's encodeBase64: beyond 70 characters a newline behind each 70. */
function base64Lines(bytes: Uint8Array): string {
  const encoded = Buffer.from(bytes).toString('base64');
  return encoded.length < 70 ? encoded : encoded.replace(/.{1,70}/g, '$&\n');
}

function loadPairs(args: KMap, name: string, read: ReadFile): Pair[] {
  const pairs: Pair[] = [];
  const env = fieldOf(args, 'env');
  const envs = [...textList(args, 'envs'), ...(env !== undefined && textField(args, 'env') !== '' ? [{ text: textField(args, 'env'), node: env as KScalar }] : [])];
  for (const { text, node } of envs) pairs.push(...envPairs(read(text, node), node));
  for (const { text, node } of textList(args, 'literals')) {
    const equals = text.indexOf('=');
    if (equals <= 0) failBuild(`a literal is written "key=value", not "${text}"`, node);
    pairs.push({ key: text.slice(0, equals), bytes: Buffer.from(unquote(text.slice(equals + 1))), spot: node });
  }
  for (const { text, node } of textList(args, 'files')) {
    const parts = text.split('=');
    if (parts.length > 2) failBuild(`"${text}" has more than one "="; write "key=path" or only the path`, node);
    const [first = '', path = first] = parts;
    if (parts.length === 2 && (first === '' || path === '')) failBuild(`"${text}" lacks its ${first === '' ? 'key' : 'path'}; write "key=path" or only the path`, node);
    const key = parts.length === 2 ? first : (first.replace(/\/+$/, '').split('/').at(-1) ?? first);
    const { bytes, label } = read(path, node);
    const content = Buffer.from(bytes).toString();
    pairs.push({ key, bytes, spot: { source: { file: label, text: content }, start: 0, end: content.length } });
  }
  const seen = new Map<string, Pair>();
  for (const pair of pairs) {
    if (seen.has(pair.key)) failBuild(`the key "${pair.key}" of ${name} is given twice`, pair.spot);
    seen.set(pair.key, pair);
  }
  return pairs;
}

function unquote(text: string): string {
  const first = text.charAt(0);
  return text.length >= 2 && (first === '"' || first === "'") && text.endsWith(first) ? text.slice(1, -1) : text;
}

/** The lines of an env file: `key=value`, `#` comments; a line without "=" has an empty value. */
function envPairs(file: { readonly bytes: Uint8Array; readonly label: string }, node: Spot): Pair[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes);
  } catch {
    return failBuild(`the env file ${file.label} is no UTF-8 text`, node);
  }
  const pairs: Pair[] = [];
  const source = { file: file.label, text };
  let offset = 0;
  for (const [number, line] of text.split('\n').entries()) {
    let content = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (number === 0) content = content.replace(/^\ufeff/, '');
    content = content.replace(/^[\t\n\v\f\r \x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u, '');
    if (Buffer.byteLength(line) >= 65536) failBuild(`line ${number + 1} of the env file ${file.label} is longer than 64 KiB`, node);
    if (content !== '' && !content.startsWith('#')) {
      const equals = content.indexOf('=');
      const key = equals < 0 ? content : content.slice(0, equals);
      const start = offset + line.indexOf(content);
      if (key !== '') pairs.push({ key, bytes: Buffer.from(equals < 0 ? '' : content.slice(equals + 1)), spot: { source, start, end: start + content.length } });
    }
    offset += line.length + 1;
  }
  return pairs;
}

/** resWrangler.appendReplaceOrMerge with one match: what `behavior: merge` and `replace` make of the two. */
export function mergeGenerated(made: Resource, old: Resource): Resource {
  const merged = made.behavior === 'merge';
  for (const key of ['labels', 'annotations'] as const) mergeMeta(made, old, key);
  setMeta(made, 'name', nameOf(old));
  setMeta(made, 'namespace', namespaceOf(old));
  const resource: Resource = {
    ...makeResource(made.root, old.via, old.schemas), previous: [...old.previous], prefixes: [...old.prefixes], suffixes: [...old.suffixes], vars: [...old.vars],
    needsHash: made.needsHash && old.needsHash, behavior: old.behavior, allowNameChange: old.allowNameChange, allowKindChange: old.allowKindChange,
  };
  if (!merged) return resource;
  for (const key of ['data', 'binaryData']) mergeDataMap(resource.root, old.root, key);
  // What is merged into keeps its origin; `replace` makes it another object.
  const origin = fieldAt(old.root, 'metadata', 'annotations', 'config.kubernetes.io/origin');
  const annotations = fieldAt(resource.root, 'metadata', 'annotations');
  if (origin !== undefined && annotations?.type === 'map') putField(annotations, 'config.kubernetes.io/origin', origin);
  return resource;
}

/** A new text as kyaml styles it: later patches keep the style. */
function stringNode(node: KScalar): KScalar {
  return node.text.includes('\n') ? { ...node, style: 'literal', tag: '' } : settled(node, '!!str', undefined);
}

function asString(node: KNode): KScalar {
  const plain = node.type === 'scalar' ? node : scalar('', '!!str', 'plain', node);
  return stringNode({ ...plain, text: isNull(plain) && plain.style === 'plain' && plain.tag === '' ? '' : plain.text, tag: '!!str', style: 'plain' });
}

function mergeMeta(made: Resource, old: Resource, key: 'labels' | 'annotations'): void {
  const meta = fieldOf(made.root, 'metadata');
  if (meta?.type !== 'map') return;
  const entries = new Map<string, KNode>();
  for (const resource of [old, made]) {
    const map = fieldAt(resource.root, 'metadata', key);
    if (map?.type === 'map') for (const item of map.items) entries.set(item.key.text, item.value);
  }
  removeField(meta, key);
  if (entries.size === 0) return;
  const map = emptyMap(meta);
  for (const [name, value] of [...entries].sort(([a], [b]) => byBytes(a, b))) putField(map, name, { ...asString(value), text: value.type === 'scalar' ? value.text : '' });
  putField(meta, key, map);
}

function mergeDataMap(root: KMap, old: KMap, key: string): void {
  const entries = new Map<string, KNode>();
  for (const each of [fieldOf(old, key), fieldOf(root, key)]) if (each?.type === 'map') for (const item of each.items) entries.set(item.key.text, item.value);
  removeField(root, key);
  if (entries.size === 0) return;
  const map = emptyMap(root);
  for (const [name, value] of [...entries].sort(([a], [b]) => byBytes(a, b))) putField(map, name, asString(value));
  putField(root, key, map);
}

/** Turns every annotation into a text, as SetAnnotations does; an empty mapping goes. */
export function settleAnnotations(resource: Resource, dropEmpty: boolean): void {
  const meta = fieldOf(resource.root, 'metadata');
  const item = itemOf(meta, 'annotations');
  if (item === undefined || meta?.type !== 'map') return;
  if (item.value.type !== 'map' || (dropEmpty && item.value.items.length === 0)) {
    removeField(meta, 'annotations');
    return;
  }
  for (const entry of item.value.items) {
    if (entry.value.type === 'scalar') entry.value = entry.value.tag === '!!str' || (entry.value.style !== 'plain' && entry.value.tag === '') ? entry.value : { ...entry.value, tag: '!!str' };
    else entry.value = scalar('', '!!str', 'plain', entry.value);
  }
}
