import type { RenderOptions } from '../run/clusters.ts';
import { buildGraph } from '../graph/index.ts';
import { findingKey } from '../lib/finding-key.ts';
import { timed } from '../lib/timing.ts';
import type { Values } from '../lib/flags.ts';
import type { Finding } from '../model/finding.ts';
import { renderOptions, type validateFlags } from './options.ts';
import { openRenders } from './renders.ts';
import { exitCodeOf, failingOf, outputMistake, tell } from './reports.ts';
import { shardOf } from './shard.ts';
import { drawingOf, fixReport, newsReport, timingReport } from '../report/index.ts';
import { run, sharing, type RunResult } from '../run/run.ts';
import { runChanged, type ChangedRun } from '../run/changed.ts';
import { runFixes } from '../run/fixes.ts';
import { linksTo, wantsColor, type Terminal } from './terminal.ts';
import { watchRepository } from './watch.ts';

type Flags = Values<typeof validateFlags>;

/** `npm run validate`: runs, writes the reports where they are wanted, and gives the exit code. */
export async function validate(values: Flags, terminal: Terminal): Promise<number> {
  const { env, stderr } = terminal;
  const mistake = mistakeIn(values);
  if (mistake !== undefined) {
    stderr.write(`${mistake}\nnpm run validate -- --help lists the flags\n`);
    return 2;
  }
  const stages = new Map<string, number>();
  const onStage = values.timing === true ? (stage: string, ms: number) => void stages.set(stage, (stages.get(stage) ?? 0) + ms) : undefined;
  if (onStage !== undefined) onStage('start', performance.now());
  const given: RenderOptions = {
    ...renderOptions(values, env),
    ...(values['verify-render'] === true && { verifyRender: true }),
    ...(onStage !== undefined && { onStage }),
  };
  const { options, save, endProgress } = openRenders(given, values, terminal);
  if (values.shard !== undefined) {
    const code = await shardOf(values.shard, options, values, terminal);
    endProgress();
    save();
    return code;
  }
  const fixed = values.fix === true ? await runFixes(options, values['dry-run'] === true) : undefined;
  const repeated = values.watch === true ? sharing(options) : options;
  const asksOfChange = values.live === true && values.all !== true;
  const compares = values.changed === true ? '--changed' : asksOfChange ? '--live' : undefined;
  const result = compares === undefined ? fixed?.result ?? await run(repeated) : await runChanged(options, values.base, env, { whole: values.changed !== true });
  endProgress();
  if ('message' in result) {
    stderr.write(`${compares}: ${result.message}${compares === '--live' ? '; --live --all asks about every object' : ''}\n`);
    return 2;
  }
  if ('note' in result) stderr.write(`${compares}: ${result.note}\n`);
  if (fixed !== undefined) stderr.write(fixReport(fixed, values['dry-run'] === true));
  if (values['dry-run'] === true) {
    terminal.stdout.write(fixed?.diff ?? '');
    // What made the run impossible is told, the rest is not what was asked for.
    stderr.write(newsReport(result.report, result.report.incomplete ? result.report.findings : [], { verbose: false, quiet: true, source: result.readSource, color: wantsColor(env, stderr) }));
    return exitCodeOf(result.report, failingOf(values));
  }
  const exitCode = await timed(onStage, 'report', () => report(result, values, terminal, options));
  timed(onStage, 'keep', save);
  if (onStage !== undefined) stderr.write(timingReport(stages, performance.now()));
  return values.watch === true ? await goOn(result, repeated, values, terminal) : exitCode;
}

/** What the flags say that cannot be. */
function mistakeIn(values: Flags): string | undefined {
  const [number = 0, of = 0] = (values.shard ?? '').split('/').map(Number);
  if (number > of) return `--shard ${values.shard}: there are ${of} shards, from 1/${of} to ${of}/${of}`;
  return values.shard !== undefined && (values.output ?? []).length > 1 ? '--shard writes one file: its part; npm run report -- merge writes the others' : outputMistake(values);
}

/** Writes the reports, and asks the living cluster where that is wanted. */
async function report({ report, clusters, readSource, changes }: RunResult & Partial<ChangedRun>, values: Flags, terminal: Terminal, options: RenderOptions): Promise<number> {
  const renderedBy = options.helm === 'binary' ? 'kustomizations in this process, charts by the pinned helm binary, because of --helm binary' : (report.builtByBinary ?? []).length > 0 ? undefined : 'all in this process; no binary was started';
  const exitCode = await tell({ report, source: readSource, drawings: () => clusters.map((cluster) => drawingOf(buildGraph(cluster))), root: options.root, ...(renderedBy !== undefined && { renderedBy }) }, values, terminal);
  if (values.live !== true) return exitCode;
  // Loaded here alone: without --live nothing of a cluster is.
  const { judgeLive } = await import('./validate-live.ts');
  const beside = values.output === undefined && (values.format ?? 'text') !== 'text' ? terminal.stderr : terminal.stdout;
  return Math.max(exitCode, await judgeLive(clusters, values.all === true ? undefined : changes, values, (text) => void beside.write(text), (text) => void terminal.stderr.write(text)));
}

/** Validates again at each change until the signal, and tells what is new and what is mended. */
async function goOn(first: RunResult, options: RenderOptions, values: Flags, { env, stdout, stderr, signal }: Terminal): Promise<number> {
  let before = first;
  const failing = failingOf(values);
  stderr.write('watching; Ctrl+C ends it\n');
  await watchRepository(options.root, signal ?? new AbortController().signal, async (files) => {
    const after = await run(options);
    // Counted is what is shown.
    const [then, now] = [before, after].map(({ report: { findings } }) => findings.filter(({ level }) => values.verbose === true || level !== 'info')) as [Finding[], Finding[]];
    const fresh = beyond(now, then);
    const mended = beyond(then, now).length;
    stderr.write(`\n${files.slice(0, 5).join(', ')}${files.length > 5 ? ` and ${files.length - 5} more` : ''}: ${fresh.length} new, ${mended} mended\n`);
    const color = wantsColor(env, stdout);
    const link = linksTo(options.root, env, stdout);
    stdout.write(newsReport(after.report, fresh, { verbose: values.verbose === true, quiet: true, source: after.readSource, color, ...(color && link !== undefined && { link }) }));
    before = after;
  });
  // The terminal has written ^C.
  if (stderr.isTTY === true) stderr.write('\n');
  return exitCodeOf(before.report, failing);
}

/** Those that are more often among `some` than among `others`. */
function beyond(some: readonly Finding[], others: readonly Finding[]): Finding[] {
  const [own, known] = [countsOf(some), countsOf(others)];
  return some.filter((finding) => (known.get(findingKey(finding)) ?? 0) < (own.get(findingKey(finding)) ?? 0));
}

function countsOf(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(findingKey(finding), (counts.get(findingKey(finding)) ?? 0) + 1);
  return counts;
}
