import { parseYaml, toJson, type YNode } from '../lib/yaml/index.ts';
import { originInFile } from '../lib/source-origin.ts';
import { groupOf, object, refOf, text } from '../lib/object.ts';
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
}

export interface EntryFiles {
  readonly files: readonly string[];
  readonly read: (path: string) => string | undefined;
}

/**
 * Finds every entry point: FluxInstances with a sync (flux-operator), and what `flux bootstrap` writes (a GitRepository and
 * a Kustomization of one name in one file of a folder `flux-system`).
 */
export function findEntries({ files, read }: EntryFiles): Entry[] {
  const entries: Entry[] = [];
  for (const file of files) {
    if (!/\.ya?ml$/.test(file)) continue;
    const bootstrap = /(^|\/)flux-system\/gotk-sync\.ya?ml$/.test(file);
    const content = read(file);
    if (content === undefined || !(bootstrap || /^kind: *["']?FluxInstance\b/m.test(content))) continue;
    const documents = readDocuments(content, file);
    for (const document of documents) {
      if (document.object['kind'] === 'FluxInstance' && groupOf(text(document.object, 'apiVersion')) === 'fluxcd.controlplane.io') {
        const entry = fromInstance(document);
        if (entry !== undefined) entries.push(entry);
      }
    }
    if (bootstrap) entries.push(...fromBootstrap(documents));
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
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

/** flux-operator makes source and Kustomization of the sync's name, by default that of the instance's namespace. */
function fromInstance({ object: instance, originOf }: Document): Entry | undefined {
  const sync = object(instance, 'spec', 'sync');
  if (text(sync, 'path') === '' && text(sync, 'url') === '') return undefined;
  const namespace = text(instance, 'metadata', 'namespace') || 'flux-system';
  const name = text(sync, 'name') || namespace;
  const url = text(sync, 'url');
  const toSync = (pointer: string) => originOf(pointer.replace(/^\/spec\/(sourceRef\/)?/, '/spec/sync/'));
  return {
    path: cleanPath(text(sync, 'path')),
    url,
    roots: syncObjects(namespace, name, { kind: text(sync, 'kind') || 'GitRepository', path: text(sync, 'path') || './', spec: { url, ...(sync['ref'] !== undefined && text(sync, 'kind') !== 'OCIRepository' && { ref: { name: text(sync, 'ref') } }) } }, toSync),
  };
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
      path: cleanPath(text(kustomization.object, 'spec', 'path')),
      url: text(source.object, 'spec', 'url'),
      roots: [source, kustomization].map((document) => ({ ...document, unit })),
    }];
  });
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
