import { isUtf8 } from 'node:buffer';
import { statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { openApi } from './api.ts';
import { discover } from '../discover/index.ts';
import { externalOf, openFacts } from './facts.ts';
import type { Renderer } from '../helm/render/index.ts';
import { digestOf } from '../lib/digest.ts';
import { isNamed, text } from '../lib/object.ts';
import type { Recall } from '../lib/recall.ts';
import { timed, type OnStage } from '../lib/timing.ts';
import type { Cluster, ExternalInput } from '../model/cluster.ts';
import type { ClusterConfig, Config } from '../model/config.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import { openBinaries } from '../render/binary/index.ts';
import { noMemo, type Memo } from '../render/memo/memo.ts';
import { openCache } from '../render/charts/cache.ts';
import { readCredentials } from '../render/charts/credentials.ts';
import { createHttp } from '../render/charts/network.ts';
import { createProvider } from '../render/charts/provider.ts';
import { appliedByHand } from '../render/by-hand.ts';
import { renderCluster } from '../render/cluster.ts';
import { fluxVersionOf } from '../render/flux-version.ts';
import { patchRoots } from '../render/roots.ts';
import { readRefs } from '../render/source/refs.ts';
import { normalizeUrl } from '../render/source/resolve.ts';
import { openTree, withContents, type Digests, type Tree } from '../render/source/tree.ts';
import type { Checkout } from '../render/source/types.ts';

export interface RenderOptions {
  /** The repository; absolute. */
  readonly root: string;
  /** Folders as the user wrote them, for messages: the same on every machine. */
  readonly given?: { readonly root: string; readonly chartDirs: readonly string[] };
  readonly cluster?: string;
  readonly entry?: string;
  /** `1.37`: answers "can I upgrade?" for every cluster. */
  readonly kubernetes?: string;
  readonly chartDirs: readonly string[];
  readonly mirrors: readonly { readonly from: string; readonly to: string }[];
  readonly network: 'auto' | 'online' | 'offline';
  readonly allowedHosts?: readonly string[];
  /** Load and run the rules of the repository's own: they are code. */
  readonly runRules?: boolean;
  readonly cacheDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who renders charts: the engine, where absent. */
  readonly helm?: 'engine' | 'binary';
  /** `linux-x64`: which binaries run here; that of this process where absent. */
  readonly platform?: string;
  /** Render everything a second time with the binaries and report what differs. */
  readonly verifyRender?: boolean;
  readonly onProgress?: (line: string) => void;
  /** Told how long each stage took. */
  readonly onStage?: OnStage;
  /** What the repository holds, in place of the files below `root`: a commit. Folders that validate.yaml names are still those on disk. */
  readonly tree?: Tree;
  /** Another view of the repository than the one on disk. */
  readonly edit?: (tree: Tree) => Tree;
  /** Charts that another run has parsed are not parsed again. */
  readonly renderChart?: Renderer;
  /** What another rendering has made is not made again. */
  readonly memo?: Memo;
  /** Digests of the files on disk, as far as an earlier run knows them. */
  readonly digests?: Digests;
  /** Addresses under which the repository is known beside those that it names itself; that of its remote where absent. */
  readonly ownUrls?: readonly string[];
  /** Renders only these of the clusters, where a run is shared. */
  readonly pick?: (clusters: readonly ClusterConfig[], tree: Tree) => readonly ClusterConfig[];
}

export interface RenderedCluster extends Cluster {
  readonly config: ClusterConfig;
  /** Problems of its own that are of no unit. */
  readonly problems: readonly Problem[];
}

/** Text of a file of the repository; undefined where there is none, or none that a person wrote. */
export type ReadSource = (file: string) => string | undefined;

/** The answer to a question about a file, which an earlier run may have given; `make` looks at nothing but the file's path and content. */
export type AboutFile = <T>(file: string, question: string, make: () => T) => T;

export type RenderedRepository =
  | { readonly ok: true; readonly config: Config; readonly clusters: readonly RenderedCluster[]; /** Of all clusters, rendered or not. */ readonly names: readonly string[]; readonly files: readonly string[]; /** The files that a build read. */ readonly used: ReadonlySet<string>; readonly readSource: ReadSource; readonly about: AboutFile; readonly recall: Recall; readonly problems: readonly Problem[]; readonly verified?: string; readonly builtByBinary: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly readSource: ReadSource };

const largestFile = 20e6;

/** Finds the clusters of a repository without rendering them. */
export function findClusters(options: Pick<RenderOptions, 'root' | 'given' | 'cluster' | 'entry' | 'edit' | 'tree' | 'digests' | 'memo' | 'ownUrls'>): { readonly tree: Tree | undefined; readonly readSource: ReadSource; readonly about: AboutFile; readonly found: ReturnType<typeof discover> } {
  const root = resolve(options.root);
  let own: Tree | undefined;
  try {
    own = options.tree ?? (isFolder(root) ? openTree(root, '', options.digests) : undefined);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined || path === undefined) throw error;
    const problem: Problem = { code: 'yaml/unreadable', message: `${relative(root, path) || (options.given?.root ?? root)} cannot be read (${code})` };
    return { tree: undefined, readSource: () => undefined, about: (_file, _question, make) => make(), found: { ok: false, problems: [problem] } };
  }
  const edited = own === undefined ? undefined : options.edit?.(own);
  const tree = edited === undefined ? own : withContents(edited, edited.read);
  const readSource = (file: string) => readText(tree, file);
  const config = options.tree === undefined ? undefined : readSource('validate.yaml');
  const about: AboutFile = (file, question, make) => {
    const digest = options.memo === undefined ? undefined : digestIn(tree, file);
    return digest === undefined ? make() : options.memo!.recall.ofFile(file, digest, question, make);
  };
  const found = discover({
    root,
    ...(options.given !== undefined && { given: options.given.root }),
    files: { files: tree?.files ?? [], read: readSource, about },
    ...(options.tree !== undefined && { config: config === undefined ? 'absent' as const : { text: config } }),
    ...(options.ownUrls !== undefined && { ownUrls: options.ownUrls }),
    ...(options.cluster !== undefined && { cluster: options.cluster }),
    ...(options.entry !== undefined && { entry: options.entry }),
  });
  return { tree, readSource, about, found };
}

