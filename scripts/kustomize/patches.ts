import type { YamlFile } from '../lib/yaml/index.ts';
import { didYouMean, failBuild } from './failure.ts';
import { settleAnnotations } from './generators.ts';
import type { PatchOperation } from './jsonpatch.ts';
import { applyOperations, readOperations } from './jsonpatch.ts';
import { firstOf, loadObjects, parseInline, toTree } from './load.ts';
import { mergePatch } from './merge.ts';
import { nameSpot, spotPlace, theOther } from './place.ts';
import type { Problem } from '../model/problem.ts';
import { asText, boolField, knownFields, mapField, textField } from './read.ts';
import type { Resource } from './resource.ts';
import { annotationsMap, apiVersionOf, currentId, effectiveNamespace, forgetId, idKey, idText, kindOf, makeId, nameOf, namespaceOf, previousIds, sameId, scopes, setMeta, setScalar, storePreviousId } from './resource.ts';
import { jsonTree, remarshal, settleTexts } from './roundtrip.ts';
import type { Selector } from './selector.ts';
import { select } from './selector.ts';
import { adopt } from './steps.ts';
import type { KMap, KNode, KScalar, Spot } from './tree.ts';
import { copyTree, fieldOf, isNilOrEmpty, isNull, itemOf, mapScalars, removeField, scalar } from './tree.ts';

/** Reads and parses a file of the kustomization's folder; ends the build where there is none. */
export type ReadYaml = (path: string, spot: Spot) => YamlFile;

export function readSelector(map: KMap): Selector {
  knownFields(map, 'a selector', ['group', 'version', 'kind', 'name', 'namespace', 'labelSelector', 'annotationSelector']);
  const text = (key: string): string => textField(map, key);
  return {
    group: text('group'), version: text('version'), kind: text('kind'), name: text('name'), namespace: text('namespace'),
    labelSelector: text('labelSelector'), annotationSelector: text('annotationSelector'), spot: map,
  };
}

/** One entry of `patches`. One whose target names what is not there does nothing, which Kustomize takes and `problems` gets. */
export function applyPatch(resources: readonly Resource[], entry: KMap, read: ReadYaml, problems: Problem[]): void {
  const targets = (map: KMap): readonly Resource[] => {
    const selector = readSelector(map);
    const selected = select(resources, selector);
    // Where there is nothing yet, such as the controllers before their bootstrap, no name can be wrong.
    if (selected.length === 0 && selector.name !== '' && resources.length > 0) problems.push(unusedPatch(resources, selector, fieldOf(map, 'name') ?? map));
    return selected;
  };
  knownFields(entry, 'a patch', ['path', 'patch', 'target', 'options']);
  const path = textField(entry, 'path');
  const inline = textField(entry, 'patch');
  if (inline.trim() === '' && path === '') failBuild('a patch needs "patch" or "path"', entry);
  if (inline.trim() !== '' && path !== '') failBuild('a patch has "patch" or "path", not both', itemOf(entry, 'path')?.key);
  const file = path !== '' ? read(path, fieldOf(entry, 'path') ?? entry) : inlineFile(fieldOf(entry, 'patch') as KScalar);
  const target = mapField(entry, 'target');
  const options = mapField(entry, 'options');
  if (options !== undefined) knownFields(options, 'options of a patch', ['allowNameChange', 'allowKindChange']);
  const operations = jsonOperations(file, path === '');
  if (operations !== undefined) {
    if (operations.length === 0) return;
    if (target === undefined) failBuild('a JSON patch needs a target', entry, { help: 'add "target:" with kind and name' });
    for (const resource of targets(target as KMap)) {
      storePreviousId(resource);
      patchJson(resource, operations, true);
    }
    return;
  }
  const patches = loadPatches(file);
  const change = { name: options !== undefined && boolField(options, 'allowNameChange'), kind: options !== undefined && boolField(options, 'allowKindChange') };
  if (patches.length === 0) return;
  if (target !== undefined) {
    if (patches.length > 1) failBuild('a patch with a target holds one object only', target);
    const patch = patches[0] as KMap;
    for (const resource of targets(target)) {
      applyStrategic(resource, forTarget(patch, resource), change);
    }
    failOnTwins(resources);
    return;
  }
  for (const patch of patches) applyStrategic(uniqueTarget(resources, patch), copyPatch(patch), change);
}

function unusedPatch(resources: readonly Resource[], { kind, name }: Selector, spot: Spot): Problem {
  const { place } = spotPlace(spot);
  const named = didYouMean(name, resources.filter((each) => kind === '' || kindOf(each) === kind).map(nameOf));
  return { code: 'kustomize/patch-unused', message: `this patch does nothing: there is no ${kind === '' ? 'object' : kind} named ${named}`, ...(place !== undefined && { place }) };
}

