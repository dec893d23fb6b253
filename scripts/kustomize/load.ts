import { standInOf } from '../lib/stand-in.ts';
import type { YNode, YamlFile } from '../lib/yaml/index.ts';
import { parseYaml, placeOf, resolveAlias } from '../lib/yaml/index.ts';
import type { Problem } from '../model/problem.ts';
import { failBuild, unsupported } from './failure.ts';
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
  // Whatever its quotes, the first field of this name goes (yaml.Clear).
  const quotedMerge = made.findIndex(({ key }) => key.text === '<<');
  if (merge === undefined && quotedMerge >= 0) made.splice(quotedMerge, 1);
  if (merge === undefined) return made;
  const merged: KItem[] = made.map((item) => ({ ...item }));
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
  const documents = readDocuments(file);
  const only = documents.length === 1 ? documents[0] : undefined;
  const kind = textOf(fieldOf(only, 'kind'));
  const items = only !== undefined && (kind === 'List' || kind === 'ResourceList') ? fieldOf(only, 'items') : undefined;
  if (items === undefined) return flatten(documents);
  if (items.type === 'map' && items.items.length > 0) return failBuild('the items of a List are a list', items);
  return flatten(items.type === 'seq' ? items.items : []);
}

/** Objects that stand behind `...`, which ends a document: kyaml reads the first document up to the next line of dashes, and no other. */
export function lostObjects(file: YamlFile): Problem[] {
  const { text } = file.source;
  if (!text.includes('\n...')) return [];
  return [...text.matchAll(/^\.\.\.[^\S\n]*(?:#.*)?\n(?:[^\S\n]*(?:#.*)?\n)*(?!---|\.\.\.|%)(?=\S)/gm)].flatMap((end): Problem[] => {
    const start = end.index + end[0].length;
    const rest = text.slice(start).split(/^---/m, 1)[0] ?? '';
    return /^kind:/m.test(rest) ? [{ code: 'yaml/syntax', message: 'nobody reads this object: "..." ends the document above it, and only "---" begins another', place: placeOf(file.source, start) }] : [];
  });
}

/** Whether a text holds what kyaml's way of splitting documents makes a difference for. */
const oddDocuments = /^(?:%|\.\.\.|---[^\S\n]*[^\s#])|\n---[^\s]/m;

function readDocuments(file: YamlFile): KNode[] {
  const { text } = file.source;
  const odd = file.errors.length > 0 || oddDocuments.test(text) || text.includes('\ufeff', 1);
  const files = odd ? splitAsKyaml(file) : [file];
  const found: KNode[] = [];
  for (const each of files) {
    failOnError(each);
    for (const { root } of each.documents) if (root !== undefined) found.push(toTree(root));
  }
  return found;
}

function failOnError(file: YamlFile): void {
  const error = file.errors.find((each) => each.code !== 'yaml/duplicate-key');
  if (error === undefined) return;
  const spot = { source: file.source, start: error.offset, end: error.offset };
  if (file.source.text.includes('\ufeff', 1)) unsupported('a byte order mark inside of a text', spot);
  failBuild(error.message, spot, { code: error.code });
}

/**
 * kio.ByteReader's documents: the text between lines that begin with `---`, of each what its first document holds; nothing
 * but a comment may stand behind the dashes. Each keeps its place: what is before it becomes blank.
 */
function splitAsKyaml(file: YamlFile): YamlFile[] {
  const { text } = file.source;
  const files: YamlFile[] = [];
  let start = 0;
  for (const separator of [...text.matchAll(/\n---(.*)\r?\n/g), undefined]) {
    const more = separator?.[1]?.trim() ?? '';
    if (separator !== undefined && more !== '' && !more.startsWith('#')) failBuild(`nothing but a comment can stand behind "---", not "${more}"`, { source: file.source, start: separator.index + 1, end: separator.index + separator[0].trimEnd().length });
    const end = separator === undefined ? text.length : separator.index + 1;
    files.push(firstDocument(file, start, end));
    if (separator !== undefined) start = separator.index + separator[0].length;
  }
  return files;
}

function firstDocument(file: YamlFile, start: number, end: number): YamlFile {
  const { text } = file.source;
  // A byte order mark may start a document; the line break before it moves into its place.
  const bom = start > 0 && text.charCodeAt(start) === 0xfeff;
  const before = text.slice(0, bom ? start - 1 : start).replace(/[^\n]/g, ' ') + (bom ? ' \n' : '');
  const parsed = parseYaml(before + text.slice(bom ? start + 1 : start, end), file.source.file, true);
  Object.assign(parsed.source, file.source);
  return parsed;
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
    if (node.type !== 'map') return failBuild(`a document of resources is a mapping, this one is ${node.type === 'seq' ? 'a list' : standInOf(textOf(node)) ?? 'a plain value'}`, node, { code: 'yaml/not-an-object' });
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

/** The first document, which is all that Go's Unmarshal reads of a text. */
export function firstOf(file: YamlFile): YamlFile {
  if (file.errors.length === 0) return file;
  const parsed = parseYaml(file.source.text, file.source.file, true);
  Object.assign(parsed.source, file.source);
  return parsed;
}

/** The single tree of a file, for configurations and the like; an empty text has none. */
export function loadTree(file: YamlFile): KNode | undefined {
  const first = firstOf(file);
  failOnError(first);
  const root = first.documents[0]?.root;
  return root === undefined ? undefined : toTree(root);
}
