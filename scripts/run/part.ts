import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import { activeRules, finish, gather, idleLevels, levelsOf, ordered, piecesOf, ruleFacts, rulesRun, settle, withLevels, type Found } from '../check/index.ts';
import { firstObject, isForFlux } from '../discover/orphans.ts';
import { makeFixer } from '../fix/index.ts';
import { buildGraph } from '../graph/index.ts';
import type { Finding } from '../model/finding.ts';
import type { Part, PartCluster, Shard } from '../model/part.ts';
import type { Report } from '../model/report.ts';
import { toolDigest } from '../render/memo/tool.ts';
import type { Tree } from '../render/source/tree.ts';
import { drawingOf } from '../report/index.ts';
import { partStart } from '../shard/file.ts';
import { linesOf } from '../shard/lines.ts';
import { dealOut, sharesOf, weigh, type ClusterShare } from '../shard/plan.ts';
import { renderRepository, type ReadSource, type RenderOptions } from './clusters.ts';
import { asFinding, clusterReport, finishReport, ignoresIn, missingFolders, problemsBeside, rulesOf, secondsSince, sourcesOf, stoppedReport, today, withoutSkipped } from './run.ts';

export interface PartResult {
  readonly part: Part;
  /** What this shard alone would say. */
  readonly report: Report;
  readonly readSource: ReadSource;
}

/**
 * One shard of a run: renders the clusters that it has a share of, as whole clusters, because their units depend on each other, and checks its
 * share of what they hold. The findings of all shards, silenced ones too, are what a run over everything finds; `mergeParts` makes its report of them.
 */
export async function runPart(options: RenderOptions, shard: Shard): Promise<PartResult> {
  const started = performance.now();
  let shares: ReadonlyMap<string, ClusterShare> = new Map();
  let files = '';
  const rendered = await renderRepository({
    ...options,
    pick: (clusters, tree) => {
      files = digestOfTree(tree, relative(resolve(options.root), resolve(options.cacheDir)));
      const text = (file: string) => asText(tree, file);
      const weights = clusters.length === 1 ? [1] : clusters.map(({ entry }) => weigh(entry, { files: tree.files, kind: tree.kind, text }));
      const mine = sharesOf(weights, shard);
      shares = new Map([...mine].map(([at, share]) => [clusters[at]!.name, share]));
      return clusters.filter((_, at) => mine.has(at));
    },
  });
  const run = { tool: toolDigest(resolve(import.meta.dirname, '../..'), options.memo === undefined ? undefined : join(options.cacheDir, 'renders/tool')), files, flags: flagsOf(options), ...commitOf(options.root) };
  const head = { shard, run, today: today() };
  const { readSource } = rendered;
  if (!rendered.ok) {
    const findings = rendered.problems.map(asFinding);
    const empty = { clusterNames: [], clusters: [], found: [], rules: [], rulesRun: 0, used: [], builtByBinary: [], config: { clusters: [], rules: {}, suppressions: [] } };
    return { part: { ...head, ...empty, seconds: secondsSince(started), stopped: findings, lines: linesOf(findings, readSource) }, report: stoppedReport(findings, secondsSince(started)), readSource };
  }
  const { config, clusters, names, used, builtByBinary } = rendered;
  const { rules, problems, notRun } = await rulesOf(config, resolve(options.root), options.runRules === true);
  const shown = clusters.map((cluster) => withoutSkipped(cluster, options.network));
  const graphs = shown.map(({ cluster }) => buildGraph(cluster));
  const level = levelsOf(rules, config, graphs);
  const isFirst = shard.number === 1;
  const done = new Map(graphs.map((graph) => {
    const pieces = piecesOf(graph, activeRules(rules, config, graph));
    const { share, of } = shares.get(graph.cluster.name)!;
    const owners = dealOut(pieces.map(({ cost }) => cost), of);
    return [graph.cluster.name, { pieces: pieces.map(({ name }) => name), done: owners.flatMap((owner, at) => (owner === share ? [at] : [])) }] as const;
  }));
  const beside = clusters.filter(({ name }) => shares.get(name)!.share === 0).flatMap((cluster) => problemsBeside(cluster, options, readSource));
  const found = gather({
    graphs, config, rules, recall: rendered.recall,
    problems: [...beside, ...(isFirst ? [...rendered.problems, ...problems, ...missingFolders(options, config)] : [])],
    ...(isFirst && { sources: sourcesOf(rendered) }),
    shareOf: (name) => {
      const { pieces, done: own } = done.get(name)!;
      return new Set(own.map((at) => pieces[at]!));
    },
  });
  const inline = ignoresIn(rendered);
  const { kept, silenced } = settle({ found, config, rules: rules.map(ruleFacts), clusters: shown.map(({ cluster }) => cluster), inline, today: head.today, level: (id) => level(id, undefined) });
  const standing = new Set(kept);
  const fixer = makeFixer(readSource);
  // Only what stands is worth asking charts and source files for; what another shard finds can take away more, and add nothing.
  const findings = found.map((each): Finding => (standing.has(each) ? finish(each, fixer) : bare(each)));
  const reports = clusters.map(clusterReport);
  const count = rulesRun(rules, level, names[0]);
  const misnamed = withLevels(idleLevels(config, rules), (id) => level(id, undefined));
  const unread = !isFirst ? [] : rendered.files.filter((file) => !used.has(file) && isForFlux(file)).flatMap((file) => {
    const first = firstObject(file, readSource(file));
    return first === undefined ? [] : [{ file, first }];
  });
  const part: Part = {
    ...head, config: { clusters: config.clusters, rules: config.rules, suppressions: config.suppressions }, clusterNames: names, found: findings, rules: rules.map(ruleFacts), rulesRun: count, used: [...used], builtByBinary,
    clusters: reports.map((report, at): PartCluster => ({
      report, notFetched: shown[at]!.notFetched, ...done.get(report.name)!,
      ...(shares.get(report.name)!.share === 0 && { drawing: drawingOf(graphs[at]!) }),
    })),
    ...(isFirst && { repository: { ignores: inline, notRun, unread, misnamed } }),
    lines: linesOf([...findings, ...(isFirst ? [...misnamed, ...config.suppressions, ...inline, ...unread.map(({ first: { place } }) => ({ place }))] : [])], readSource),
    seconds: secondsSince(started),
  };
  const own = ordered(findings.filter((_, at) => standing.has(found[at]!)));
  const report = finishReport(reports, own, shown.flatMap(({ notFetched }) => notFetched), options.network, { silenced, rulesRun: count, builtByBinary, seconds: part.seconds });
  // That nothing was rendered is only so where no other shard has anything.
  const isAll = clusters.length === names.length;
  return { part, report: isAll ? report : { ...report, findings: report.findings.filter(({ rule }) => rule !== 'flux/nothing-found') }, readSource };
}

