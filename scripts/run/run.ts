import { join, relative, resolve } from 'node:path';
import { check, inlineIgnores, loadOwnRules, loadRules, ruleIds, type InlineIgnore, type LoadedRule, type Source } from '../check/index.ts';
import { isFolder, renderRepository, type ReadSource, type RenderedCluster, type RenderedRepository, type RenderOptions } from './clusters.ts';
import { firstObject, orphans } from '../discover/orphans.ts';
import { certificateFile, staleCertificate, staleFacts } from './facts.ts';
import { makeFixer } from '../fix/index.ts';
import { buildGraph } from '../graph/index.ts';
import type { Graph } from '../model/graph.ts';
import { createRenderer } from '../helm/render/index.ts';
import { pointerToken } from '../lib/json.ts';
import { object, text } from '../lib/object.ts';
import { chartOf } from '../lib/unit.ts';
import { timed } from '../lib/timing.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { ClusterReport, Report, UnitReport } from '../model/report.ts';
import type { UnitResult } from '../model/unit.ts';
import { createMemo } from '../render/memo/memo.ts';

export interface RunResult {
  readonly report: Report;
  readonly clusters: readonly Cluster[];
  readonly readSource: ReadSource;
}

/** Discovers, renders and checks a repository. Problems of the repository are findings; nothing of it makes this throw. */
export async function run(options: RenderOptions): Promise<RunResult> {
  const started = performance.now();
  const rendered = await renderRepository(options);
  const { readSource } = rendered;
  if (!rendered.ok) return { clusters: [], readSource, report: stoppedReport(rendered.problems.map(asFinding), secondsSince(started)) };
  const { rules, problems, notRun } = await timed(options.onStage, 'load rules', () => rulesOf(rendered.config, resolve(options.root), options.runRules === true));
  const report = reportOn({ ...rendered, problems: [...rendered.problems, ...problems] }, options, rules, started);
  return { clusters: rendered.clusters, readSource, report: { ...report, notChecked: [...report.notChecked, ...notRun] } };
}

/** What runs over one repository share, so that each renders only what has changed: builds and releases by their content. */
export function sharing(options: RenderOptions): RenderOptions {
  return { ...options, memo: options.memo ?? createMemo(), ...(options.helm !== 'binary' && { renderChart: createRenderer(undefined, { schemas: new Map(), releases: new Map() }) }) };
}

/** Checks what was rendered, by all rules or by those of `only`. */
export function reportOn(rendered: Rendered, options: RenderOptions, rules: readonly LoadedRule[], started: number, { only, graphOf = buildGraph }: { readonly only?: ReadonlySet<string> | undefined; readonly graphOf?: (cluster: Cluster) => Graph } = {}): Report {
  const { clusters, config, files, used, readSource, verified, builtByBinary } = rendered;
  const shown = clusters.map((cluster) => withoutSkipped(cluster, options.network));
  const graphs = timed(options.onStage, 'index', () => shown.map(({ cluster }) => graphOf(cluster)));
  const problems = [...rendered.problems, ...clusters.flatMap((cluster) => problemsBeside(cluster, options, readSource)), ...missingFolders(options, config)];
  const reports = clusters.map(clusterReport);
  const lost = isWhole(reports, config) ? orphans({ files, used, first: (file) => firstObject(file, readSource(file)) }) : [];
  options.onProgress?.(`checking ${graphs.reduce((sum, { resources }) => sum + resources.length, 0).toLocaleString('en')} objects`);
  const checked = timed(options.onStage, 'check', () => check({ graphs, config, rules, problems: [...problems, ...lost], inline: ignoresIn(rendered), recall: rendered.recall, ...(only !== undefined && { only }), sources: sourcesOf(rendered), fixer: makeFixer(readSource), today: today() }));
  const report = finishReport(reports, checked.findings, shown.flatMap(({ notFetched }) => notFetched), options.network, { silenced: checked.silenced, rulesRun: checked.rulesRun, builtByBinary, seconds: secondsSince(started) });
  return { ...report, ...(verified !== undefined && { verified }) };
}

