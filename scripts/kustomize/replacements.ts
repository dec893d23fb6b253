import { RE2JS } from 're2js';
import { parseYaml, toJson } from '../lib/yaml/index.ts';
import { splitPath } from './config.ts';
import { failBuild, unsupported } from './failure.ts';
import { goJson } from './gojson.ts';
import { loadTree, toTree } from './load.ts';
import { readSelector } from './patches.ts';
import type { ReadYaml } from './patches.ts';
import { boolField, intField, knownFields, mapField, mapList, textField, textList } from './read.ts';
import type { Resource, ResId } from './resource.ts';
import { currentId, effectiveNamespace, forgetId, idText, isSelected, previousIds } from './resource.ts';
import type { Selector } from './selector.ts';
import { compileSelector } from './selector.ts';
import { stepSpot } from './steps.ts';
import type { Slot } from './fieldspec.ts';
import type { KMap, KNode, KScalar, Spot } from './tree.ts';
import { asYaml, copyTree, emptyMap, emptySeq, fieldOf, isNilOrEmpty, isNull, itemOf, scalar, settled, tagOf } from './tree.ts';

interface FieldOptions {
  readonly delimiter: string;
  readonly index: number;
  readonly create: boolean;
}

function readOptions(map: KMap | undefined): FieldOptions {
  if (map === undefined) return { delimiter: '', index: 0, create: false };
  knownFields(map, 'options of a replacement', ['delimiter', 'index', 'encoding', 'create']);
  return { delimiter: textField(map, 'delimiter'), index: Number(intField(map, 'index')), create: boolField(map, 'create') };
}

/** The field `replacements`: entries, or files of them. */
export function applyReplacements(resources: readonly Resource[], entries: readonly KMap[], read: ReadYaml): void {
  const all: KMap[] = [];
  for (const entry of entries) {
    knownFields(entry, 'a replacement', ['path', 'source', 'targets', 'sourceValue']);
    const path = textField(entry, 'path');
    if (path === '') {
      all.push(entry);
      continue;
    }
    if (mapField(entry, 'source') !== undefined || mapList(entry, 'targets').length > 0) failBuild('a replacement has "path", or "source" and "targets", not both', entry);
    const root = loadTree(read(path, fieldOf(entry, 'path') ?? entry));
    const items = root?.type === 'seq' ? root.items : [root];
    for (const item of items) {
      if (item?.type !== 'map') return failBuild(`${path} holds no replacement: a mapping with "source" and "targets", or a list of them`, fieldOf(entry, 'path'));
      all.push(item);
    }
  }
  for (const entry of all) applyOne(resources, entry);
}

function applyOne(resources: readonly Resource[], entry: KMap): void {
  const source = mapField(entry, 'source');
  const fixed = fieldOf(entry, 'sourceValue');
  const targets = mapList(entry, 'targets');
  if ((source === undefined && (fixed === undefined || isNull(fixed))) || fieldOf(entry, 'targets') === undefined) failBuild('a replacement needs a source and at least one target', entry);
  const value = sourceValue(resources, source, fixed, entry);
  for (const target of targets) {
    knownFields(target, 'a target of a replacement', ['select', 'reject', 'fieldPaths', 'options']);
    const selector = mapField(target, 'select');
    if (selector === undefined) return failBuild('a target of a replacement needs "select"', target);
    const selects = matcher(readSelector(selector));
    const rejects = mapList(target, 'reject').map((each) => ({ selector: readSelector(each), ...matcher(readSelector(each)) }));
    const listed = textList(target, 'fieldPaths').map(({ text, node }) => ({ text, node: node as KNode }));
    const paths = listed.length === 0 ? [{ text: 'metadata.name', node: target as KNode }] : listed;
    const options = readOptions(mapField(target, 'options'));
    for (const resource of resources) {
      if (isNilOrEmpty(resource.root)) continue;
      const ids = [currentId(resource), ...previousIds(resource)];
      if (!selects.labels(resource)) continue;
      if (rejects.some((each) => (each.selector.labelSelector !== '' || each.selector.annotationSelector !== '') && each.labels(resource))) continue;
      if (rejects.some((each) => !isEmptyId(each.selector) && ids.some(each.id))) continue;
      if (!ids.some(selects.id)) continue;
      for (const path of paths) copyValue(resource, value, path.text, options, path.node);
      forgetId(resource);
    }
  }
}

function isEmptyId(selector: Selector): boolean {
  return selector.group === '' && selector.version === '' && selector.kind === '' && selector.name === '' && selector.namespace === '';
}