/** Without what only a run in this process could use. */
function bare({ mends: _, askChart: __, ...found }: Found): Finding {
  return found;
}

/** What of the flags changes a result. */
function flagsOf({ cluster, entry, kubernetes, network, helm, allowedHosts, mirrors, given, runRules }: RenderOptions): Record<string, string> {
  return {
    cluster: cluster ?? '', entry: entry ?? '', kubernetes: kubernetes ?? '', helm: helm === 'binary' ? helm : '', offline: String(network === 'offline'), online: String(network === 'online'),
    'allow-host': (allowedHosts ?? []).join(' '), 'chart-mirror': mirrors.map(({ from, to }) => `${from}=${to}`).join(' '), 'charts-dir': (given?.chartDirs ?? []).join(' '), 'run-rules': String(runRules === true),
  };
}

/** Of every file, but for what runs write beside them: parts, and what they keep. */
function digestOfTree(tree: Tree, cache: string): string {
  const hash = createHash('sha256');
  for (const file of tree.files) {
    if (file.startsWith(`${cache}/`)) continue;
    const bytes = bytesOf(tree, file);
    if (bytes !== undefined && !(file.endsWith('.json') && Buffer.from(bytes.subarray(0, partStart.length)).toString('latin1') === partStart)) hash.update(`${file}\0${bytes.byteLength}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function bytesOf(tree: Tree, file: string): Uint8Array | undefined {
  try {
    return tree.read(file);
  } catch {
    return undefined;
  }
}

function asText(tree: Tree, file: string): string | undefined {
  const bytes = bytesOf(tree, file);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1');
}

function commitOf(root: string): { readonly commit?: string } {
  try {
    return { commit: execFileSync('git', ['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() };
  } catch {
    return {};
  }
}
