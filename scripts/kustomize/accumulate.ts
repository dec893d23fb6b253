import type { Problem } from '../model/problem.ts';
import type { BuildOptions } from './options.ts';
import type { TransformerConfig } from './config.ts';
import { defaultConfig, emptyConfig, mergeConfigs, readConfig } from './config.ts';
import { configOfCrds } from './crds.ts';
import { treeOfData } from './data.ts';
import { failBuild, unsupported } from './failure.ts';
import type { KustomizeFs } from './files.ts';
import { isBelow, joinPath } from './files.ts';
import type { Folder } from './folder.ts';
import { failRead, isRemote, joinName, looksRemote, readBytes, readNamed, readYaml, resolveFile, resolvePath, showDir } from './folder.ts';
import { generate, mergeGenerated, readOptions } from './generators.ts';
import type { Kustomization } from './kustomization.ts';
import { kustomizationNames, readKustomization } from './kustomization.ts';
import { loadObjects, lostObjects, loadTree } from './load.ts';
import type { SortOptions } from './order.ts';
import { readSortOptions } from './order.ts';
import type { PluginField } from './plugins.ts';
import { failOnChange, inlineConfig, loadTransformers, runGenerator } from './plugins.ts';
import type { Plugin } from './provenance.ts';
import { nameSpot, theOther } from './place.ts';
import { addOrigin, addTransformation, below, originText, readOrigin, setOrigin, start } from './provenance.ts';
import { listField, mapField, mapList, textField, textList } from './read.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf, currentId, idKey, idText, kindOf, makeResource, metaMap, nameOf, namespaceOf, previousIds, sameId } from './resource.ts';
import { makeSchemaState } from './schemas.ts';
import { readSchemaFile } from './schemafile.ts';
import type { Transformer } from './transformers.ts';
import { transformersOf } from './transformers.ts';
import type { Var } from './vars.ts';
import { addVars, mergeVars } from './vars.ts';
import type { KMap, Spot } from './tree.ts';
import { fieldOf, isNilOrEmpty, snapshot } from './tree.ts';

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

export function accumulate(fs: KustomizeFs, dir: string, options: BuildOptions): Accumulated {
  const folder: Folder = { fs, dir, parents: [], via: [], options, at: undefined, schemas: makeSchemaState(), problems: [] };
  const given = options.kustomization;
  const kustomization = given !== undefined ? readKustomization(treeOfData(given), 'the kustomization', given.fileName ?? 'kustomization.yaml') : loadKustomization(folder, undefined);
  const { root } = kustomization;
  const metadata = textList(root, 'buildMetadata');
  setSchema(root, folder, true);
  const managed = metadata.find(({ text }) => text === 'managedByLabel');
  const sort = mapField(root, 'sortOptions');
  const done = run(kustomization, { ...folder, at: metadata.length > 0 ? start : undefined }, emptyAccumulator());
  return {
    resources: done.resources, config: done.config, vars: done.vars, sortOptions: sort === undefined ? undefined : readSortOptions(sort),
    managedBy: managed && { text: `kustomize-${options.version ?? 'v5.8.1'}`, spot: managed.node }, metadata: new Set(metadata.map(({ text }) => text)), problems: folder.problems,
  };
}

function emptyAccumulator(): Accumulator {
  return { resources: [], ids: new Map(), config: emptyConfig, vars: new Map() };
}

function loadKustomization(folder: Folder, spot: Spot | undefined): Kustomization {
  const { fs, dir } = folder;
  const found = kustomizationNames.map((name) => joinName(dir, name)).filter((path) => fs.entry(path).kind === 'file' || fs.entry(path).kind === 'symlink');
  const [path] = found;
  if (path === undefined) return failBuild(`${showDir(dir)} has no kustomization.yaml`, spot);
  if (found.length > 1) return failBuild(`${showDir(dir)} has ${found.length} kustomization files: ${found.map((each) => each.slice(dir.length).replace(/^\//, '')).join(', ')}`, spot);
  const file = readYaml(folder, path, spot);
  return readKustomization(loadTree(file), fs.label(path), path.slice(path.lastIndexOf('/') + 1), { source: file.source, start: 0, end: 0 });
}

