import { fromProblem, levelsOf, loadRules, ordered, settle, withLevels } from '../check/index.ts';
import { orphans } from '../discover/orphans.ts';
import type { Drawing } from '../model/drawing.ts';
import type { Finding } from '../model/finding.ts';
import type { Part, PartCluster } from '../model/part.ts';
import type { Report } from '../model/report.ts';
import { sourceOf } from '../shard/lines.ts';
import { whyNotWhole, type NamedPart } from '../shard/whole.ts';
import type { ReadSource } from './clusters.ts';
import { finishReport, isWhole, stoppedReport } from './run.ts';

export type Merged = { readonly ok: true; readonly report: Report; readonly source: ReadSource; readonly drawings: () => readonly Drawing[] } | { readonly ok: false; readonly message: string };

/**
 * The report of the run that some parts are: the findings of all of them, from which is then taken what a run over everything takes from its own.
 * Refuses parts that are not all of one run.
 */
export async function mergeParts(named: readonly NamedPart[]): Promise<Merged> {
  const why = whyNotWhole(named);
  if (why !== undefined) return { ok: false, message: why };
  const parts = named.map(({ part }) => part).sort((a, b) => a.shard.number - b.shard.number);
  const first = parts[0]!;
  const seconds = Math.max(...parts.map((part) => part.seconds));
  const source = sourceOf(parts.map(({ lines }) => lines));
  const stopped = parts.flatMap((part) => part.stopped ?? []);
  if (stopped.length > 0) return { ok: true, report: stoppedReport(ordered(stopped), seconds), source, drawings: () => [] };
  const { config, clusterNames, repository } = first;
  if (repository === undefined) return { ok: false, message: `${named.find(({ part }) => part === first)!.file} lacks what is of the repository as a whole; write it again` };
  const clusters = clusterNames.map((name) => parts.flatMap((part) => part.clusters.filter(({ report }) => report.name === name)));
  const firstOf = clusters.map(([cluster]) => cluster!);
  const reports = firstOf.map(({ report }) => report);
  const level = levelsOf(await loadRules(), config, []);
  const found = [...parts.flatMap((part) => part.found), ...lostFiles(parts, firstOf, level)];
  // Where the night fell between shards, a suppression that ends stands in all of them or in none.
  const today = parts.map((part) => part.today).sort()[0]!;
  const { kept, own, silenced } = settle({ found, config, rules: first.rules, clusters: reports, inline: repository.ignores, today, level: (id) => level(id, undefined) });
  const network = first.run.flags['offline'] === 'true' ? 'offline' : first.run.flags['online'] === 'true' ? 'online' : 'auto';
  const report = finishReport(reports, ordered([...kept, ...own, ...repository.misnamed]), firstOf.flatMap(({ notFetched }) => notFetched), network, { silenced, rulesRun: first.rulesRun, builtByBinary: parts.flatMap((part) => part.builtByBinary), seconds });
  return { ok: true, report: { ...report, notChecked: [...report.notChecked, ...repository.notRun] }, source, drawings: () => clusters.map((shares) => shares.find(({ drawing }) => drawing !== undefined)!.drawing!) };
}

/** Files that no build of any shard read. */
function lostFiles(parts: readonly Part[], clusters: readonly PartCluster[], level: ReturnType<typeof levelsOf>): Finding[] {
  const { config, repository } = parts[0]!;
  if (!isWhole(clusters.map(({ report }) => report), config)) return [];
  const unread = new Map((repository?.unread ?? []).map(({ file, first }) => [file, first]));
  const lost = orphans({ files: [...unread.keys()], used: new Set(parts.flatMap(({ used }) => used)), first: (file) => unread.get(file) });
  return withLevels(lost.map((problem) => fromProblem(problem)), level).map(({ mends: _, askChart: __, ...found }) => found);
}