/** The report of a run that did its work, as far as charts could be fetched. */
export function finishReport(clusters: readonly ClusterReport[], found: readonly Finding[], notFetched: readonly string[], network: RenderOptions['network'], rest: Pick<Report, 'silenced' | 'rulesRun' | 'seconds'> & { readonly builtByBinary: readonly string[] }): Report {
  const isMissing = notFetched.length > 0;
  const notChecked = isMissing && network !== 'online' ? [...notFetched, `give the packaged charts with --charts-dir DIR, or run ${network === 'offline' ? 'without --offline' : 'with network; --offline declares that they are left out'}`] : [];
  const nothing = clusters.every(({ manifests }) => manifests === 0) ? [asFinding({ code: 'flux/nothing-found', message: 'no manifest was rendered, so nothing was checked' })] : [];
  const { builtByBinary, ...counts } = rest;
  return { clusters, findings: [...found, ...nothing], ...counts, notChecked, incomplete: isMissing && network === 'online', ...(builtByBinary.length > 0 && { builtByBinary: [...new Set(builtByBinary)].sort() }) };
}

/** The report of a run that could not begin. */
export function stoppedReport(findings: readonly Finding[], seconds: number): Report {
  return { clusters: [], findings, silenced: 0, rulesRun: 0, notChecked: [], incomplete: true, seconds };
}

/** What is wrong with what was pulled from a cluster, or is out of date. */
export function problemsBeside({ name, facts, kubernetesVersion, problems }: RenderedCluster, options: RenderOptions, readSource: ReadSource): Problem[] {
  return [
    ...problems,
    ...(facts === undefined ? [] : staleFacts(facts, options.kubernetes === undefined ? kubernetesVersion : facts.kubernetes, today())),
    ...staleCertificate(name, readSource(certificateFile(name)), today()),
  ];
}

/** The files of a repository, for rules over files. */
export function sourcesOf({ files, readSource, about }: Rendered): (paths: RegExp) => Source[] {
  const sourceAt = (file: string): Source => ({ file, get text() { return readSource(file) ?? ''; }, about: (question, make) => about(file, question, make) });
  return (paths) => files.flatMap((file) => (paths.test(file) ? [sourceAt(file)] : []));
}

export function secondsSince(started: number): number {
  return Math.round(performance.now() - started) / 1000;
}

export type Rendered = Extract<RenderedRepository, { ok: true }>;

/** The `# validate-ignore` comments of a repository. */
export function ignoresIn({ files, readSource, about }: Pick<Rendered, 'files' | 'readSource' | 'about'>): InlineIgnore[] {
  return files.filter((file) => /\.ya?ml$/.test(file)).flatMap((file) => about(file, 'ignores', () => inlineIgnores(file, readSource(file) ?? '')));
}

/** `2026-11-21` */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** The tool's rules, and those of the repository's own that may be run; one that cannot be loaded is told. */
export async function rulesOf({ ruleDir, placeOf }: Config, root: string, run: boolean): Promise<{ readonly rules: readonly LoadedRule[]; readonly problems: readonly Problem[]; readonly notRun: readonly string[] }> {
  const rules = await loadRules();
  if (ruleDir === undefined) return { rules, problems: [], notRun: [] };
  const place = placeOf('/ruleDir');
  const folder = join(root, ruleDir);
  if (!isFolder(folder) || relative(root, folder).startsWith('..')) return { rules, problems: [{ code: 'config/invalid', message: `ruleDir names "${ruleDir}", which is no folder of the repository`, place }], notRun: [] };
  // Their names are known all the same, so that levels and suppressions may speak of them.
  const named = ruleIds(folder).filter((id) => !rules.some((rule) => rule.id === id)).map((id): LoadedRule => ({ id, rule: { meta: { summary: id, level: 'off', source: ruleDir }, reportedBy: 'config' } }));
  if (!run) return { rules: [...rules, ...named], problems: [], notRun: [`the rules in ${ruleDir} were not run: they are code of the repository; --run-rules allows it`] };
  const own = await loadOwnRules(folder, rules.map(({ id }) => id));
  return { rules: [...rules, ...own.rules], problems: own.failed.map((message): Problem => ({ code: 'config/invalid', message, place })), notRun: [] };
}

