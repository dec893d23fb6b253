import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openApi } from './api.ts';
import { check, inlineIgnores, loadRules } from './check/index.ts';
import { discover } from './discover/index.ts';
import { buildGraph } from './graph/index.ts';
import { createRenderer } from './helm/render/index.ts';
import { object, text } from './lib/object.ts';
import type { Cluster } from './model/cluster.ts';
import type { Finding } from './model/finding.ts';
import type { Problem } from './model/problem.ts';
import type { ClusterReport, Report } from './model/report.ts';
import type { UnitResult } from './model/unit.ts';
import { openCache } from './render/charts/cache.ts';
import { readCredentials } from './render/charts/credentials.ts';
import { createHttp } from './render/charts/network.ts';
import { createProvider } from './render/charts/provider.ts';
import { renderCluster } from './render/cluster.ts';
import { normalizeUrl } from './render/source/resolve.ts';
import { openTree, type Tree } from './render/source/tree.ts';

export interface RunOptions {
  /** The repository; absolute. */
  readonly root: string;
  readonly cluster?: string;
  readonly entry?: string;
  /** `1.37`: answers "can I upgrade?" for every cluster. */
  readonly kubernetes?: string;
  readonly chartDirs: readonly string[];
  readonly mirrors: readonly { readonly from: string; readonly to: string }[];
  readonly network: 'auto' | 'online' | 'offline';
  readonly allowedHosts?: readonly string[];
  readonly cacheDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: (line: string) => void;
}

export interface RunResult {
  readonly report: Report;
  readonly clusters: readonly Cluster[];
  readonly readSource: (file: string) => string | undefined;
}

const largestFile = 20e6;

/** Discovers, renders and checks a repository. Problems of the repository are findings; nothing of it makes this throw. */
export async function run(options: RunOptions): Promise<RunResult> {
  const started = performance.now();
  const root = resolve(options.root);
  const tree = isFolder(root) ? openTree(root) : undefined;
  const readSource = (file: string) => readText(tree, file);
  const found = discover({
    root,
    files: { files: tree?.files ?? [], read: readSource },
    ...(options.cluster !== undefined && { cluster: options.cluster }),
    ...(options.entry !== undefined && { entry: options.entry }),
  });
  if (!found.ok || tree === undefined) return { clusters: [], readSource, report: finish([], found.problems.map(asFinding), 0, 0, [], true, started) };
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
  const renderChart = createRenderer();
  const clusters: Cluster[] = [];
  const reports: ClusterReport[] = [];
  for (const { config, roots } of found.clusters) {
    const kubernetesVersion = options.kubernetes ?? config.kubernetesVersion;
    const units = await renderCluster({
      config: { ...config, kubernetesVersion }, roots, charts, renderChart, api: openApi(kubernetesVersion),
      sources: { repository: tree, ownUrls: new Set(found.ownUrls.map(normalizeUrl)), standIns },
      onUnit: (id) => options.onProgress?.(`${config.name}: ${id.kind} ${id.namespace}/${id.name}`),
    });
    const manifests = units.flatMap((unit) => unit.manifests);
    clusters.push({ name: config.name, kubernetesVersion, profile: config.profile, units, manifests, external: config.external });
    reports.push({ name: config.name, entry: config.entry || '.', kubernetesVersion, fluxVersion: config.fluxVersion, manifests: manifests.length, units: units.map(unitReport), placeholders: placeholders(units) });
  }
  const { notChecked, shown, incomplete } = sortSkipped(clusters, options.network);
  const inline = tree.files.filter((file) => /\.ya?ml$/.test(file)).flatMap((file) => inlineIgnores(file, readSource(file) ?? ''));
  const checked = check({ graphs: shown.map((cluster) => buildGraph(cluster)), config: found.config, rules: await loadRules(), inline, today: new Date().toISOString().slice(0, 10) });
  const findings = [...checked.findings];
  if (clusters.every((cluster) => cluster.manifests.length === 0)) findings.push(asFinding({ code: 'flux/nothing-found', message: 'no manifest was rendered, so nothing was checked' }));
  return { clusters, readSource, report: finish(reports, findings, checked.silenced, checked.rulesRun, notChecked, incomplete, started) };
}

/**
 * Charts that could not be fetched: on a machine without network they are named as skipped; where the network was asked
 * for (`--online`, CI) the run is incomplete.
 */
function sortSkipped(clusters: readonly Cluster[], network: RunOptions['network']): { notChecked: string[]; shown: Cluster[]; incomplete: boolean } {
  const notChecked: string[] = [];
  const shown = clusters.map((cluster): Cluster => ({
    ...cluster,
    units: cluster.units.map((unit): UnitResult => {
      if (unit.outcome !== 'skipped') return unit;
      const missing = unit.problems.filter(({ code }) => code === 'helm/chart-not-fetched');
      for (const { message } of missing) notChecked.push(`${cluster.name}: ${unit.id.kind} ${unit.id.namespace}/${unit.id.name}: ${message}`);
      return { ...unit, problems: unit.problems.filter(({ code }) => code !== 'helm/chart-not-fetched') };
    }),
  }));
  if (notChecked.length > 0 && network !== 'online') notChecked.push('give the packaged charts with --charts-dir DIR, or run with network; --offline declares that they are left out');
  return { notChecked, shown, incomplete: notChecked.length > 0 && network === 'online' };
}

function finish(clusters: readonly ClusterReport[], findings: readonly Finding[], silenced: number, rulesRun: number, notChecked: readonly string[], incomplete: boolean, started: number): Report {
  return { clusters, findings, silenced, rulesRun, notChecked, incomplete, seconds: Math.round(performance.now() - started) / 1000 };
}

function asFinding({ code, message, place, help }: Problem): Finding {
  return { rule: code, level: 'error', message, ...(place !== undefined && { place }), ...(help !== undefined && { help }) };
}

function unitReport(unit: UnitResult): ClusterReport['units'][number] {
  const { id, outcome, reason, message, blockedBy, manifests } = unit;
  const chart = /with chart (\S+)@(\S+)$/.exec(message ?? '');
  return {
    ...id, outcome, manifests: manifests.length,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
    ...(blockedBy !== undefined && { blockedBy }),
    ...(chart !== null && { chart: `${chart[1]} ${chart[2]}` }),
  };
}

/** SealedSecrets in git that hold the documented placeholder instead of a sealed value (docs/secrets.md). */
function placeholders(units: readonly UnitResult[]): string[] {
  return units.flatMap((unit) => unit.manifests).flatMap(({ object: body }) => {
    if (body['kind'] !== 'SealedSecret') return [];
    const values = Object.values(object(body, 'spec', 'encryptedData'));
    return values.some((value) => typeof value === 'string' && value.startsWith('PLACEHOLDER')) ? [`${text(body, 'metadata', 'namespace')}/${text(body, 'metadata', 'name')}`] : [];
  });
}

function openStandIns(root: string, sources: Readonly<Record<string, string>>): (name: string) => Tree | undefined {
  const open = new Map<string, Tree>();
  return (name) => {
    const folder = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (folder === undefined || !isFolder(join(root, folder))) return undefined;
    const known = open.get(name) ?? openTree(join(root, folder), folder);
    open.set(name, known);
    return known;
  };
}

function readText(tree: Tree | undefined, file: string): string | undefined {
  const data = tree?.read(file);
  return data === undefined || data.byteLength > largestFile ? undefined : Buffer.from(data).toString();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