/** `patches` trims an inline text before it reads it; line ends in the place of what is trimmed keep all offsets. */
function inlineFile(node: KScalar): YamlFile {
  const before = node.text.length - node.text.trimStart().length;
  return parseInline(node, '\n'.repeat(before) + node.text.trim());
}

function jsonOperations(whole: YamlFile, inline: boolean): PatchOperation[] | undefined {
  const file = firstOf(whole);
  const root = file.documents[0]?.root;
  // jsonPatchFromBytes: what starts like JSON is read as JSON and never as YAML.
  const json = file.source.text.trimStart().startsWith('[') && (inline || file.source.text.startsWith('['));
  if (json && !isJson(file.source.text)) failBuild('a patch that starts with "[" has to be JSON, with every key and text in double quotes', root, { help: 'write the operations as a YAML list, one "- op: …" a line' });
  if (root === undefined || root.type !== 'seq' || file.errors.some((each) => each.code !== 'yaml/duplicate-key')) return undefined;
  const tree = json ? toTree(root) : jsonTree(toTree(root));
  if (tree === undefined) return failBuild('this JSON patch holds something that JSON cannot', root);
  return readOperations(adopt(tree, 'patch')) ?? failBuild('every operation of a JSON patch is a mapping with "op" and "path"', root);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function loadPatches(file: YamlFile): KMap[] {
  return loadObjects(file).map((root) => adopt(root, 'patch') as KMap);
}

const copyPatch = (patch: KMap): KMap => adopt(patch, 'patch') as KMap;

/** ResMap.ApplySmPatch: the patch takes the target's apiVersion, and its labels and annotations become texts. */
function forTarget(patch: KMap, resource: Resource): KMap {
  const copy = copyPatch(patch);
  const meta = fieldOf(copy, 'metadata');
  if (meta?.type === 'map') {
    for (const key of ['labels', 'annotations']) {
      const item = itemOf(meta, key);
      if (item === undefined) continue;
      if (item.value.type !== 'map' || item.value.items.length === 0) removeField(meta, key);
      else for (const entry of item.value.items) entry.value = entry.value.type === 'scalar' ? { ...entry.value, tag: '!!str', style: 'plain' } : scalar('', '!!str', 'plain', entry.value);
    }
    const namespace = fieldOf(meta, 'namespace');
    if (namespace !== undefined && (isNull(namespace) || (namespace.type === 'scalar' && namespace.text === ''))) removeField(meta, 'namespace');
  }
  const apiVersion = apiVersionOf(resource);
  if (apiVersion !== '') setScalar(copy, 'apiVersion', apiVersion, '', fieldOf(resource.root, 'apiVersion'));
  return copy;
}

/** Resource.ApplySmPatch. */
function applyStrategic(resource: Resource, patch: KMap, change: { readonly name: boolean; readonly kind: boolean }): void {
  const kind = fieldOf(resource.root, 'kind');
  const meta = fieldOf(resource.root, 'metadata');
  const name = fieldOf(meta, 'name');
  const namespace = namespaceOf(resource) === '' ? undefined : fieldOf(meta, 'namespace');
  if (change.name || change.kind) storePreviousId(resource);
  const merged = mergePatch(resource.root, patch, resource.schemas.use());
  forgetId(resource);
  // What `$patch: replace` makes of a whole object is another one, which Kustomize drops.
  if (merged !== undefined && merged !== resource.root) return;
  if (merged === undefined || isNilOrEmpty(merged)) {
    resource.root = { ...resource.root, items: [] };
    return;
  }
  resource.root = merged;
  if (!change.kind && kind?.type === 'scalar') setScalar(merged, 'kind', kind.text, '', kind);
  if (!change.name && name?.type === 'scalar') setMeta(resource, 'name', name.text, name);
  setMeta(resource, 'namespace', namespace?.type === 'scalar' ? namespace.text : '', namespace);
  forgetId(resource);
}

function patchJson(resource: Resource, operations: readonly PatchOperation[], stored: boolean): void {
  // The patch works on JSON: the object goes through yaml.v3's encoder and decoder first.
  settleTexts(resource.root, false, (key) => failBuild(`key "${key.text}" stands twice in ${idText(currentId(resource))}`, key, { code: 'yaml/duplicate-key' }));
  resource.root = mapScalars(applyOperations(copyTree(resource.root) as KMap, operations), remarshal) as KMap;
  forgetId(resource);
  if (stored || resource.previous.length > 0) annotationsMap(resource);
  settleAnnotations(resource, false);
}

function failOnTwins(resources: readonly Resource[]): void {
  const seen = new Map<string, Resource>();
  for (const resource of resources) {
    if (isNilOrEmpty(resource.root)) continue;
    const key = idKey(currentId(resource));
    const twin = seen.get(key);
    if (twin !== undefined) failBuild(`the patch gives two objects the same id, ${idText(currentId(resource))}`, nameSpot(resource) ?? resource.root, theOther(twin));
    seen.set(key, resource);
  }
}

/** GetById: exactly one object has, or had, the patch's kind, name and namespace. */
function uniqueTarget(resources: readonly Resource[], patch: KMap): Resource {
  const text = (node: KNode | undefined): string => (node?.type === 'scalar' && !isNull(node) ? node.text : '');
  const meta = fieldOf(patch, 'metadata');
  const id = makeId(text(fieldOf(patch, 'apiVersion')), text(fieldOf(patch, 'kind')), text(fieldOf(meta, 'name')), text(fieldOf(meta, 'namespace')), scopes(resources));
  const matches = resources.filter((each) => !isNilOrEmpty(each.root) && [...previousIds(each), currentId(each)].some((other) => sameId(other, id)));
  const [first] = matches;
  const spot = fieldOf(meta, 'name') ?? patch;
  if (first !== undefined && matches.length === 1) return first;
  if (matches.length > 1) return failBuild(`the patch for ${idText(id)} fits several objects: ${matches.map((each) => idText(currentId(each))).join(', ')}`, spot);
  return failBuild(`the patch for ${idText(id)} fits no object`, spot, { help: nearTargets(resources, id) });
}

function nearTargets(resources: readonly Resource[], id: ReturnType<typeof makeId>): string {
  const named = resources.filter((each) => nameOf(each) === id.name);
  const sameKind = resources.filter((each) => kindOf(each) === id.kind);
  const twin = named.find((each) => kindOf(each) === id.kind);
  if (twin !== undefined) {
    const other = currentId(twin);
    const namespaceDiffers = effectiveNamespace(other) !== effectiveNamespace(id);
    return namespaceDiffers ? `there is one in namespace "${other.namespace}", the patch says "${id.namespace}"` : `its apiVersion is "${apiVersionOf(twin)}", the patch says "${id.group === '' ? id.version : `${id.group}/${id.version}`}"`;
  }
  if (sameKind.length > 0) return `there is no ${id.kind} named ${didYouMean(id.name, sameKind.map(nameOf))}`;
  return named.length > 0 ? `"${id.name}" is the name of: ${named.map((each) => kindOf(each)).join(', ')}` : `there is no ${id.kind}`;
}

/** The deprecated `patchesStrategicMerge`: each entry is YAML, or the path of a file; `inline` is YAML too. */
export function applyStrategicEntries(resources: readonly Resource[], entries: readonly KNode[], inline: KScalar | undefined, read: ReadYaml, spot: Spot): void {
  const files = entries.map((entry) => {
    const text = asText(entry, 'an entry of patchesStrategicMerge');
    const parsed = parseInline(entry as KScalar);
    const isYaml = parsed.errors.length === 0 && (parsed.documents.every(({ root }) => root === undefined || isNull(toTree(root))) || parsed.documents[0]?.root?.type === 'map');
    return isYaml ? parsed : read(text, entry);
  });
  if (inline !== undefined) files.push(parseInline(inline));
  if (files.length === 0) failBuild('the patches have neither paths nor content', spot);
  const patches = files.flatMap(loadPatches);
  if (patches.length === 0) failBuild('the patches hold no object', spot);
  for (const patch of patches) {
    const target = uniqueTarget(resources, patch);
    applyStrategic(target, forTarget(patch, target), { name: false, kind: false });
    failOnTwins(resources);
  }
}

/** One entry of the deprecated `patchesJson6902`, whose operations are in `field`. */
export function applyJsonEntry(resources: readonly Resource[], entry: KMap, read: ReadYaml, field: 'patch' | 'jsonOp' = 'patch'): void {
  if (field === 'patch') knownFields(entry, 'a patch', ['path', 'patch', 'target', 'options']);
  const target = mapField(entry, 'target');
  const path = textField(entry, 'path');
  const inline = textField(entry, field);
  if (target === undefined || textField(target, 'name') === '') return failBuild('an entry of patchesJson6902 needs a target with a name', entry);
  if (path === '' && inline === '') failBuild(`a patch needs "${field}" or "path"`, entry);
  if (path !== '' && inline !== '') failBuild(`a patch has "${field}" or "path", not both`, itemOf(entry, 'path')?.key);
  const file = path !== '' ? read(path, fieldOf(entry, 'path') ?? entry) : parseInline(fieldOf(entry, field) as KScalar);
  const operations = jsonOperations(file, false);
  if (operations === undefined) return failBuild('a JSON patch is a list of operations', entry);
  if (operations.length === 0) failBuild('the patch has no operations', entry);
  for (const resource of select(resources, readSelector(target))) patchJson(resource, operations, false);
}