/** Finds the clusters of a repository and renders each as Flux would. Nothing of the repository makes this throw. */
export async function renderRepository(options: RenderOptions): Promise<RenderedRepository> {
  const root = resolve(options.root);
  const { tree, readSource, about, found } = timed(options.onStage, 'find clusters', () => findClusters(options));
  if (!found.ok || tree === undefined) return { ok: false, problems: found.problems, readSource };
  const charts = createProvider({
    folders: [...options.chartDirs, ...found.config.chartDirs.map((folder) => join(root, folder))],
    cache: openCache(join(options.cacheDir, 'charts')),
    credentials: readCredentials(options.env),
    mirrors: options.mirrors,
    http: createHttp({
      offline: options.network === 'offline', timeoutMs: 30_000, retries: 2,
      ...((options.allowedHosts ?? found.config.allowedHosts) !== undefined && { allowedHosts: options.allowedHosts ?? found.config.allowedHosts ?? [] }),
    }),
  });
  const standIns = openStandIns(root, found.config.sources);
  const binaries = await openBinaries(options);
  if ('problems' in binaries) return { ok: false, problems: binaries.problems, readSource };
  const { verifier } = binaries;
  // A binary says what it says, and a second opinion is asked for each time.
  const memo = verifier !== undefined || options.helm === 'binary' ? noMemo : options.memo ?? noMemo;
  const renderChart = options.renderChart ?? binaries.renderChart;
  try {
    const clusters: RenderedCluster[] = [];
    const used = new Set<string>();
    const wanted = options.pick?.(found.clusters.map(({ config }) => config), tree);
    for (const { config, roots: named, patches } of found.clusters) {
      if (wanted?.includes(config) === false) continue;
      const { roots, problems: unpatched } = patches === undefined ? { roots: named, problems: [] } : patchRoots(named, patches);
      const byHand = appliedByHand(config.external, { read: readSource });
      const kubernetesVersion = options.kubernetes ?? config.kubernetesVersion;
      const { facts, problems: unread } = openFacts(config.name, readSource);
      const external = [...config.external, ...installed(roots), ...(facts === undefined ? [] : externalOf(facts))];
      const units = await timed(options.onStage, `render ${config.name}`, () => renderCluster({
        config: { ...config, kubernetesVersion, external }, roots, charts, renderChart, api: openApi(kubernetesVersion, facts, { external, ...(config.featureGates !== undefined && { featureGates: config.featureGates }), recall: memo.recall }),
        sources: { repository: noting(tree, used), ownUrls: new Set(found.ownUrls.map(normalizeUrl)), standIns },
        onUnit: (id) => options.onProgress?.(`${config.name}: ${id.kind} ${id.namespace}/${id.name}`),
        ...(verifier !== undefined && { verifier }),
        memory: { memo, context: digestOf([kubernetesVersion, config.fluxVersion, external, config.featureGates, facts]) },
        fallback: binaries.fallback,
        existing: byHand.manifests,
      }));
      const manifests = units.flatMap((unit) => unit.manifests);
      const fluxVersion = fluxVersionOf(config.fluxVersion, (group, kind, name) => manifests.find(({ object: body }) => isNamed(body, group, kind, name))?.object);
      clusters.push({ config: { ...config, fluxVersion }, problems: [...unpatched, ...byHand.problems, ...unread], name: config.name, kubernetesVersion, profile: config.profile, units, manifests, external, ...(facts !== undefined && { facts }), ...(config.featureGates !== undefined && { featureGates: config.featureGates }), ...(found.config.imageRegistries !== undefined && { imageRegistries: found.config.imageRegistries }) });
    }
    return { ok: true, config: found.config, clusters, names: found.clusters.map(({ config }) => config.name), files: tree.files, used, readSource, about, recall: memo.recall, problems: found.problems, builtByBinary: binaries.fallback.built, ...(verifier !== undefined && { verified: verifier.summary() }) };
  } finally {
    binaries.close();
  }
}