/** Whether every cluster was built, so that what no build read is read by none. */
export function isWhole(clusters: readonly ClusterReport[], config: Pick<Config, 'clusters'>): boolean {
  const isBuilt = ({ kind, outcome, manifests }: UnitReport): boolean => kind !== 'Kustomization' || outcome === 'rendered' || manifests > 0;
  return config.clusters.every(({ name }) => clusters.some((cluster) => cluster.name === name)) && clusters.every(({ units }) => units.every(isBuilt));
}

/**
 * A cluster without the problems of charts that could not be fetched, and those problems as sentences: on a machine without network they are
 * named as skipped; where the network was asked for (`--online`, CI) they are found, each at its source, and the run is incomplete.
 */
export function withoutSkipped<C extends Cluster>(cluster: C, network: RenderOptions['network']): { readonly cluster: C; readonly notFetched: readonly string[] } {
  const isMissing = ({ code }: Problem): boolean => code === 'helm/chart-not-fetched';
  const { name, units } = cluster;
  const notFetched = units.flatMap(({ id, problems }) => problems.filter(isMissing).map(({ message }) => `${name}: ${id.kind} ${id.namespace}/${id.name}: ${message}`));
  if (notFetched.length === 0 || network === 'online') return { cluster, notFetched };
  return { cluster: { ...cluster, units: units.map((unit) => ({ ...unit, problems: unit.problems.filter((problem) => !isMissing(problem)) })) }, notFetched };
}

export function asFinding({ code, message, place, help }: Problem): Finding {
  return { rule: code, level: 'error', message, ...(place !== undefined && { place }), ...(help !== undefined && { help }) };
}

export function clusterReport({ config, name, kubernetesVersion, units, manifests }: RenderedCluster): ClusterReport {
  return { name, entry: config.entry || '.', kubernetesVersion, fluxVersion: config.fluxVersion, manifests: manifests.length, units: units.map(unitReport), placeholders: placeholders(units) };
}

function unitReport(unit: UnitResult): ClusterReport['units'][number] {
  const { id, outcome, reason, message, blockedBy, manifests } = unit;
  const chart = chartOf(unit);
  return {
    ...id, outcome, manifests: manifests.length,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
    ...(blockedBy !== undefined && { blockedBy }),
    ...(chart !== undefined && { chart: `${chart.name} ${chart.version}` }),
  };
}

/** Folders that do not exist: without a word, their charts would be downloaded, or what they stand in for left out. */
export function missingFolders({ root, chartDirs, given }: RenderOptions, config: Config): Problem[] {
  return [
    ...chartDirs.flatMap((folder, index): Problem[] => (isFolder(folder) ? [] : [{ code: 'config/invalid', message: `--charts-dir ${given?.chartDirs[index] ?? folder} is no folder` }])),
    ...config.chartDirs.flatMap((folder, index): Problem[] => (isFolder(join(resolve(root), folder)) ? [] : [{ code: 'config/invalid', message: `chartDirs names "${folder}", which is no folder`, place: config.placeOf(`/chartDirs/${index}`) }])),
    ...Object.entries(config.sources).flatMap(([name, folder]): Problem[] => (isFolder(join(resolve(root), folder)) ? [] : [{ code: 'config/invalid', message: `sources names "${folder}", which is no folder`, place: config.placeOf(`/sources/${pointerToken(name)}`) }])),
  ];
}

/** SealedSecrets in git that hold the documented placeholder instead of a sealed value (docs/secrets.md). */
function placeholders(units: readonly UnitResult[]): string[] {
  return units.flatMap((unit) => unit.manifests).flatMap(({ object: body }) => {
    if (body['kind'] !== 'SealedSecret') return [];
    const values = Object.values(object(body, 'spec', 'encryptedData'));
    return values.some((value) => typeof value === 'string' && value.startsWith('PLACEHOLDER')) ? [`${text(body, 'metadata', 'namespace')}/${text(body, 'metadata', 'name')}`] : [];
  });
}
