import { basename, resolve } from 'node:path';
import { checkChanges, type LoadedRule } from '../check/index.ts';
import { findClusters, isFolder, renderRepository, type ReadSource, type RenderOptions } from './clusters.ts';
import { checkOut, readFiles, type Checkout } from '../diff/checkout.ts';
import { withCommits, type CommitRange } from '../diff/commits.ts';
import { openGit } from '../diff/git.ts';
import { changeOf, clusterDiff, linesOf } from '../diff/index.ts';
import { makeNewLines } from '../diff/lines.ts';
import { resolveSides, type Side } from '../diff/revisions.ts';
import { createRenderer } from '../helm/render/index.ts';
import { buildGraph } from '../graph/index.ts';
import { digestOf } from '../lib/digest.ts';
import { findingKey } from '../lib/finding-key.ts';
import type { ClusterChange } from '../model/change.ts';
import type { Cluster } from '../model/cluster.ts';
import type { ClusterDiff, Diff, DiffSide } from '../model/diff.ts';
import type { Finding } from '../model/finding.ts';
import type { Graph } from '../model/graph.ts';
import type { Report } from '../model/report.ts';
import { createMemo } from '../render/memo/memo.ts';
import { contentTree, type Tree } from '../render/source/tree.ts';
import { ignoresIn, reportOn, rulesOf, today, type Rendered } from './run.ts';

export interface DiffOptions {
  /** How both sides are rendered; `root` is the repository. */
  readonly render: RenderOptions;
  /** Two folders, in place of revisions. */
  readonly folders?: { readonly base: string; readonly head: string };
  readonly base?: string;
  readonly head?: string;
  /** The branch that the change goes to, where a CI system says it. */
  readonly target?: string;
  /** Runs all rules: on both sides to tell which findings the change brings and mends; or, on base, only those that found something in head; or on head alone. */
  readonly check?: boolean | 'introduced' | 'head';
  /** Tells of each cause the commit that wrote its line. */
  readonly commits?: boolean;
  /** Called before anything is written, with what takes it away again: for a process that is interrupted. */
  readonly onOpen?: (dispose: () => void) => void;
}

export type DiffResult =
  | {
      readonly ok: true;
      readonly diff: Diff;
      /** The whole report on head, where the rules were run. */
      readonly report?: Report;
      /** Head's clusters. */
      readonly clusters: readonly Cluster[];
      /** What `diff` is made of, object by object. */
      readonly changes: readonly ClusterChange[];
      readonly readBase: ReadSource;
      readonly readHead: ReadSource;
      /** Removes the temporary folders; call it when nothing is read any more. */
      dispose(): void;
    }
  | { readonly ok: false; readonly message: string };

