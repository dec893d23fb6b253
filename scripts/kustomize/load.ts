import type { YNode, YamlFile } from '../lib/yaml/index.ts';
import { parseYaml, resolveAlias } from '../lib/yaml/index.ts';
import { failBuild } from './failure.ts';
import type { KItem, KMap, KNode, KScalar } from './tree.ts';
import { fieldOf, isNilOrEmpty, isNull, itemOf, textOf } from './tree.ts';

/** More nodes than this, and a document is refused: those of aliases can multiply without end. */
const maxNodes = 500_000;

interface Budget {
  left: number;
  aliases: boolean;
}

/** A tree of its own, aliases and merge keys written out as kyaml's DeAnchor does. */
export function toTree(node: YNode): KNode {
  return copy(node, { left: maxNodes, aliases: false });
}

function copy(node: YNode, budget: Budget): KNode {
  if (--budget.left < 0) failBuild(budget.aliases ? 'the aliases of this document expand to far more than its text' : `this document holds more than ${maxNodes} values`, node, { code: 'yaml/too-large' });
  switch (node.type) {
    case 'scalar':
      return node;
    case 'alias':
      budget.aliases = true;
      return copy(node.target, budget);
    case 'seq':
      return { type: 'seq', items: node.items.map((item) => copy(item, budget)), start: node.start, end: node.end, source: node.source, tag: '', anchor: undefined, flow: node.flow };
    case 'map':
      return { type: 'map', items: copyItems(node.items, budget), start: node.start, end: node.end, source: node.source, tag: '', anchor: undefined, flow: node.flow };
  }
}

function copyItems(items: readonly { readonly key: YNode; readonly value: YNode }[], budget: Budget): KItem[] {
  const made: KItem[] = [];
  let merge: YNode | undefined;
  for (const { key, value } of items) {
    const text = resolveAlias(key);
    if (text.type !== 'scalar') return failBuild(`a ${text.type === 'map' ? 'mapping' : 'list'} cannot be a key`, key);
    if (text.text === '<<' && (text.tag === '!!merge' || (text.tag === '' && text.style === 'plain'))) {
      if (merge !== undefined) failBuild('"<<" stands twice in this mapping', key);
      merge = value;
    } else made.push({ key: text, value: copy(value, budget) });
  }
  if (merge === undefined) return made;
  const merged: KItem[] = [...made];
  for (const source of mergeSources(merge).reverse()) {
    if (source.type !== 'map') return failBuild('"<<" takes a mapping, or a list of mappings', merge);
    for (const item of copyItems(source.items, budget)) put(merged, item);
  }
  for (const item of made) put(merged, item);
  return merged;
}

function mergeSources(value: YNode): YNode[] {
  const node = resolveAlias(value);
  return node.type === 'seq' ? node.items.map(resolveAlias) : [node];
}

function put(items: KItem[], item: KItem): void {
  const same = items.find((other) => other.key.text === item.key.text);
  if (same === undefined) items.push({ ...item });
  else same.value = item.value;
}

/** The objects of a text, Lists taken apart (resource.Factory.SliceFromBytes). */
export function loadObjects(file: YamlFile): KMap[] {
  const error = file.errors.find((each) => each.code !== 'yaml/duplicate-key');
  if (error !== undefined) failBuild(error.message, { source: file.source, start: error.offset, end: error.offset }, { code: error.code });
  const documents: KNode[] = [];
  for (const { root } of file.documents) if (root !== undefined) documents.push(toTree(root));
  const only = documents.length === 1 ? documents[0] : undefined;
  const kind = textOf(fieldOf(only, 'kind'));
  let queue = documents;
  if (only !== undefined && (kind === 'List' || kind === 'ResourceList') && fieldOf(only, 'items') !== undefined) {
    const items = fieldOf(only, 'items');
    queue = items?.type === 'seq' ? items.items : [];
  }
  return flatten(queue);
}

function flatten(nodes: readonly KNode[]): KMap[] {
  const queue = checked(nodes);
  const objects: KMap[] = [];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i] as KMap;
    const items = textOf(fieldOf(node, 'kind')).endsWith('List') ? fieldOf(node, 'items') : undefined;
    if (items === undefined) objects.push(node);
    else if (items.type === 'seq') queue.push(...checked(items.items));
    else if (!isNull(items)) failBuild('the items of a List are a list', items);
  }
  return objects;
}

/** Leaves out what is empty; every other document has to be an object with kind and name. */
function checked(nodes: readonly KNode[]): KMap[] {
  const objects: KMap[] = [];
  for (const node of nodes) {
    if (isNilOrEmpty(node)) continue;
    if (node.type !== 'map') return failBuild(`a document of resources is a mapping, this one is a ${node.type === 'seq' ? 'list' : 'plain value'}`, node, { code: 'yaml/not-an-object' });
    const kind = textOf(fieldOf(node, 'kind'));
    if (kind === '') failBuild('this object has no kind', itemOf(node, 'kind')?.key ?? node);
    const meta = fieldOf(node, 'metadata');
    const name = isNilOrEmpty(meta) ? undefined : fieldOf(meta, 'name');
    if (!kind.endsWith('List') && (isNull(name) || name?.type !== 'scalar' || name.text === '')) {
      const generated = fieldOf(meta, 'generateName') !== undefined;
      failBuild(`this ${kind} has no metadata.name`, name ?? itemOf(node, 'metadata')?.key ?? node, generated ? { help: 'Kustomize takes no generateName; write a name' } : {});
    }
    objects.push(node);
  }
  return objects;
}

/** Parses the YAML inside of a scalar; its nodes know the scalar. */
export function parseInline(scalar: KScalar, text = scalar.text): YamlFile {
  const parsed = parseYaml(text, scalar.source.file);
  Object.assign(parsed.source, { inside: scalar });
  return parsed;
}

/** The single tree of a file, for configurations and the like; an empty text has none. */
export function loadTree(file: YamlFile): KNode | undefined {
  const error = file.errors.find((each) => each.code !== 'yaml/duplicate-key');
  if (error !== undefined) failBuild(error.message, { source: file.source, start: error.offset, end: error.offset }, { code: error.code });
  const root = file.documents[0]?.root;
  return root === undefined ? undefined : toTree(root);
}