function matcher(selector: Selector): { id(id: ResId): boolean; labels(resource: Resource): boolean } {
  const compiled = compileSelector(selector);
  return {
    id: (id) => compiled.gvk(id) && compiled.name(id.name) && (selector.namespace === '' || compiled.namespace(id.namespace)),
    labels: (resource) => compiled.labels(resource),
  };
}

function sourceValue(resources: readonly Resource[], source: KMap | undefined, fixed: KNode | undefined, entry: KMap): KNode {
  if (fixed !== undefined && !isNull(fixed)) {
    if (source !== undefined) failBuild('a replacement has "source" or "sourceValue", not both', entry);
    return scalar(textField(entry, 'sourceValue'), '', 'plain', fixed);
  }
  if (source === undefined) return failBuild('a replacement needs a source', entry);
  knownFields(source, 'the source of a replacement', ['group', 'version', 'kind', 'name', 'namespace', 'fieldPath', 'options']);
  const want = { group: textField(source, 'group'), version: textField(source, 'version'), kind: textField(source, 'kind'), name: textField(source, 'name'), namespace: textField(source, 'namespace') };
  const matches = resources.filter((resource) => !isNilOrEmpty(resource.root) && [currentId(resource), ...previousIds(resource)].some((id) =>
    (want.name === '' || want.name === id.name) && (want.namespace === '' || want.namespace === effectiveNamespaceOf(id)) && isSelected(id, want)));
  const [match] = matches;
  const shown = [want.kind, want.name].filter((each) => each !== '').join(' ') || 'anything';
  if (match === undefined) return failBuild(`the source of the replacement, ${shown}, is not among the objects`, source);
  if (matches.length > 1) return failBuild(`the source of the replacement, ${shown}, fits several objects: ${matches.map((each) => idText(currentId(each))).join(', ')}`, source);
  const path = textField(source, 'fieldPath') || 'metadata.name';
  const found = lookup(match.root, smartSplit(path), source);
  if (isNilOrEmpty(found) || found === undefined) return failBuild(`${idText(currentId(match))} has no field ${path} to read`, fieldOf(source, 'fieldPath') ?? source);
  const options = readOptions(mapField(source, 'options'));
  if (options.delimiter === '') return found;
  if (found.type !== 'scalar') return failBuild('a delimiter works on plain values only', mapField(source, 'options'));
  const parts = found.text.split(options.delimiter);
  const part = parts[options.index];
  if (part === undefined) return failBuild(`"${found.text}" has no part ${options.index}, only ${parts.length}`, mapField(source, 'options'));
  return retext(found, part, found);
}

function effectiveNamespaceOf(id: ResId): string {
  return effectiveNamespace({ ...id, clusterScoped: id.clusterScoped });
}

/** Another text in a scalar (yaml.Node.Value is set): style and type stay, whether the text fits them or not. */
function retext(old: KScalar, text: string, spot: Spot, tag = tagOf(old)): KScalar {
  return settled(scalar(text, tag, old.style, spot), tag, old);
}

/** kyaml's SmarterPathSplitter with dots: `a.[b=c.d].e`, `a.[b.c].d`. */
export function smartSplit(path: string): string[] {
  const parts: string[] = [];
  const split = splitPath(path, '.');
  for (let i = 0; i < split.length; i++) {
    const part = split[i] as string;
    if (!part.startsWith('[') || part.endsWith(']')) {
      parts.push(part);
      continue;
    }
    const bracketed = [part];
    while (i < split.length - 1) {
      const next = split[++i] as string;
      bracketed.push(next);
      if (next.endsWith(']')) break;
    }
    const joined = bracketed.join('.');
    parts.push(joined.includes('=') ? joined : joined.replace(/^[[\]]+|[[\]]+$/g, ''));
  }
  return parts;
}

const isIndex = (part: string): boolean => /^[-+]?\d+$/.test(part) && Number(part) >= 0;
const isListPart = (part: string): boolean => part.startsWith('[') && part.endsWith(']');

function splitListPart(part: string, spot: KNode): { key: string; value: string } {
  const inner = part.slice(1, -1);
  const equals = inner.indexOf('=');
  if (equals < 0) return failBuild(`"${part}" is no way into a list; write [key=value]`, spot);
  return { key: inner.slice(0, equals), value: inner.slice(equals + 1) };
}

