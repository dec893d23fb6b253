import { failBuild } from './failure.ts';
import { loadTree } from './load.ts';
import { readSelector } from './patches.ts';
import type { ReadYaml } from './patches.ts';
import { boolField, intField, knownFields, mapField, mapList, textField, textList } from './read.ts';
import type { Resource, ResId } from './resource.ts';
import { currentId, effectiveNamespace, forgetId, idText, isSelected, previousIds } from './resource.ts';
import type { Selector } from './selector.ts';
import { compileSelector } from './selector.ts';
import type { Target } from './paths.ts';
import { lookup, match, smartSplit } from './paths.ts';
import { retext, stepSpot } from './steps.ts';
import { setInText } from './structured.ts';
import { asStruct, replacementShape } from './structs.ts';
import type { KMap, KNode } from './tree.ts';
import { copyTree, fieldOf, isNilOrEmpty, isNull, scalar, tagOf } from './tree.ts';

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

/** The field `replacements`, entries or files of them; `configured`: in the configuration of a ReplacementTransformer. */
export function applyReplacements(resources: readonly Resource[], entries: readonly KMap[], read: ReadYaml, configured = false): void {
  const all: KMap[] = [];
  for (const entry of entries) {
    knownFields(entry, 'a replacement', ['path', 'source', 'targets', 'sourceValue']);
    const path = textField(entry, 'path');
    if (path === '') {
      if (!configured && mapList(entry, 'targets').length === 0) failBuild('a replacement needs a source and at least one target', entry);
      all.push(entry);
      continue;
    }
    if (mapField(entry, 'source') !== undefined || mapList(entry, 'targets').length > 0) failBuild('a replacement has "path", or "source" and "targets", not both', entry);
    const root = loadTree(read(path, fieldOf(entry, 'path') ?? entry));
    const items = (root?.type === 'seq' ? root.items : [root]).map((item) => item && asStruct(item, replacementShape));
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

function copyValue(resource: Resource, value: KNode, path: string, options: FieldOptions, spot: KNode): void {
  const parts = smartSplit(path);
  const create = options.create ? value.type : undefined;
  if (setInText(resource, parts, value, create, spot)) return;
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
