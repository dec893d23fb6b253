import { resolve } from 'node:path';
import { adopt } from '../check/index.ts';
import type { RenderOptions } from '../run/clusters.ts';
import { buildGraph } from '../graph/index.ts';
import { findingKey } from '../lib/finding-key.ts';
import { timed } from '../lib/timing.ts';
import type { Values } from '../lib/flags.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { renderOptions, type validateFlags } from './options.ts';
import { readInput, writeOutput } from './output.ts';
import { drawingOf, fixReport, formatOfFile, formatReport, newsReport, timingReport, type Format } from '../report/index.ts';
import { ruleTexts } from '../rules/index.ts';
import { run, sharing, type RunResult } from '../run/run.ts';
import { runChanged, type ChangedRun } from '../run/changed.ts';
import { runFixes } from '../run/fixes.ts';
import { linksTo, progressOn, wantsColor, type Terminal } from './terminal.ts';
import { watchRepository } from './watch.ts';

type Flags = Values<typeof validateFlags>;

const levels = ['error', 'warn', 'info'] as const;

/** `npm run validate`: runs, writes the reports where they are wanted, and gives the exit code. */
export async function validate(values: Flags, terminal: Terminal): Promise<number> {
  const { env, stderr } = terminal;
  const mistake = outputMistake(values);
  if (mistake !== undefined) {
    stderr.write(`${mistake}\nnpm run validate -- --help lists the flags\n`);
    return 2;
  }
  const stages = new Map<string, number>();
  const onStage = values.timing === true ? (stage: string, ms: number) => void stages.set(stage, (stages.get(stage) ?? 0) + ms) : undefined;
  if (onStage !== undefined) onStage('start', performance.now());
  const progress = values.quiet === true ? undefined : progressOn(stderr, env);
  const options: RenderOptions = {
    ...renderOptions(values, env),
    ...(values['verify-render'] === true && { verifyRender: true }),
    ...(progress !== undefined && { onProgress: progress.on }),
    ...(onStage !== undefined && { onStage }),
  };
  const fixed = values.fix === true ? await runFixes(options, values['dry-run'] === true) : undefined;
  const repeated = values.watch === true ? sharing(options) : options;
  const asksOfChange = values.live === true && values.all !== true;
  const compares = values.changed === true ? '--changed' : asksOfChange ? '--live' : undefined;
  const result = compares === undefined ? fixed?.result ?? await run(repeated) : await runChanged(options, values.base, env, { whole: values.changed !== true });
  progress?.end();
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
  const exitCode = await timed(onStage, 'report', () => tell(result, values, terminal, options));
  if (onStage !== undefined) stderr.write(timingReport(stages, performance.now()));
  return values.watch === true ? await goOn(result, repeated, values, terminal) : exitCode;
}

/** What is wrong with the names of the files to write. */
function outputMistake({ output = [], format }: Flags): string | undefined {
  const twice = output.find((file, index) => output.indexOf(file) !== index);
  if (twice !== undefined) return `--output ${twice} is given twice`;
  const nameless = output.find((file) => formatOfFile(file) === undefined);
  if (output.length > 1 && format !== undefined) return '--format is for one file; with several, each has the format of its ending: .json, .sarif, .xml, .md, .html';
  return output.length > 1 && nameless !== undefined ? `--output ${nameless} does not say its format; name it .json, .sarif, .xml, .md or .html` : undefined;
}

function failingOf(values: Flags): readonly Finding['level'][] {
  return levels.slice(0, levels.indexOf((values['fail-on'] ?? 'warn') as Finding['level']) + 1);
}

function exitCodeOf(report: Report, failing: readonly Finding['level'][]): number {
  return report.incomplete ? 2 : report.findings.some(({ level }) => failing.includes(level)) ? 1 : 0;
}