function run(kustomization: Kustomization, folder: Folder, start: Accumulator): Accumulator {
  const { root } = kustomization;
  refuseHelm(root);
  let acc = start;
  for (const { text, node } of [...textList(root, 'resources'), ...textList(root, 'bases')]) acc = addResource(acc, folder, text, node);
  acc.config = mergeConfigs(acc.config, configOf(root, folder));
  runGenerators(kustomization, folder, acc);
  for (const { text, node } of textList(root, 'components')) acc = addFolder(acc, folder, text, node, true);
  transform(kustomization, folder, acc);
  validate(kustomization, folder, acc);
  addVars(mapList(root, 'vars'), acc.resources, acc.vars);
  return acc;
}

function refuseHelm(root: KMap): void {
  for (const field of ['helmCharts', 'helmChartInflationGenerator'] as const) {
    const [first] = listField(root, field);
    if (first !== undefined) failBuild(`${field} needs a Helm binary, which no build without plugins runs`, first, { code: 'kustomize/refused', help: 'write a HelmRelease' });
  }
}

/** openapi.SetSchema: the first kustomization that names a schema or a version decides for the whole build. */
function setSchema(root: KMap, folder: Folder, top: boolean): void {
  const openapi = mapField(root, 'openapi');
  if (openapi === undefined) return;
  const path = fieldOf(openapi, 'path');
  const custom = path === undefined ? undefined : readSchemaFile(folder, textField(openapi, 'path'), path);
  if (folder.schemas.isSet() && !top) return;
  const version = textField(openapi, 'version');
  if (custom !== undefined && fieldOf(openapi, 'version') !== undefined) failBuild('openapi has a "path" or a "version", not both', openapi);
  if (version !== '' && version !== 'v1.21.2') failBuild(`the OpenAPI version ${version} is not built in; only v1.21.2 is`, fieldOf(openapi, 'version'));
  if (custom !== undefined || version !== '') folder.schemas.set(custom);
}

function configOf(root: KMap, folder: Folder): TransformerConfig {
  let config = defaultConfig;
  for (const { text, node } of textList(root, 'configurations')) {
    const tree = loadTree(readNamed(folder, text, node));
    if (tree !== undefined) config = mergeConfigs(config, readConfig(tree), node);
  }
  for (const { text, node } of textList(root, 'crds')) config = mergeConfigs(config, configOfCrds(loadTree(readNamed(folder, text, node)), node), node);
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
    failBuild(`${idText(id)} is there twice`, nameSpot(resource) ?? spot, theOther(twin));
  }
  acc.ids.set(key, resource);
  acc.resources.push(resource);
}


function addResource(acc: Accumulator, folder: Folder, path: string, spot: Spot): Accumulator {
  if (path === '') return failBuild('an entry of resources is empty', spot);
  if (isRemote(path)) return addRemote(acc, folder, path, spot);
  const local = joinPath(folder.dir, path);
  const entry = local === undefined ? undefined : folder.fs.entry(local);
  if (entry !== undefined && entry.kind === 'missing' && looksRemote(path)) return addRemote(acc, folder, path, spot);
  if (entry?.kind === 'dir') return addFolder(acc, folder, path, spot, false);
  if (local !== undefined && entry !== undefined && entry.kind !== 'file') return failRead(folder, local, entry, spot);
  const file = readYaml(folder, resolveFile(folder, path, spot), spot);
  folder.problems.push(...lostObjects(file));
  for (const root of loadObjects(file)) {
    const resource = makeResource(root, [...folder.via, spot].reverse(), folder.schemas);
    refuseInternals(resource);
    if (folder.at !== undefined) setOrigin(resource, originText(below(folder.at, path)), spot);
    append(acc, resource, spot);
  }
  return acc;
}

/** What Kustomize notes of an object in annotations, and this engine elsewhere: written by hand they would steer a build. */
function refuseInternals(resource: Resource): void {
  for (const key of metaMap(resource, 'annotations').keys()) {
    if (/^internal\.config\.kubernetes\.io\/(?:previous\w+|prefixes|suffixes|allow\w+|refBy|generatorBehavior|needsHashSuffix)$/.test(key)) unsupported(`the annotation ${key} in a file`, resource.root);
  }
}

function addRemote(acc: Accumulator, folder: Folder, url: string, spot: Spot): Accumulator {
  const fetched = folder.options.fetchRemote?.(url);
  if (fetched === undefined) return failBuild(`the remote base ${url} is not rendered`, spot, { code: 'kustomize/remote-base' });
  if ('problem' in fetched) return failBuild(fetched.problem, spot);
  const child: Folder = { fs: fetched.fs, dir: fetched.dir, parents: [], via: [...folder.via, spot], options: { ...folder.options, loadRestriction: 'root-only' }, at: folder.at && below(folder.at, url, true), schemas: folder.schemas, problems: folder.problems };
  const kustomization = loadKustomization(child, spot);
  setSchema(kustomization.root, child, false);
  return absorbFolder(acc, run(kustomization, child, emptyAccumulator()), spot);
}

