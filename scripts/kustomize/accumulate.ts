import type { Problem } from '../model/problem.ts';
import type { BuildOptions } from './options.ts';
import type { FieldSpec, TransformerConfig } from './config.ts';
import { defaultConfig, emptyConfig, mergeConfigs, mergeSpecs, makeSpec, readConfig } from './config.ts';
import { treeOfData } from './data.ts';
import { didYouMean, failBuild, unsupported } from './failure.ts';
import type { Entry, KustomizeFs } from './files.ts';
import { isBelow, joinPath } from './files.ts';
import { generate, mergeGenerated, readOptions } from './generators.ts';
import type { Kustomization } from './kustomization.ts';
import { kustomizationNames, readKustomization } from './kustomization.ts';
import { loadObjects, loadTree } from './load.ts';
import type { SortOptions } from './order.ts';
import { readSortOptions } from './order.ts';
import { applyJsonEntry, applyPatch, applyStrategicEntry } from './patches.ts';
import type { Provenance } from './provenance.ts';
import { addOrigin, addTransformation, below, originText, setOrigin, start } from './provenance.ts';
import { boolField, intField, knownFields, listField, mapField, mapList, textField, textList, textPairs } from './read.ts';
import { applyReplacements } from './replacements.ts';
import type { Resource } from './resource.ts';
import { currentId, idKey, idText, makeResource, previousIds, sameId } from './resource.ts';
import { addEntries, rename, setImage, setNamespace, setReplicas } from './transform.ts';
import type { Var } from './vars.ts';
import { addVars, mergeVars } from './vars.ts';
import type { KMap, KNode, Spot } from './tree.ts';
import { fieldOf, isNilOrEmpty, isNull } from './tree.ts';
import type { YamlFile } from '../lib/yaml/index.ts';

/** What one kustomization and everything below it brought together. */
interface Accumulator {
  resources: Resource[];
  /** `idKey` of each current id; rebuilt when transformers may have changed them. */
  ids: Map<string, Resource>;
  config: TransformerConfig;
  vars: Map<string, Var>;
}

