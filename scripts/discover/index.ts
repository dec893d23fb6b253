import { execFileSync } from 'node:child_process';
import { isUtf8 } from 'node:buffer';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { suggest } from '../lib/suggest.ts';
import type { ClusterConfig, Config } from '../model/config.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Place } from '../model/place.ts';
import type { Problem } from '../model/problem.ts';
import { emptyConfig, readConfig, type ConfigResult } from './config.ts';
import { findEntries, impliedEntry, likelyEntries, ownUrl, type Entry, type EntryFiles, type SyncPatches } from './entries.ts';

export interface DiscoverRequest {
  /** Absolute path of the repository. */
  readonly root: string;
  /** How the user wrote it, for messages: the same on every machine. */
  readonly given?: string;
  readonly files: EntryFiles;
  /** The text of validate.yaml, where it is not the file below `root`; `absent`: there is none. */
  readonly config?: { readonly text: string } | 'absent';
  /** Addresses of the repository beside those that it names itself; that of git's remote called origin where absent. */
  readonly ownUrls?: readonly string[];
  /** Only this cluster. */
  readonly cluster?: string;
  /** A folder to start from instead of what the repository names. */
  readonly entry?: string;
}

export interface FoundCluster {
  readonly config: ClusterConfig;
  readonly roots: readonly Manifest[];
  /** What flux-operator patches into the roots. */
  readonly patches?: SyncPatches;
}