function addFolder(acc: Accumulator, folder: Folder, path: string, spot: Spot, component: boolean): Accumulator {
  const dir = resolvePath(folder, path, spot);
  const entry = folder.fs.entry(dir);
  if (entry.kind !== 'dir') {
    if (entry.kind === 'file') failBuild(`${folder.fs.label(dir)} is a file; a component is a folder`, spot);
    if (component && looksRemote(path)) failBuild(`the remote component ${path} is not rendered`, spot, { code: 'kustomize/remote-base' });
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
  setSchema(kustomization.root, child, false);
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
  const via = [...folder.via].reverse();
  const configs = pluginConfigs(root, 'generators', fileName, folder);
  for (const kind of ['ConfigMap', 'Secret'] as const) {
    for (const args of mapList(root, kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator')) {
      const made = generate(args, kind, global, (path, spot) => readBytes(folder, path, spot), via, folder.schemas);
      if (folder.at !== undefined) addOrigin(made, originText(below(folder.at, fileName), { apiVersion: 'builtin', kind: `${kind}Generator` }), args);
      absorb(acc, made, args);
    }
  }
  for (const config of configs) {
    const made = runGenerator(config, folder);
    const at = readOrigin(config);
    if (at !== undefined) addOrigin(made, originText(at, pluginOf(config)), config.root);
    absorb(acc, made, config.root);
  }
}

/** The objects that configure plugins: those written inline first, then those of files and kustomizations. */
function pluginConfigs(root: KMap, field: PluginField, fileName: string, folder: Folder): readonly Resource[] {
  const paths: { text: string; node: Spot }[] = [];
  let acc = emptyAccumulator();
  for (const entry of textList(root, field)) {
    const objects = inlineConfig(entry);
    if (objects === undefined) paths.push(entry);
    for (const object of objects ?? []) {
      const config = makeResource(object, [...folder.via, entry.node].reverse(), folder.schemas);
      if (folder.at !== undefined) setOrigin(config, originText(below(folder.at, fileName)), entry.node);
      append(acc, config, entry.node);
    }
  }
  for (const { text, node } of paths) acc = addResource(acc, folder, text, node);
  return acc.resources;
}

function pluginOf(config: Resource): Plugin {
  return { apiVersion: apiVersionOf(config), kind: kindOf(config), name: nameOf(config), namespace: namespaceOf(config) };
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
    const { help } = theOther(old);
    failBuild(`${idText(id)} exists already`, spot, { help: `${help === undefined ? '' : `${help}; `}write "behavior: merge" or "behavior: replace" to change it` });
  }
  const merged = mergeGenerated(made, old);
  acc.resources[acc.resources.indexOf(old)] = merged;
  rebuildIds(acc);
}

/** The transformers of the fields, then those of `transformers`; `buildMetadata` notes each. */
function transform({ root, fileName }: Kustomization, folder: Folder, acc: Accumulator): void {
  const configured = loadTransformers(pluginConfigs(root, 'transformers', fileName, folder), 'transformers', folder);
  const step = (transformer: Transformer, plugin: Plugin, at = folder.at && below(folder.at, fileName)): void => {
    transformer.run(acc.resources);
    if (at !== undefined) for (const resource of acc.resources) addTransformation(resource, at, plugin, transformer.spot);
    if (acc.resources.some((each) => isNilOrEmpty(each.root))) acc.resources = acc.resources.filter((each) => !isNilOrEmpty(each.root));
  };
  for (const transformer of transformersOf(root, folder, acc.config)) step(transformer, { apiVersion: 'builtin', kind: transformer.kind });
  for (const transformer of configured) step(transformer, pluginOf(transformer.config), readOrigin(transformer.config));
  rebuildIds(acc);
}

/** Transformers that may not change anything. */
function validate({ root, fileName }: Kustomization, folder: Folder, acc: Accumulator): void {
  for (const validator of loadTransformers(pluginConfigs(root, 'validators', fileName, folder), 'validators', folder)) {
    const before = acc.resources.map((each) => snapshot(each.root, ['metadata', 'labels', 'validated-by']));
    validator.run(acc.resources);
    const after = acc.resources.map((each) => snapshot(each.root, ['metadata', 'labels', 'validated-by']));
    failOnChange(before.join('\n'), after.join('\n'), validator.config);
  }
}