export interface Accumulated {
  readonly resources: Resource[];
  readonly config: TransformerConfig;
  readonly vars: ReadonlyMap<string, Var>;
  readonly sortOptions: SortOptions | undefined;
  readonly managedBy: { readonly text: string; readonly spot: Spot } | undefined;
  /** The entries of the top kustomization's `buildMetadata`. */
  readonly metadata: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

export interface Folder {
  readonly fs: KustomizeFs;
  readonly dir: string;
  /** The folders on the way here, and how they were reached, outermost first. */
  readonly parents: readonly Folder[];
  readonly via: readonly Spot[];
  readonly options: BuildOptions;
  /** Where the folder is, for `buildMetadata`; undefined where the top kustomization asks for none. */
  readonly at: Provenance | undefined;
}

export function accumulate(fs: KustomizeFs, dir: string, options: BuildOptions): Accumulated {
  const folder: Folder = { fs, dir, parents: [], via: [], options, at: undefined };
  const given = options.kustomization;
  const kustomization = given !== undefined ? readKustomization(treeOfData(given), 'the kustomization', given.fileName ?? 'kustomization.yaml') : loadKustomization(folder, undefined);
  const { root } = kustomization;
  const metadata = textList(root, 'buildMetadata');
  for (const { text, node } of metadata) if (!buildMetadata.includes(text)) failBuild(`buildMetadata has no option ${didYouMean(text, buildMetadata)}`, node);
  const managed = metadata.find(({ text }) => text === 'managedByLabel');
  const sort = mapField(root, 'sortOptions');
  const done = run(kustomization, { ...folder, at: metadata.length > 0 ? start : undefined }, emptyAccumulator());
  return {
    resources: done.resources, config: done.config, vars: done.vars, sortOptions: sort === undefined ? undefined : readSortOptions(sort),
    managedBy: managed && { text: `kustomize-${options.version ?? 'v5.8.1'}`, spot: managed.node }, metadata: new Set(metadata.map(({ text }) => text)), problems: [],
  };
}

const buildMetadata = ['originAnnotations', 'transformerAnnotations', 'managedByLabel'];

function emptyAccumulator(): Accumulator {
  return { resources: [], ids: new Map(), config: emptyConfig, vars: new Map() };
}

function loadKustomization(folder: Folder, spot: Spot | undefined): Kustomization {
  const { fs, dir } = folder;
  const found = kustomizationNames.map((name) => join(dir, name)).filter((path) => fs.entry(path).kind === 'file' || fs.entry(path).kind === 'symlink');
  const [path] = found;
  if (path === undefined) return failBuild(`${showDir(dir)} has no kustomization.yaml`, spot);
  if (found.length > 1) return failBuild(`${showDir(dir)} has ${found.length} kustomization files: ${found.map((each) => each.slice(dir.length).replace(/^\//, '')).join(', ')}`, spot);
  const file = readYaml(folder, path, spot);
  return readKustomization(loadTree(file), fs.label(path), path.slice(path.lastIndexOf('/') + 1));
}

const join = (dir: string, name: string): string => (dir === '' ? name : `${dir}/${name}`);
const showDir = (dir: string): string => (dir === '' ? 'the root' : dir);

function readYaml(folder: Folder, path: string, spot: Spot | undefined): YamlFile {
  const { fs } = folder;
  const entry = fs.entry(path);
  if (entry.kind === 'file') {
    const file = fs.yaml(path);
    if (file !== undefined) return file;
    return failBuild(`${fs.label(path)} is no UTF-8 text`, startOf(fs.label(path)), { code: 'yaml/unreadable' });
  }
  return failRead(folder, path, entry, spot);
}

function failRead(folder: Folder, path: string, entry: Entry, spot: Spot | undefined): never {
  const { fs } = folder;
  switch (entry.kind) {
    case 'symlink': return failBuild(`${fs.label(path)} is, or lies behind, a symbolic link, which is not followed`, spot);
    case 'refused': return failBuild(`${fs.label(path)} ${entry.reason}`, startOf(fs.label(path)), { code: 'yaml/unreadable' });
    case 'dir': return failBuild(`${fs.label(path)} is a folder, a file is expected here`, spot);
    default: return failBuild(`there is no ${fs.label(path)}`, spot, near(folder, path));
  }
}

/** The start of a file that has no text to show. */
function startOf(file: string): Spot {
  return { source: { file, text: '' }, start: 0, end: 0 };
}

/** The name in the same folder that the missing one may have meant. */
function near(folder: Folder, path: string): { help?: string } {
  const slash = path.lastIndexOf('/');
  const parent = folder.fs.entry(slash < 0 ? '' : path.slice(0, slash));
  const suggestion = parent.kind === 'dir' ? didYouMean(path.slice(slash + 1), parent.names) : '';
  return suggestion.includes('did you mean') ? { help: suggestion.slice(suggestion.indexOf('did')) } : {};
}

/** Resolves a path of a kustomization to one of the file system, within its restrictions. */
function resolvePath(folder: Folder, path: string, spot: Spot): string {
  if (path === '') failBuild('a path is empty', spot);
  if (path.startsWith('/')) failBuild(`${path} is an absolute path; write it relative to its kustomization`, spot);
  const joined = joinPath(folder.dir, path);
  if (joined === undefined) return failBuild(`${path} leads out of the repository`, spot);
  return joined;
}

function resolveFile(folder: Folder, path: string, spot: Spot): string {
  if (isRemote(path)) failBuild(`${path} would be fetched; only bases can be remote here`, spot, { code: 'kustomize/remote-base' });
  const joined = resolvePath(folder, path, spot);
  if (folder.options.loadRestriction !== 'none' && !isBelow(joined, folder.dir)) failBuild(`${path} lies outside of the folder of its kustomization, ${showDir(folder.dir)}, where Kustomize reads no files`, spot);
  return joined;
}

function isRemote(path: string): boolean {
  return /^(?:https?|ssh|git|file):\/\//i.test(path) || /^git@[^/]+:/.test(path) || /^git::/.test(path);
}

/** git.NewRepoSpecFromURL takes these as repositories too, without a scheme. */
function looksRemote(path: string): boolean {
  return isRemote(path) || /^(?:www\.)?github\.com[/:]/i.test(path) || /[?&]ref=/.test(path) || /_git\//.test(path) || /\.git(?:$|\/|\?)/.test(path);
}

function run(kustomization: Kustomization, folder: Folder, start: Accumulator): Accumulator {
  const { root } = kustomization;
  refuseUnsupported(root);
  let acc = start;
  for (const { text, node } of [...textList(root, 'resources'), ...textList(root, 'bases')]) acc = addResource(acc, folder, text, node);
  acc.config = mergeConfigs(acc.config, configOf(root, folder));
  runGenerators(kustomization, folder, acc);
  for (const { text, node } of textList(root, 'components')) acc = addFolder(acc, folder, text, node, true);
  transform(kustomization, folder, acc);
  addVars(mapList(root, 'vars'), acc.resources, acc.vars);
  return acc;
}

function refuseUnsupported(root: KMap): void {
  for (const field of ['helmCharts', 'helmChartInflationGenerator'] as const) {
    const [first] = listField(root, field);
    if (first !== undefined) failBuild(`${field} needs a Helm binary, which neither Flux nor this build runs`, first, { code: 'kustomize/refused', help: 'write a HelmRelease' });
  }
  for (const field of ['generators', 'transformers', 'validators'] as const) {
    const [first] = listField(root, field);
    if (first !== undefined) unsupported(`the field ${field}`, first);
  }
  const openapi = mapField(root, 'openapi');
  if (openapi === undefined) return;
  if (textField(openapi, 'path') !== '') unsupported('a schema of its own (openapi.path)', openapi);
  const version = textField(openapi, 'version');
  if (version !== '' && version !== 'v1.21.2') failBuild(`the OpenAPI version ${version} is not built in; only v1.21.2 is`, fieldOf(openapi, 'version'));
}

function configOf(root: KMap, folder: Folder): TransformerConfig {
  let config = defaultConfig;
  for (const { text, node } of textList(root, 'configurations')) {
    const tree = loadTree(readYaml(folder, resolveFile(folder, text, node), node));
    if (tree !== undefined) config = mergeConfigs(config, readConfig(tree));
  }
  const [crd] = textList(root, 'crds');
  if (crd !== undefined) unsupported('the field crds', crd.node);
  return config;
}

function rebuildIds(acc: Accumulator): void {
  acc.ids = new Map(acc.resources.map((resource) => [idKey(currentId(resource)), resource]));
}

/** ResMap.Append. */
function append(acc: Accumulator, resource: Resource, spot: Spot): void {
  const id = currentId(resource);
  const key = idKey(id);
  const twin = acc.ids.get(key);
  if (twin !== undefined) {
    const where = twin.root.source.file;
    failBuild(`${idText(id)} is there twice`, nameSpot(resource) ?? spot, where === '' ? {} : { help: `the other one is in ${where}` });
  }
  acc.ids.set(key, resource);
  acc.resources.push(resource);
}

const nameSpot = (resource: Resource): Spot | undefined => fieldOf(fieldOf(resource.root, 'metadata'), 'name');

function addResource(acc: Accumulator, folder: Folder, path: string, spot: Spot): Accumulator {
  if (path === '') return failBuild('an entry of resources is empty', spot);
  if (isRemote(path)) return addRemote(acc, folder, path, spot);
  const local = joinPath(folder.dir, path);
  const entry = local === undefined ? undefined : folder.fs.entry(local);
  if (entry !== undefined && entry.kind === 'missing' && looksRemote(path)) return addRemote(acc, folder, path, spot);
  if (entry?.kind === 'dir') return addFolder(acc, folder, path, spot, false);
  const file = readYaml(folder, resolveFile(folder, path, spot), spot);
  for (const root of loadObjects(file)) {
    const resource = makeResource(root, [...folder.via, spot].reverse());
    if (folder.at !== undefined) setOrigin(resource, originText(below(folder.at, path)), spot);
    append(acc, resource, spot);
  }
  return acc;
}

function addRemote(acc: Accumulator, folder: Folder, url: string, spot: Spot): Accumulator {
  const fetched = folder.options.fetchRemote?.(url);
  if (fetched === undefined || 'problem' in fetched) {
    return failBuild(`the remote base ${url} is not rendered${fetched === undefined ? '' : `: ${fetched.problem}`}`, spot, { code: 'kustomize/remote-base' });
  }
  const child: Folder = { fs: fetched.fs, dir: fetched.dir, parents: [], via: [...folder.via, spot], options: { ...folder.options, loadRestriction: 'root-only' }, at: folder.at && below(folder.at, url, true) };
  return absorbFolder(acc, run(loadKustomization(child, spot), child, emptyAccumulator()), spot);
}

function addFolder(acc: Accumulator, folder: Folder, path: string, spot: Spot, component: boolean): Accumulator {
  const dir = resolvePath(folder, path, spot);
  const entry = folder.fs.entry(dir);
  if (entry.kind !== 'dir') {
    if (entry.kind === 'file') failBuild(`${folder.fs.label(dir)} is a file; a component is a folder`, spot);
    return failRead(folder, dir, entry, spot);
  }
  for (const visited of [folder, ...folder.parents]) {
    if (visited.fs === folder.fs && isBelow(visited.dir, dir)) {
      failBuild(visited.dir === dir ? `${showDir(dir)} would include itself` : `${showDir(dir)} contains ${showDir(visited.dir)}, which includes it`, spot);
    }
  }
  if (folder.parents.length > 200) failBuild('more than 200 folders of bases inside of each other', spot);
  const child: Folder = { ...folder, dir, parents: [folder, ...folder.parents], via: [...folder.via, spot], at: folder.at && below(folder.at, path) };
  const kustomization = loadKustomization(child, spot);
  if (component !== kustomization.component) {
    failBuild(component ? `${showDir(dir)} is no component: its kind is not "Component"` : `${showDir(dir)} is a component; list it under "components"`, spot);
  }
  if (component) return absorbFolder(emptyAccumulator(), run(kustomization, child, acc), spot);
  return absorbFolder(acc, run(kustomization, child, emptyAccumulator()), spot);
}

function absorbFolder(acc: Accumulator, other: Accumulator, spot: Spot): Accumulator {
  for (const resource of other.resources) append(acc, resource, spot);
  acc.config = mergeConfigs(acc.config, other.config);
  mergeVars(acc.vars, other.vars.values());
  return acc;
}

function runGenerators({ root, fileName }: Kustomization, folder: Folder, acc: Accumulator): void {
  const global = readOptions(mapField(root, 'generatorOptions'));
  const read = (path: string, spot: Spot): { bytes: Uint8Array; label: string } => {
    const joined = resolveFile(folder, path, spot);
    const entry = folder.fs.entry(joined);
    return entry.kind === 'file' ? { bytes: entry.bytes, label: folder.fs.label(joined) } : failRead(folder, joined, entry, spot);
  };
  for (const kind of ['ConfigMap', 'Secret'] as const) {
    for (const args of mapList(root, kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator')) {
      const made = generate(args, kind, global, read, [...folder.via].reverse());
      if (folder.at !== undefined) addOrigin(made, originText(below(folder.at, fileName), { apiVersion: 'builtin', kind: `${kind}Generator` }), args);
      absorb(acc, made, args);
    }
  }
}

/** resWrangler.appendReplaceOrMerge. */
function absorb(acc: Accumulator, made: Resource, spot: KMap): void {
  const id = currentId(made);
  const matches = acc.resources.filter((each) => !isNilOrEmpty(each.root) && [...previousIds(each), currentId(each)].some((other) => sameId(other, id)));
  const [old] = matches;
  const behavior = made.behavior;
  if (old === undefined) {
    if (behavior === 'merge' || behavior === 'replace') failBuild(`${idText(id)} does not exist here, so that there is nothing to ${behavior}`, spot);
    append(acc, made, spot);
    return;
  }
  if (matches.length > 1) failBuild(`${idText(id)} fits several objects: ${matches.map((each) => idText(currentId(each))).join(', ')}`, spot);
  if (behavior !== 'merge' && behavior !== 'replace') {
    const file = old.root.source.file;
    failBuild(`${idText(id)} exists already`, spot, { help: `${file === '' ? '' : `the other one is in ${file}; `}write "behavior: merge" or "behavior: replace" to change it` });
  }
  const merged = mergeGenerated(made, old);
  acc.resources[acc.resources.indexOf(old)] = merged;
  rebuildIds(acc);
}

/** The built-in transformers in Kustomize's order, each under the name that `buildMetadata` notes. */
function transform({ root, fileName }: Kustomization, folder: Folder, acc: Accumulator): void {
  const { config } = acc;
  const read = (path: string, spot: Spot): YamlFile => readYaml(folder, resolveFile(folder, path, spot), spot);
  const at = (field: string): KNode => fieldOf(root, field) ?? root;
  const step = (kind: string, spot: Spot, work: () => void): void => {
    work();
    if (folder.at !== undefined) for (const resource of acc.resources) addTransformation(resource, below(folder.at, fileName), { apiVersion: 'builtin', kind }, spot);
    if (acc.resources.some((each) => isNilOrEmpty(each.root))) acc.resources = acc.resources.filter((each) => !isNilOrEmpty(each.root));
  };
  const merges = listField(root, 'patchesStrategicMerge');
  if (merges.length > 0) step('PatchStrategicMergeTransformer', at('patchesStrategicMerge'), () => { for (const entry of merges) applyStrategicEntry(acc.resources, entry, read); });
  for (const entry of mapList(root, 'patches')) step('PatchTransformer', entry, () => applyPatch(acc.resources, entry, read));
  const namespace = textField(root, 'namespace');
  if (namespace !== '') step('NamespaceTransformer', at('namespace'), () => setNamespace(acc.resources, namespace, config.namespace, { kind: 'namespace', spot: at('namespace') }));
  for (const [field, kind] of [['namePrefix', 'PrefixTransformer'], ['nameSuffix', 'SuffixTransformer']] as const) {
    const affix = textField(root, field);
    if (affix !== '') step(kind, at(field), () => rename(acc.resources, affix, config[field], { kind: field, spot: at(field) }));
  }
  const labels = mapList(root, 'labels');
  const commonLabels = textPairs(root, 'commonLabels');
  for (const entry of labels) step('LabelTransformer', entry, () => addLabels(acc, entry));
  if (labels.length + commonLabels.length > 0) step('LabelTransformer', at('commonLabels'), () => addEntries(acc.resources, commonLabels, config.commonLabels, 'label'));
  const annotations = textPairs(root, 'commonAnnotations');
  if (annotations.length > 0) step('AnnotationsTransformer', at('commonAnnotations'), () => addEntries(acc.resources, annotations, config.commonAnnotations, 'annotation'));
  for (const entry of mapList(root, 'patchesJson6902')) step('PatchJson6902Transformer', entry, () => applyJsonEntry(acc.resources, entry, read));
  for (const entry of mapList(root, 'replicas')) step('ReplicaCountTransformer', entry, () => addReplicas(acc, entry, config.replicas));
  for (const entry of [...mapList(root, 'images'), ...mapList(root, 'imageTags')]) step('ImageTagTransformer', entry, () => addImage(acc, entry, config.images));
  const replacements = mapList(root, 'replacements');
  if (replacements.length > 0) step('ReplacementTransformer', at('replacements'), () => applyReplacements(acc.resources, replacements, read));
  rebuildIds(acc);
}

function addReplicas(acc: Accumulator, entry: KMap, specs: readonly FieldSpec[]): void {
  knownFields(entry, 'an entry of replicas', ['name', 'count']);
  setReplicas(acc.resources, textField(entry, 'name'), String(intField(entry, 'count')), specs, { kind: 'replica', spot: fieldOf(entry, 'count') ?? entry, name: textField(entry, 'name') });
}

function addLabels(acc: Accumulator, entry: KMap): void {
  knownFields(entry, 'an entry of labels', ['pairs', 'includeSelectors', 'includeTemplates', 'fields']);
  const own = mapList(entry, 'fields').map((field) => {
    knownFields(field, 'a field spec', ['group', 'version', 'kind', 'path', 'create']);
    return makeSpec({ group: textField(field, 'group'), version: textField(field, 'version'), kind: textField(field, 'kind'), path: textField(field, 'path'), create: boolField(field, 'create') });
  });
  const { config } = acc;
  let specs = mergeSpecs(own, config.labels);
  if (boolField(entry, 'includeSelectors')) specs = mergeSpecs(specs, config.commonLabels);
  else {
    if (boolField(entry, 'includeTemplates')) specs = mergeSpecs(specs, config.templateLabels);
    specs = mergeSpecs(specs, [makeSpec({ path: 'metadata/labels', create: true })]);
  }
  addEntries(acc.resources, textPairs(entry, 'pairs'), specs, 'label');
}

function addImage(acc: Accumulator, entry: KMap, specs: readonly FieldSpec[]): void {
  knownFields(entry, 'an entry of images', ['name', 'newName', 'newTag', 'tagSuffix', 'digest']);
  const text = (key: string): string => textField(entry, key);
  const spot = ['newTag', 'digest', 'tagSuffix', 'newName'].map((key) => fieldOf(entry, key)).find((node) => node !== undefined && !isNull(node)) ?? entry;
  setImage(acc.resources, { name: text('name'), newName: text('newName'), newTag: text('newTag'), digest: text('digest'), tagSuffix: text('tagSuffix') }, specs, { kind: 'image', spot, name: text('name') });
}