/** Writes the reports of one run, held against the baseline where there is one. */
async function tell({ report: found, clusters, readSource, changes }: RunResult & Partial<ChangedRun>, values: Flags, { env, stdout, stderr }: Terminal, options: RenderOptions): Promise<number> {
  const here = env['INIT_CWD'] ?? '.';
  const baseline = values.baseline === undefined ? undefined : resolve(here, values.baseline);
  const adopted = baseline === undefined ? undefined : adopt(found, readInput(baseline), values['update-baseline'] === true);
  const unsaved = adopted?.ok === true && adopted.write !== undefined && baseline !== undefined ? writeOutput(baseline, adopted.write) : undefined;
  if (adopted?.ok === false || unsaved !== undefined) {
    stderr.write(`--baseline ${values.baseline}: ${adopted?.ok === false ? adopted.message : unsaved}\n`);
    return 2;
  }
  const report = adopted?.report ?? found;
  const failing = failingOf(values);
  const exitCode = exitCodeOf(report, failing);
  const rules = await ruleTexts();
  const link = linksTo(options.root, env, stdout);
  const renderedBy = options.helm === 'binary' ? 'kustomizations in this process, charts by the pinned helm binary, because of --helm binary' : (report.builtByBinary ?? []).length > 0 ? undefined : 'all in this process; no binary was started';
  const text = { verbose: values.verbose === true, quiet: values.quiet === true, source: readSource, ...(renderedBy !== undefined && { renderedBy }) };
  const written = (as: Format, color: boolean) => formatReport(report, as, { exitCode, failing, rules, text: { ...text, color, ...(color && link !== undefined && { link }) }, drawings: () => clusters.map((cluster) => drawingOf(buildGraph(cluster))) });
  const outputs = values.output ?? [];
  stdout.write(written(outputs.length === 0 ? (values.format as Format | undefined) ?? 'text' : 'text', wantsColor(env, stdout)));
  if (adopted !== undefined) stderr.write(`baseline ${values.baseline}: ${adopted.note}\n`);
  const refused = outputs.flatMap((file) => {
    const why = writeOutput(resolve(here, file), written((values.format as Format | undefined) ?? formatOfFile(file) ?? 'text', false));
    return why === undefined ? [] : [`--output ${file}: ${why}\n`];
  });
  stderr.write(refused.join(''));
  if (refused.length > 0) return 2;
  if (values.live !== true) return exitCode;
  // Loaded here alone: without --live nothing of a cluster is.
  const { judgeLive } = await import('./validate-live.ts');
  const beside = outputs.length === 0 && (values.format ?? 'text') !== 'text' ? stderr : stdout;
  return Math.max(exitCode, await judgeLive(clusters, values.all === true ? undefined : changes, values, (text) => void beside.write(text), (text) => void stderr.write(text)));
}

/** Validates again at each change until the signal, and tells what is new and what is mended. */
async function goOn(first: RunResult, options: RenderOptions, values: Flags, { env, stdout, stderr, signal }: Terminal): Promise<number> {
  let before = first;
  const failing = failingOf(values);
  stderr.write('watching; Ctrl+C ends it\n');
  await watchRepository(options.root, signal ?? new AbortController().signal, async (files) => {
    const after = await run(options);
    const [then, now] = [countsOf(before.report.findings), countsOf(after.report.findings)];
    const fresh = after.report.findings.filter((finding) => (then.get(findingKey(finding)) ?? 0) < (now.get(findingKey(finding)) ?? 0));
    const mended = before.report.findings.filter((finding) => (now.get(findingKey(finding)) ?? 0) < (then.get(findingKey(finding)) ?? 0)).length;
    stderr.write(`\n${files.slice(0, 5).join(', ')}${files.length > 5 ? ` and ${files.length - 5} more` : ''}: ${fresh.length} new, ${mended} mended\n`);
    const color = wantsColor(env, stdout);
    const link = linksTo(options.root, env, stdout);
    stdout.write(newsReport(after.report, fresh, { verbose: values.verbose === true, quiet: true, source: after.readSource, color, ...(color && link !== undefined && { link }) }));
    before = after;
  });
  return exitCodeOf(before.report, failing);
}

function countsOf(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(findingKey(finding), (counts.get(findingKey(finding)) ?? 0) + 1);
  return counts;
}