/** Renders base and head, compares them cluster by cluster, and runs the rules of a change. Throws for nothing that a repository holds. */
export async function runDiff(options: DiffOptions): Promise<DiffResult> {
  const started = performance.now();
  const opened: Checkout[] = [];
  const dispose = () => opened.splice(0).forEach((checkout) => checkout.remove());
  options.onOpen?.(dispose);
  const stop = (message: string): DiffResult => {
    dispose();
    return { ok: false, message };
  };
  const sides = open(options, opened);
  if (!sides.ok) return stop(sides.message);
  // What both sides have alike is built once, and charts are parsed once, unless a binary renders them.
  const shared = { memo: options.render.memo ?? createMemo(), ...(options.render.helm !== 'binary' && { renderChart: createRenderer() }) };
  const { digests, ...render } = options.render;
  const rendered: Rendered[] = [];
  for (const side of [sides.base, sides.head]) {
    const result = await renderRepository({ ...render, root: side.folder, ...(digests !== undefined && side.folder === render.root && { digests }), ...(side.tree !== undefined && { tree: side.tree }), ...shared, ...(sides.ownUrls !== undefined && { ownUrls: sides.ownUrls }), ...(options.render.onProgress !== undefined && { onProgress: (line) => options.render.onProgress?.(`${side.name}: ${line}`) }) });
    if (!result.ok) return stop(`${side.name} cannot be rendered: ${result.problems.map(({ message, place }) => (place === undefined ? message : `${place.file}:${place.line}:${place.column}: ${message}`)).join('; ')}`);
    rendered.push(result);
  }
  const [base, head] = rendered as [Rendered, Rendered];
  options.render.onProgress?.('comparing');
  const pairs = pairClusters(base, head);
  const graphs = new Map<Cluster, Graph>();
  const graphOf = (cluster: Cluster): Graph => {
    const known = graphs.get(cluster) ?? buildGraph(cluster);
    graphs.set(cluster, known);
    return known;
  };
  const isNew = makeNewLines({ base: base.readSource, head: head.readSource });
  const changes = pairs.map((pair) => changeOf(pair.base, pair.head, { base: graphOf(pair.base), head: graphOf(pair.head) }, isNew));
  const { rules, problems, notRun } = await rulesOf(head.config, sides.head.folder, options.render.runRules === true);
  const checked = checkChanges({ changes, config: head.config, rules, today: today(), inline: ignoresIn(head) });
  const reportOf = (side: Rendered, root: string, only?: ReadonlySet<string>) => reportOn({ ...side, problems: [...side.problems, ...problems] }, { ...options.render, root }, rules, started, { only, graphOf });
  const after = options.check === undefined || options.check === false ? undefined : reportOf(head, sides.head.folder);
  const found = new Set(after?.findings.map(({ rule }) => rule));
  const before = after !== undefined && options.check === true ? reportOf(base, sides.base.folder) : undefined;
  // Of base it is only asked what it has, which an earlier run over the same commit may have told.
  const isKept = options.render.memo !== undefined && sides.base.tree !== undefined && problems.length === 0 && rules.every(({ isForeign }) => isForeign !== true);
  const keysBefore = (): readonly string[] => {
    if (before !== undefined) return before.findings.map(findingKey);
    if (options.check !== 'introduced' || found.size === 0) return [];
    if (!isKept) return reportOf(base, sides.base.folder, rulesThatCount(rules, found)).findings.map(findingKey);
    return base.recall.ofFile('base', contentOf(base, sides.base.tree!, options.render), 'findings', () => reportOf(base, sides.base.folder).findings.map(findingKey));
  };
  const skipped = [base, head].some(({ clusters }) => clusters.some(({ units }) => units.some(({ problems }) => problems.some(({ code }) => code === 'helm/chart-not-fetched'))));
  const compared = changes.map((change, index) => clusterDiff(change, pairs[index]!.in));
  const range = rangeOf(sides, options.render.root, head.readSource);
  const diff: Diff = {
    base: nameOf(sides.base), head: nameOf(sides.head),
    clusters: options.commits === true && range !== undefined ? withCommits(compared, range, linesOf(changes, compared)) : compared,
    findings: checked.findings, silenced: checked.silenced,
    ...(after !== undefined && options.check !== 'head' && { introduced: without(after.findings, keysBefore()) }),
    ...(after !== undefined && before !== undefined && options.check === true && { mended: without(before.findings, after.findings.map(findingKey)) }),
    incomplete: options.render.network === 'online' && skipped,
    seconds: Math.round(performance.now() - started) / 1000,
  };
  return { ok: true, diff, changes, clusters: head.clusters, ...(after !== undefined && { report: { ...after, notChecked: [...after.notChecked, ...notRun] } }), readBase: base.readSource, readHead: head.readSource, dispose };
}

/** Names all that the findings of base depend on beside the tool: its files, what they were rendered to, how that was asked for, and the day. */
function contentOf({ clusters, used }: Rendered, tree: Tree, { cluster, entry, kubernetes, network, given, chartDirs }: RenderOptions): string {
  const units = clusters.map(({ name, units: all, facts, external }) => [name, facts, external, all.map(({ manifests, refused, ...unit }) => [unit, refused?.length, manifests.map(({ object, sent, hooks, tested }) => [object, sent, hooks, tested])])]);
  return digestOf([tree.files.map((file) => [file, tree.digest(file)]), units, [...used].sort(), [cluster, entry, kubernetes, network, given, chartDirs.map((folder) => [folder, isFolder(folder)])], today()]);
}

/**
 * The rules without which base would have another set of the findings that head has: those that found something there, and those
 * whose findings stand in place of the verdict's; all where suppressions themselves are found, which depend on every rule.
 */
function rulesThatCount(rules: readonly LoadedRule[], found: ReadonlySet<string>): ReadonlySet<string> | undefined {
  if ([...found].some((id) => id.startsWith('config/'))) return undefined;
  return new Set(rules.flatMap(({ id, rule }) => (found.has(id) || rule.meta.restatesVerdict === true ? [id] : [])));
}

/** The branch that a change goes to, where a CI system says it. */
export function targetOf(env: RenderOptions['env']): string | undefined {
  return env['GITHUB_BASE_REF'] || env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME'] || undefined;
}

