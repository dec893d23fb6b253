import { dirname } from 'node:path/posix';
import { parseYaml, toJson, type YNode } from '../lib/yaml/index.ts';
import { originInFile } from '../lib/source-origin.ts';
import { groupOf, list, object, refOf, text } from '../lib/object.ts';
import { isObject } from '../lib/json.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Origin } from '../model/origin.ts';
import type { Place } from '../model/place.ts';

/** Where Flux starts in a repository: the objects that an installation puts into the cluster before anything is synced. */
export interface Entry {
  /** The folder that is synced, '' for the whole repository. */
  readonly path: string;
  /** The root Kustomization and its source. */
  readonly roots: readonly Manifest[];
  readonly url: string;
  /** What flux-operator patches into the roots: `patches` of a kustomization. */
  readonly patches?: SyncPatches;
}

export interface SyncPatches {
  readonly data: JsonObject;
  readonly originOf: (pointer: string) => Origin;
}

export interface EntryFiles {
  readonly files: readonly string[];
  readonly read: (path: string) => string | undefined;
  /** Answers about a file that an earlier run may have given. */
  readonly about?: AboutFile;
}

type AboutFile = <T>(path: string, question: string, make: () => T) => T;

/**
 * Finds every entry point: FluxInstances with a sync (flux-operator), the values of its chart `flux-instance`, and what
 * `flux bootstrap` writes (a source and a Kustomization in one file of a folder `flux-system`); in a repository without any
 * of them, Kustomizations that sync the folder in which they lie.
 */