/** kyaml's PathGetter without creation. */
export function lookup(root: KNode, path: readonly string[], spot: KNode): KNode | undefined {
  let at: KNode | undefined = root;
  for (const raw of path) {
    const part = raw.trim();
    if (part === '') continue;
    if (at === undefined) return undefined;
    if (part === '-' || /^[-+]?\d+$/.test(part)) {
      if (isNull(at)) return undefined;
      if (at.type !== 'seq') return failBuild(`${part} is an index, but there is no list at this point of the path`, spot);
      if (Number(part) < 0) return failBuild(`the index ${part} is negative`, spot);
      at = part === '-' ? at.items.at(-1) : at.items[Number(part)];
    } else if (part === '*') return failBuild('"*" cannot stand in the path of a source', spot);
    else if (isListPart(part)) {
      const { key, value } = splitListPart(part, spot);
      if (isNull(at)) return undefined;
      if (at.type !== 'seq') return failBuild(`${part} looks into a list, but there is none at this point of the path`, spot);
      at = at.items.find((item) => (key === '' ? item.type === 'scalar' && item.text === value : matchesField(item, key, value)));
    } else {
      if (isNull(at)) return undefined;
      if (at.type !== 'map') return failBuild(`${part} is a field, but there is no mapping at this point of the path`, spot);
      at = fieldOf(at, part);
    }
  }
  return at;
}

function matchesField(item: KNode, key: string, value: string): boolean {
  const field = fieldOf(item, key);
  return field?.type === 'scalar' && field.text === value;
}

type Kind = 'map' | 'seq' | 'scalar';

/** `fresh`: made on the way here, so that it has no type yet. */
type Target = Slot & { readonly fresh?: boolean };

/** kyaml's PathMatcher: every field that the path leads to, made where `create` says of which kind. */
function match(slot: Target, path: readonly string[], create: Kind | undefined, spot: KNode): Target[] {
  const [part, ...rest] = path;
  if (part === undefined) return [slot];
  const node = slot.value;
  if (isIndex(part)) return matchIndex(node, Number(part), rest, create, spot);
  if (isListPart(part)) return matchList(node, part, rest, create, spot);
  if (part === '*') {
    if (isNull(node)) return [];
    if (node.type !== 'seq') return failBuild('"*" looks into a list, but there is none at this point of the path', spot);
    return node.items.flatMap((item, i) => match({ value: item, set: (value) => void (node.items[i] = value) }, rest, create, spot));
  }
  if (isNull(node)) return [];
  if (node.type !== 'map') return failBuild(`${part} is a field, but there is no mapping at this point of the path`, spot);
  let item = itemOf(node, part);
  const fresh = item === undefined;
  if (item === undefined) {
    if (create === undefined) return [];
    node.items.push((item = { key: scalar(part, '', 'plain', spot), value: made(rest[0], create, spot) }));
  }
  const found = item;
  if (found.value.type === 'scalar' && rest.length > 0 && !isNull(found.value)) return unsupported('a replacement inside of structured text', spot);
  return match({ value: found.value, set: (value) => void (found.value = value), fresh }, rest, create, spot);
}

function made(next: string | undefined, create: Kind, spot: KNode): KNode {
  const kind = next === undefined ? create : isListPart(next) || isIndex(next) ? 'seq' : 'map';
  return kind === 'map' ? emptyMap(spot) : kind === 'seq' ? emptySeq(spot) : scalar('', '!!str', 'plain', spot);
}

function matchIndex(node: KNode, index: number, rest: readonly string[], create: Kind | undefined, spot: KNode): Target[] {
  if (node.type !== 'seq') return failBuild(`${index} is an index, but there is no list at this point of the path`, spot);
  if (node.items.length === index && create !== undefined) node.items.push(made(rest[0], create, spot));
  const item = node.items[index];
  if (item === undefined) return failBuild(`there is no item ${index}: the list has ${node.items.length}`, spot);
  return match({ value: item, set: (value) => void (node.items[index] = value) }, rest, create, spot);
}

function matchList(node: KNode, part: string, rest: readonly string[], create: Kind | undefined, spot: KNode): Target[] {
  const { key, value } = splitListPart(part, spot);
  if (isNull(node)) return [];
  if (node.type !== 'seq') return failBuild(`${part} looks into a list, but there is none at this point of the path`, spot);
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(value);
  } catch {
    return failBuild(`"${value}" is no regular expression of Go`, spot);
  }
  const find = (): Target[] => node.items.flatMap((item, i) => {
    const field = key === '' ? item : fieldOf(item, key);
    if (field === undefined) return [];
    const text = field.type === 'scalar' ? shownScalar(field) : JSON.stringify(toJson(asYaml(field), 'kyaml'));
    if (!regex.matcher(text).find()) return [];
    const slot: Target = { value: item, set: (changed) => void (node.items[i] = changed) };
    return key === '' ? [slot] : match(slot, rest, create, spot);
  });
  const found = find();
  if (found.length > 0 || create === undefined) return found;
  const plain = scalar(value, '', 'plain', spot);
  node.items.push(key === '' ? plain : { ...emptyMap(spot), items: [{ key: scalar(key, '', 'plain', spot), value: plain }] });
  return find();
}

