import { join, relative, resolve } from 'node:path';
import { check, inlineIgnores, loadOwnRules, loadRules, ruleIds, type InlineIgnore, type LoadedRule } from '../check/index.ts';
import { isFolder, renderRepository, type ReadSource, type RenderedCluster, type RenderedRepository, type RenderOptions } from './clusters.ts';
import { orphans } from '../discover/orphans.ts';
import { certificateFile, staleCertificate, staleFacts } from './facts.ts';
import { makeFixer } from '../fix/index.ts';
import { buildGraph } from '../graph/index.ts';
import { createRenderer } from '../helm/render/index.ts';
import { object, text } from '../lib/object.ts';
import { chartOf } from '../lib/unit.ts';
import { timed } from '../lib/timing.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { ClusterReport, Report } from '../model/report.ts';
import type { UnitResult } from '../model/unit.ts';
import { createBuildMemo } from '../render/build-memo.ts';

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
  if (!rendered.ok) return { clusters: [], readSource, report: finish([], rendered.problems.map(asFinding), 0, 0, [], true, started) };
  const { rules, problems, notRun } = await timed(options.onStage, 'load rules', () => rulesOf(rendered.config, resolve(options.root), options.runRules === true));
  const report = reportOn({ ...rendered, problems: [...rendered.problems, ...problems] }, options, rules, started);
  return { clusters: rendered.clusters, readSource, report: { ...report, notChecked: [...report.notChecked, ...notRun] } };
}

/** What runs over one repository share, so that each renders only what has changed: builds and releases by their content. */
export function sharing(options: RenderOptions): RenderOptions {
  return { ...options, memo: createBuildMemo(), ...(options.helm !== 'binary' && { renderChart: createRenderer(undefined, { schemas: new Map(), releases: new Map() }) }) };
}

/** Checks what was rendered. */
export function reportOn({ clusters, config, files, used, readSource, problems, verified, builtByBinary }: Rendered, options: RenderOptions, rules: readonly LoadedRule[], started: number): Report {
  const stale = clusters.flatMap(({ name, facts, kubernetesVersion }) => [
    ...(facts === undefined ? [] : staleFacts(facts, options.kubernetes === undefined ? kubernetesVersion : facts.kubernetes, today())),
    ...staleCertificate(name, readSource(certificateFile(name)), today()),
  ]);
  const { notChecked, shown, incomplete } = sortSkipped(clusters, options.network);
  const sources = (paths: RegExp) => files.flatMap((file) => (paths.test(file) ? [{ file, text: readSource(file) ?? '' }] : []));
  const graphs = timed(options.onStage, 'index', () => shown.map((cluster) => buildGraph(cluster)));
  const checked = timed(options.onStage, 'check', () => check({ graphs, config, rules, problems: [...problems, ...stale, ...missingFolders(options, config), ...(isWhole(clusters, config) ? orphans({ files, used, read: readSource }) : [])], inline: ignoresIn(files, readSource), sources, fixer: makeFixer(readSource), today: today() }));
  const findings = [...checked.findings];
  if (clusters.every((cluster) => cluster.manifests.length === 0)) findings.push(asFinding({ code: 'flux/nothing-found', message: 'no manifest was rendered, so nothing was checked' }));
  const report = finish(clusters.map(clusterReport), findings, checked.silenced, checked.rulesRun, notChecked, incomplete, started);
  return { ...report, ...(verified !== undefined && { verified }), ...(builtByBinary.length > 0 && { builtByBinary }) };
}

export type Rendered = Extract<RenderedRepository, { ok: true }>;

/** The `# validate-ignore` comments of a repository. */
export function ignoresIn(files: readonly string[], readSource: ReadSource): InlineIgnore[] {
  return files.filter((file) => /\.ya?ml$/.test(file)).flatMap((file) => inlineIgnores(file, readSource(file) ?? ''));
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
function isWhole(clusters: readonly RenderedCluster[], config: Config): boolean {
  const isBuilt = ({ id, outcome, manifests }: UnitResult): boolean => id.kind !== 'Kustomization' || outcome === 'rendered' || manifests.length > 0;
  return config.clusters.every(({ name }) => clusters.some((cluster) => cluster.name === name)) && clusters.every(({ units }) => units.every(isBuilt));
}

/**
 * Charts that could not be fetched: on a machine without network they are named as skipped; where the network was asked
 * for (`--online`, CI) they are found, each at its source, and the run is incomplete.
 */
function sortSkipped(clusters: readonly Cluster[], network: RenderOptions['network']): { readonly notChecked: readonly string[]; readonly shown: readonly Cluster[]; readonly incomplete: boolean } {
  const isMissing = ({ code }: Problem): boolean => code === 'helm/chart-not-fetched';
  const skipped = clusters.flatMap(({ name, units }) => units.flatMap(({ id, problems }) => problems.filter(isMissing).map(({ message }) => `${name}: ${id.kind} ${id.namespace}/${id.name}: ${message}`)));
  if (skipped.length === 0 || network === 'online') return { notChecked: [], shown: clusters, incomplete: skipped.length > 0 };
  const shown = clusters.map((cluster): Cluster => ({ ...cluster, units: cluster.units.map((unit) => ({ ...unit, problems: unit.problems.filter((problem) => !isMissing(problem)) })) }));
  return { notChecked: [...skipped, 'give the packaged charts with --charts-dir DIR, or run with network; --offline declares that they are left out'], shown, incomplete: false };
}

function finish(clusters: readonly ClusterReport[], findings: readonly Finding[], silenced: number, rulesRun: number, notChecked: readonly string[], incomplete: boolean, started: number): Report {
  return { clusters, findings, silenced, rulesRun, notChecked, incomplete, seconds: Math.round(performance.now() - started) / 1000 };
}

function asFinding({ code, message, place, help }: Problem): Finding {
  return { rule: code, level: 'error', message, ...(place !== undefined && { place }), ...(help !== undefined && { help }) };
}

function clusterReport({ config, name, kubernetesVersion, units, manifests }: RenderedCluster): ClusterReport {
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

/** Chart folders that do not exist: without a word, their charts would be downloaded or left out. */
function missingFolders({ root, chartDirs, given }: RenderOptions, config: Config): Problem[] {
  return [
    ...chartDirs.flatMap((folder, index): Problem[] => (isFolder(folder) ? [] : [{ code: 'config/invalid', message: `--charts-dir ${given?.chartDirs[index] ?? folder} is no folder` }])),
    ...config.chartDirs.flatMap((folder, index): Problem[] => (isFolder(join(resolve(root), folder)) ? [] : [{ code: 'config/invalid', message: `chartDirs names "${folder}", which is no folder`, place: config.placeOf(`/chartDirs/${index}`) }])),
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