export function findEntries({ files, read, about = (_path, _question, make) => make() }: EntryFiles): Entry[] {
  const entries: Entry[] = [];
  const kustomizations: FluxFile[] = [];
  for (const file of files) {
    if (!/\.ya?ml$/.test(file)) continue;
    const documents = () => readDocuments(read(file) ?? '', file);
    const { holds, syncs } = about(file, 'entry', () => lookInto(read(file) ?? ''));
    if (/(^|\/)flux-system\/gotk-sync\.ya?ml$/.test(file)) entries.push(...fromBootstrap(documents()));
    else if (holds === 'instance') entries.push(...documents().flatMap(fromInstance));
    else if (holds === 'values') entries.push(...documents().flatMap(fromChartValues).filter(({ path }) => files.some((other) => other.startsWith(`${path}/`))));
    if (syncs) kustomizations.push({ file, documents });
  }
  const found = entries.length > 0 ? entries : selfSynced(kustomizations);
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** What a file may hold, by words that stand in it. */
function lookInto(content: string): { readonly holds: 'instance' | 'values' | 'neither'; readonly syncs: boolean } {
  return {
    holds: /^kind: *["']?FluxInstance\b/m.test(content) ? 'instance' : /^ *instance:/m.test(content) && /^ *sync:/m.test(content) ? 'values' : 'neither',
    syncs: content.includes('kustomize.toolkit.fluxcd.io') && content.includes('sourceRef:'),
  };
}

interface FluxFile {
  readonly file: string;
  readonly documents: () => readonly Document[];
}

/** Stands for the address of the repository itself, where nothing in it says one. */
export const ownUrl = 'https://repository.invalid/itself.git';

/** The entry for a folder that nothing in the repository names: as if `flux bootstrap --path` had been run for it. */
export function impliedEntry(path: string): Entry {
  const place: Place = { file: path === '' ? '.' : path, line: 1, column: 1 };
  const originOf = (): Origin => ({ certainty: 'file', steps: [{ kind: 'generated', name: 'entry', place }] });
  return { path, url: ownUrl, roots: syncObjects('flux-system', 'flux-system', { kind: 'GitRepository', path: `./${path}`, spec: { url: ownUrl } }, originOf) };
}

interface Document {
  readonly object: JsonObject;
  readonly originOf: (pointer: string) => Origin;
}

function readDocuments(content: string, file: string): Document[] {
  return parseYaml(content, file).documents.flatMap(({ root }) => {
    const value = root === undefined ? null : toJson(root, 'sigs');
    return isObject(value) ? [{ object: value, originOf: originInFile(root as YNode) }] : [];
  });
}

function fromInstance(document: Document): Entry[] {
  const { object: instance } = document;
  if (instance['kind'] !== 'FluxInstance' || groupOf(text(instance, 'apiVersion')) !== 'fluxcd.controlplane.io') return [];
  return fromSpec(document, '/spec', text(instance, 'metadata', 'namespace'));
}

/** The chart `flux-instance` of flux-operator makes the FluxInstance of `instance` in its values: of a HelmRelease, or a file for `valuesFrom`. */
function fromChartValues(document: Document): Entry[] {
  const isRelease = document.object['kind'] === 'HelmRelease';
  const at = isRelease ? '/spec/values/instance' : '/instance';
  return fromSpec(document, at, isRelease ? text(document.object, 'spec', 'targetNamespace') || text(document.object, 'metadata', 'namespace') : '');
}

/**
 * flux-operator makes source and Kustomization of the sync's name, by default that of the instance's namespace, and runs the
 * patches of the instance over them (its internal/builder/templates.go).
 */
function fromSpec({ object: body, originOf }: Document, at: string, instanceNamespace: string): Entry[] {
  const spec = object(body, ...at.split('/').slice(1));
  const sync = object(spec, 'sync');
  if (text(sync, 'path') === '' && text(sync, 'url') === '') return [];
  const namespace = instanceNamespace || 'flux-system';
  const name = text(sync, 'name') || namespace;
  const url = text(sync, 'url');
  const toSync = (pointer: string) => originOf(pointer.replace(/^\/spec\/(sourceRef\/)?/, `${at}/sync/`));
  const patches = list(spec, 'kustomize', 'patches');
  return [{
    path: cleanPath(text(sync, 'path')),
    url,
    ...(patches.length > 0 && { patches: { data: { patches: [...patches] }, originOf: (pointer: string) => originOf(`${at}/kustomize${pointer}`) } }),
    roots: syncObjects(namespace, name, { kind: text(sync, 'kind') || 'GitRepository', path: text(sync, 'path') || './', spec: { url, ...(sync['ref'] !== undefined && text(sync, 'kind') !== 'OCIRepository' && { ref: { name: text(sync, 'ref') } }) } }, toSync),
  }];
}

function fromBootstrap(documents: readonly Document[]): Entry[] {
  return documents.flatMap((kustomization) => {
    const { kind, apiVersion, namespace } = refOf(kustomization.object);
    if (kind !== 'Kustomization' || groupOf(apiVersion) !== 'kustomize.toolkit.fluxcd.io') return [];
    const sourceName = text(kustomization.object, 'spec', 'sourceRef', 'name');
    const source = documents.find(({ object: other }) => groupOf(text(other, 'apiVersion')) === 'source.toolkit.fluxcd.io' && text(other, 'metadata', 'name') === sourceName);
    if (source === undefined) return [];
    const unit = { kind: 'Kustomization' as const, namespace, name: refOf(kustomization.object).name };
    return [{
      path: pathOf(kustomization),
      url: text(source.object, 'spec', 'url'),
      roots: [source, kustomization].map((document) => ({ ...document, unit })),
    }];
  });
}

/**
 * Kustomizations that sync the folder in which they and their source lie, and that no other folder brings in: what a person
 * applies by hand once, with what lies beside it. The top folder does not count: it is what Kustomizations of other repositories sync.
 */
function selfSynced(files: readonly FluxFile[]): Entry[] {
  const read = files.map(({ file, documents }) => ({ file, documents: documents() }));
  const inside = (file: string, folder: string) => folder === '' || file.startsWith(`${folder}/`);
  const synced = read.flatMap(({ file, documents }) => documents.filter(isFluxKustomization).map((document) => ({ file, path: pathOf(document) }))).filter(({ path }) => path !== '');
  return read.flatMap(({ file, documents }) => {
    const own = documents.filter((document) => isFluxKustomization(document) && pathOf(document) !== '' && inside(file, pathOf(document)));
    const roots = own.filter((document) => !synced.some((other) => inside(file, other.path) && !inside(other.file, pathOf(document))));
    if (roots.length === 0) return [];
    const beside = read.filter((other) => other.file !== file && dirname(other.file) === dirname(file)).flatMap((other) => other.documents).filter(({ object: body }) => /^(kustomize|source)[.]toolkit[.]fluxcd[.]io\//.test(text(body, 'apiVersion')));
    return fromBootstrap(documents.filter((document) => !isFluxKustomization(document) || roots.includes(document))).map((entry) => ({ ...entry, roots: entry.roots.flatMap((root, i) => (i === 0 ? [root] : [root, ...beside.map((document) => ({ ...document, unit: root.unit }))])) }));
  });
}

/** Folders with Flux Kustomizations that no Kustomization of the repository syncs: what `--entry` may mean, the highest and fullest first. */
export function likelyEntries({ files, read }: EntryFiles): string[] {
  const all = files.flatMap((file) => {
    const content = /\.ya?ml$/.test(file) && !/(^|\/)[._]/.test(file) ? read(file) : undefined;
    return content?.includes('kustomize.toolkit.fluxcd.io') === true ? readDocuments(content, file).filter(isFluxKustomization).map((document) => ({ folder: cleanPath(dirname(file)), path: pathOf(document) })) : [];
  });
  const counts = new Map<string, number>();
  const synced = new Set(all.map(({ path }) => path).filter((path) => path !== ''));
  const isSynced = (folder: string): boolean => synced.has(folder) || (folder !== '' && isSynced(cleanPath(dirname(folder))));
  for (const { folder } of all) if (!isSynced(folder)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  const depth = (folder: string) => folder.split('/').length;
  return [...counts].sort((a, b) => depth(a[0]) - depth(b[0]) || b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([folder]) => folder);
}

function isFluxKustomization({ object: body }: Document): boolean {
  return body['kind'] === 'Kustomization' && groupOf(text(body, 'apiVersion')) === 'kustomize.toolkit.fluxcd.io';
}

function pathOf({ object: body }: Document): string {
  return cleanPath(text(body, 'spec', 'path'));
}

function syncObjects(namespace: string, name: string, sync: { readonly kind: string; readonly path: string; readonly spec: JsonObject }, originOf: (pointer: string) => Origin): Manifest[] {
  const unit = { kind: 'Kustomization' as const, namespace, name };
  const metadata = { name, namespace };
  return [
    { unit, originOf, object: { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: sync.kind, metadata, spec: { interval: '1m', ...sync.spec } } },
    {
      unit, originOf,
      object: {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata,
        spec: { interval: '10m', path: sync.path, prune: true, sourceRef: { kind: sync.kind, name } },
      },
    },
  ];
}

function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