type Opened = DiffSide & { readonly folder: string; /** A commit's files, where nothing needs them on disk. */ readonly tree?: Tree };

function open({ render, folders, base, head, target }: DiffOptions, opened: Checkout[]): { readonly ok: true; readonly base: Opened; readonly head: Opened; readonly ownUrls?: readonly string[] } | { readonly ok: false; readonly message: string } {
  const { root } = render;
  const missing = (folders === undefined ? [root] : [folders.base, folders.head]).find((folder) => !isFolder(folder));
  if (missing !== undefined) return { ok: false, message: `${missing} is no folder` };
  if (folders !== undefined) return { ok: true, base: { name: folders.base, folder: folders.base }, head: { name: folders.head, folder: folders.head } };
  const git = openGit(root);
  const sides = resolveSides(git, { root, ...(base !== undefined && { base }), ...(head !== undefined && { head }), ...(target !== undefined && { target }) });
  if (!sides.ok) return sides;
  const checkedOut: Opened[] = [];
  for (const side of [sides.base, sides.head] as const) {
    if ('folder' in side) checkedOut.push({ name: side.name, folder: side.folder });
    else {
      const [title, named] = [`${side.name} (${side.commit.slice(0, 10)})`, { name: side.name, commit: side.commit }];
      const read = readFiles(git, side.tree, title);
      if (!read.ok) return read;
      const tree = contentTree(read.files, read.links);
      if (!needsFolder({ ...render, tree })) {
        checkedOut.push({ ...named, folder: root, tree });
        continue;
      }
      const result = checkOut(git, side.tree, title, basename(resolve(root)));
      if (!result.ok) return result;
      opened.push(result.checkout);
      checkedOut.push({ ...named, folder: result.checkout.folder });
    }
  }
  const remote = git.text('config', '--get', 'remote.origin.url');
  return { ok: true, base: checkedOut[0]!, head: checkedOut[1]!, ownUrls: remote === undefined ? [] : [remote] };
}

/** Whether a side's validate.yaml names folders, which are looked for on disk, or cannot be read, which is told best from there. */
function needsFolder(side: RenderOptions & { readonly tree: Tree }): boolean {
  if (side.tree.kind('validate.yaml') === undefined && side.tree.whyMissing('validate.yaml') === undefined) return false;
  const { found, readSource } = findClusters(side);
  return !found.ok || readSource('validate.yaml') === undefined || found.config.chartDirs.length > 0 || Object.keys(found.config.sources).length > 0 || found.config.ruleDir !== undefined;
}

/** The commits between two sides of one history. */
function rangeOf({ base, head }: { readonly base: Opened; readonly head: Opened }, root: string, readHead: ReadSource): CommitRange | undefined {
  if (base.commit === undefined) return undefined;
  return { git: openGit(root), base: base.commit, head: head.commit ?? 'HEAD', ...(head.commit === undefined && { readHead }) };
}

function nameOf({ name, commit }: Opened & Partial<Side>): DiffSide {
  return { name, ...(commit !== undefined && { commit }) };
}

interface ClusterPair {
  readonly base: Cluster;
  readonly head: Cluster;
  readonly in: ClusterDiff['in'];
}

/** Clusters of one name, or of one entry where the name is another; one that a side does not have is empty there. */
function pairClusters(base: Rendered, head: Rendered): ClusterPair[] {
  const rest = new Set(base.clusters);
  const pairs = head.clusters.map((cluster): ClusterPair => {
    const twin = [...rest].find(({ name }) => name === cluster.name) ?? [...rest].find(({ config }) => config.entry === cluster.config.entry);
    if (twin === undefined) return { base: { ...cluster, units: [], manifests: [] }, head: cluster, in: 'head' };
    rest.delete(twin);
    return { base: twin, head: cluster, in: 'both' };
  });
  return [...pairs, ...[...rest].map((cluster): ClusterPair => ({ base: cluster, head: { ...cluster, units: [], manifests: [] }, in: 'base' }))];
}

/** The findings of one run that the other, of which the keys are given, does not have; one that stands twice needs two. */
function without(findings: readonly Finding[], others: readonly string[]): Finding[] {
  const known = new Map<string, number>();
  for (const key of others) known.set(key, (known.get(key) ?? 0) + 1);
  return findings.filter((finding) => {
    const key = findingKey(finding);
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    return left <= 0;
  });
}