export type Discovered =
  | { readonly ok: true; readonly config: Config; readonly clusters: readonly FoundCluster[]; readonly ownUrls: readonly string[]; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads validate.yaml and finds where Flux starts in a repository, once per cluster. */
export function discover(request: DiscoverRequest): Discovered {
  const { root, files } = request;
  const given = request.given ?? root;
  if (!existsSync(root)) return stop(`${given} does not exist`);
  if (!statSync(root).isDirectory()) return stop(`${given} is not a folder`);
  const read = request.config === undefined ? configOf(root) : request.config === 'absent' ? { ok: true as const, config: emptyConfig } : readConfig(request.config.text, 'validate.yaml');
  if (!read.ok) return { ok: false, problems: read.problems };
  const { config } = read;
  const entries = findEntries(files);
  const clusters = request.entry === undefined ? named(config, entries, root) : [{ config: clusterOf(config, request.entry, root), ...startOf(request.entry, entries) }];
  const missing = clusters.find(({ config: { entry } }) => entry !== '' && !files.files.some((file) => file.startsWith(`${entry}/`)));
  if (missing !== undefined) return stop(whyNoEntry(missing.config, files), config.clusters.includes(missing.config) ? config.placeOf(`/clusters/${config.clusters.indexOf(missing.config)}/entry`) : undefined);
  const wanted = request.cluster === undefined ? clusters : clusters.filter(({ config: { name } }) => name === request.cluster);
  if (wanted.length === 0) {
    const names = clusters.map(({ config: { name } }) => name);
    if (request.cluster === undefined || names.length === 0) {
      const likely = likelyEntries(files).slice(0, 3).map((folder) => `--entry ${folder || '.'}`).join(' or ');
      return { ok: false, problems: [{ code: 'flux/nothing-found', message: `no Flux entry point found in ${basename(root)}: neither a FluxInstance with a sync nor flux-system/gotk-sync.yaml; name the folder that Flux syncs with --entry${likely === '' ? '' : `, perhaps ${likely}`}` }] };
    }
    const near = suggest(request.cluster, names);
    return stop(`there is no cluster "${request.cluster}"; ${near === undefined ? `the clusters are ${names.join(', ')}` : `did you mean "${near}"?`}`);
  }
  const ownUrls = [...entries.map(({ url }) => url), ...(request.ownUrls ?? [originRemote(root)]), ownUrl].filter((url) => url !== '');
  return { ok: true, config, clusters: wanted, ownUrls, problems: request.entry === undefined ? [...strangers(config, clusters.map(({ config: { name } }) => name)), ...unlisted(config, entries)] : [] };
}

function whyNoEntry({ entry, name }: ClusterConfig, { files }: EntryFiles): string {
  if (files.includes(entry)) return `"${entry}" (the entry of cluster ${name}) is a file; name the folder that Flux syncs`;
  if (entry.split('/').includes('..')) return `"${entry}" (the entry of cluster ${name}) leads out of the repository; name a folder in it`;
  return `folder "${entry}" (the entry of cluster ${name}) does not exist or is empty`;
}

/** What Flux syncs beside the clusters that validate.yaml lists: nobody would ever check it. */
function unlisted({ clusters }: Config, entries: readonly Entry[]): Problem[] {
  const listed = clusters.map(({ entry }) => clean(entry));
  const covers = (folder: string, path: string) => folder === '' || path === folder || path.startsWith(`${folder}/`);
  return entries.filter(({ path }) => listed.length > 0 && !listed.some((folder) => covers(folder, path) || covers(path, folder))).map(({ path, roots }): Problem => {
    const place = roots.at(-1)?.originOf('/spec/path').steps.find((step) => step.place !== undefined)?.place;
    return { code: 'config/cluster-unlisted', message: `Flux syncs ${path}, which is the entry of no cluster in validate.yaml, so nothing of it was checked; list it under clusters:`, ...(place !== undefined && { place }) };
  });
}

/** Suppressions for clusters that do not exist: they would never be judged. */
function strangers({ suppressions }: Config, names: readonly string[]): Problem[] {
  return suppressions.flatMap(({ cluster, place }): Problem[] => {
    if (cluster === undefined || names.includes(cluster)) return [];
    const near = suggest(cluster, names);
    return [{ code: 'config/invalid', message: `the suppression is for cluster "${cluster}", which does not exist; ${near === undefined ? `the clusters are ${names.join(', ')}` : `did you mean "${near}"?`}`, place }];
  });
}

function configOf(root: string): ConfigResult {
  const file = join(root, 'validate.yaml');
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return { ok: true, config: emptyConfig };
  const refuse = (why: string): ConfigResult => ({ ok: false, problems: [{ code: 'config/invalid', message: `validate.yaml ${why}`, place: { file: 'validate.yaml', line: 1, column: 1 } }] });
  if (!stat.isFile()) return refuse(stat.isSymbolicLink() ? 'is a symbolic link, which is not followed; write the file itself' : 'is no file');
  if (stat.size > 4e6) return refuse(`has ${Math.round(stat.size / 1e6)} MB; more than 4 MB are not read`);
  try {
    const bytes = readFileSync(file);
    return isUtf8(bytes) ? readConfig(bytes.toString(), 'validate.yaml') : refuse('is no UTF-8 text');
  } catch (error) {
    return refuse(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
}

function stop(message: string, place?: Place): Discovered {
  return { ok: false, problems: [{ code: 'config/invalid', message, ...(place !== undefined && { place }) }] };
}

/** The clusters of validate.yaml, or else one for each entry point. */
function named(config: Config, entries: readonly Entry[], root: string): FoundCluster[] {
  if (config.clusters.length > 0) return config.clusters.map((cluster) => ({ config: cluster, ...startOf(cluster.entry, entries) }));
  const paths = [...new Set(entries.map(({ path }) => path))];
  return paths.map((path) => {
    const cluster = clusterOf(config, path, root);
    const alike = paths.filter((other) => nameOf(other, root) === cluster.name);
    return { config: alike.length > 1 ? { ...cluster, name: distinct(path, alike) } : cluster, ...startOf(path, entries) };
  });
}

/** What sets one of several folders apart: `kubernetes/main/flux` is `main` beside `kubernetes/test/flux`. */
function distinct(path: string, alike: readonly string[]): string {
  const parts = path.split('/');
  const others = alike.filter((other) => other !== path).map((other) => other.split('/'));
  const shared = (at: (list: readonly string[], i: number) => string | undefined): number => {
    let count = 0;
    while (count < parts.length - 1 && others.every((other) => at(other, count) === at(parts, count))) count++;
    return count;
  };
  const [before, after] = [shared((list, i) => list[i]), shared((list, i) => list[list.length - 1 - i])];
  return parts.slice(before, Math.max(before + 1, parts.length - after)).join('-').toLowerCase();
}

function clusterOf(config: Config, folder: string, root: string): ClusterConfig {
  const entry = clean(folder);
  return config.clusters.find((cluster) => clean(cluster.entry) === entry) ?? {
    ...config.defaults, name: nameOf(entry, root), entry,
  };
}

function nameOf(entry: string, root: string): string {
  return basename(entry === '' ? resolve(root) : entry).toLowerCase();
}

function startOf(folder: string, entries: readonly Entry[]): Pick<FoundCluster, 'roots' | 'patches'> {
  const path = clean(folder);
  const { roots, patches } = entries.find((entry) => entry.path === path) ?? impliedEntry(path);
  return { roots, ...(patches !== undefined && { patches }) };
}

function clean(folder: string): string {
  return folder.split('/').filter((part) => part !== '' && part !== '.').join('/');
}

/** The URL of the remote that git calls origin; '' where there is none. */
function originRemote(root: string): string {
  try {
    return execFileSync('git', ['config', '--get', 'remote.origin.url'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}