/** The same tree, which notes each file that is read, or need not be because its content is known. */
function noting(tree: Tree, used: Set<string>): Tree {
  const touch = (path: string): void => void used.add(path);
  return {
    ...tree, touch,
    read(path) {
      touch(path);
      return tree.read(path);
    },
  };
}

function openStandIns(root: string, sources: Readonly<Record<string, string>>): (name: string) => Checkout | undefined {
  const open = new Map<string, Checkout>();
  // A repository is the same under all spellings of its address.
  const byAddress = new Map(Object.entries(sources).map(([name, folder]) => [normalizeUrl(name), folder]));
  return (name) => {
    const folder = Object.hasOwn(sources, name) ? sources[name] : /^[a-z+]+:\/\/|@|^github\.com/i.test(name) ? byAddress.get(normalizeUrl(name)) : undefined;
    if (folder === undefined || !isFolder(join(root, folder))) return undefined;
    const refs = open.has(name) ? undefined : readRefs(join(root, folder));
    const known = open.get(name) ?? { tree: openTree(join(root, folder), folder), ...(refs !== undefined && { refs }) };
    open.set(name, known);
    return known;
  };
}

function digestIn(tree: Tree | undefined, file: string): string | undefined {
  try {
    return tree?.digest(file);
  } catch {
    return undefined;
  }
}

function readText(tree: Tree | undefined, file: string): string | undefined {
  try {
    const data = tree?.read(file);
    return data === undefined || data.byteLength > largestFile || !isUtf8(data) ? undefined : Buffer.from(data).toString();
  } catch {
    // The build that needs the file says so.
    return undefined;
  }
}

/** The namespaces that Flux is installed in: they are there before anything is synced. */
function installed(roots: readonly Manifest[]): ExternalInput[] {
  return [...new Set(roots.map(({ object: root }) => text(root, 'metadata', 'namespace')))].map((name) => ({ kind: 'Namespace', name, reason: 'Flux is installed there' }));
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