/** A scalar as yaml.v3 prints it: quoted texts with their quotes. */
function shownScalar(node: KScalar): string {
  return node.style === 'double' ? JSON.stringify(node.text) : node.style === 'single' ? `'${node.text.replaceAll("'", "''")}'` : node.text;
}

function copyValue(resource: Resource, value: KNode, path: string, options: FieldOptions, spot: KNode): void {
  const parts = smartSplit(path);
  const create = options.create ? value.type : undefined;
  if (intoStructured(resource, parts, value, create, spot)) return;
  const slots = match({ value: resource.root, set: () => undefined }, parts, create, spot);
  if (slots.length === 0) failBuild(`${idText(currentId(resource))} has no field ${path}${options.create ? ', and it cannot be made' : ''}`, spot, options.create ? {} : { help: 'set options.create to make it' });
  for (const slot of slots) setSlot(slot, value, options, spot);
}

function setSlot(slot: Target, value: KNode, options: FieldOptions, spot: KNode): void {
  const target = slot.value;
  const step = { kind: 'replacement' as const, spot: value, name: undefined };
  let text = value.type === 'scalar' ? value.text : '';
  if (options.delimiter !== '') {
    if (target.type !== 'scalar') failBuild('a delimiter works on plain values only', spot);
    const parts = (target.type === 'scalar' ? target.text : '').split(options.delimiter);
    const own = value.type === 'scalar' && !isNull(value) ? value.text : '';
    if (options.index < 0) parts.unshift(own);
    else if (options.index >= parts.length) parts.push(own);
    else parts[options.index] = own;
    text = parts.join(options.delimiter);
  }
  if (target.type !== 'scalar') {
    slot.set(copyTree(value));
    return;
  }
  const where = stepSpot({ kind: 'replacement', spot: step.spot }, options.delimiter === '' ? undefined : target, value.type === 'scalar' ? value : undefined);
  slot.set(retext(target, text, where, slot.fresh === true ? '' : tagOf(target)));
}

/** A target inside of JSON or YAML text in a plain value (since v5.8). */
function intoStructured(resource: Resource, parts: readonly string[], value: KNode, create: Kind | undefined, spot: KNode): boolean {
  if (parts.length < 2) return false;
  let at: KNode | undefined = resource.root;
  for (let i = 0; i < parts.length - 1; i++) {
    try {
      at = lookup(resource.root, parts.slice(0, i + 1), spot);
    } catch {
      continue;
    }
    if (at?.type !== 'scalar') continue;
    const parsed = parseYaml(at.text);
    const root = parsed.documents[0]?.root;
    if (parsed.errors.length > 0) continue;
    if (root === undefined) return false;
    return setStructured(resource, parts.slice(0, i + 1), at, toTree(root), parts.slice(i + 1), value, create, spot);
  }
  return false;
}

function setStructured(resource: Resource, path: readonly string[], text: KScalar, root: KNode, inner: readonly string[], value: KNode, create: Kind | undefined, spot: KNode): boolean {
  let slots: Target[];
  const holder: { root: KNode } = { root };
  try {
    slots = match({ value: root, set: (changed) => void (holder.root = changed) }, inner, create, spot);
  } catch {
    return false;
  }
  if (slots.length === 0) return false;
  const trimmed = text.text.trim();
  if (!/^[[{]/.test(trimmed)) return unsupported('a replacement inside of YAML text', spot);
  for (const slot of slots) {
    if (slot.value.type === 'scalar' && value.type === 'scalar') slot.set(retext(slot.value, value.text, slot.value));
    else slot.set(copyTree(value));
  }
  const json = toJson(asYaml(holder.root), 'kyaml');
  const pretty = text.text.includes('\n') && text.text.includes('  ');
  if (pretty) return unsupported('a replacement inside of indented JSON text', spot);
  const [slot] = match({ value: resource.root, set: () => undefined }, path, undefined, spot);
  slot?.set(retext(text, goJson(json), stepSpot({ kind: 'replacement', spot: value }, text, value.type === 'scalar' ? value : undefined)));
  return true;
}
