import { resolve } from 'node:path';
import { adopt } from './check/index.ts';
import { buildGraph } from './graph/index.ts';
import type { Values } from './lib/flags.ts';
import type { Finding } from './model/finding.ts';
import { renderOptions, type validateFlags } from './options.ts';
import { readInput, writeOutput } from './output.ts';
import { fixReport, formatOfFile, formatReport, type Format } from './report/index.ts';
import { ruleTexts } from './rules/index.ts';
import { run } from './run.ts';
import { runChanged } from './run-changed.ts';
import { runFixes } from './run-fixes.ts';

/** What the command needs of the process. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
}

interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const levels = ['error', 'warn', 'info'] as const;

/** `npm run validate`: runs, writes the report where it is wanted, and gives the exit code. */
export async function validate(values: Values<typeof validateFlags>, { env, stdout, stderr }: Terminal): Promise<number> {
  const here = env['INIT_CWD'] ?? '.';
  const format = (values.format as Format | undefined) ?? formatOfFile(values.output) ?? 'text';
  const live = stderr.isTTY === true && (format === 'text' || values.output !== undefined) && values.quiet !== true;
  const options = { ...renderOptions(values, env), ...(values['verify-render'] === true && { verifyRender: true }), ...(live && { onProgress: (line: string) => void stderr.write(`\r\u001b[2K${line}`) }) };
  const fixed = values.fix === true ? await runFixes(options, values['dry-run'] === true) : undefined;
  const result = values.changed === true ? await runChanged(options, values.base, env) : fixed?.result ?? await run(options);
  if (live) stderr.write('\r\u001b[2K');
  if ('message' in result) {
    stderr.write(`--changed: ${result.message}\n`);
    return 2;
  }
  const { report: found, clusters, readSource } = result;
  if ('note' in result) stderr.write(`--changed: ${result.note}\n`);
  if (fixed !== undefined) stderr.write(fixReport(fixed, values['dry-run'] === true));

  const baseline = values.baseline === undefined ? undefined : resolve(here, values.baseline);
  const adopted = baseline === undefined ? undefined : adopt(found, readInput(baseline), values['update-baseline'] === true);
  const unsaved = adopted?.ok === true && adopted.write !== undefined && baseline !== undefined ? writeOutput(baseline, adopted.write) : undefined;
  if (adopted?.ok === false || unsaved !== undefined) {
    stderr.write(`--baseline ${values.baseline}: ${adopted?.ok === false ? adopted.message : unsaved}\n`);
    return 2;
  }
  const report = adopted?.report ?? found;
  const failing: readonly Finding['level'][] = levels.slice(0, levels.indexOf((values['fail-on'] ?? 'warn') as Finding['level']) + 1);
  const exitCode = report.incomplete ? 2 : report.findings.some(({ level }) => failing.includes(level)) ? 1 : 0;
  const color = env['NO_COLOR'] === undefined && (env['FORCE_COLOR'] !== undefined || stdout.isTTY === true);
  const text = { verbose: values.verbose === true, quiet: values.quiet === true, source: readSource };
  const rules = await ruleTexts();
  const written = (as: Format, color: boolean) => formatReport(report, as, { exitCode, failing, rules, text: { ...text, color }, graphs: () => clusters.map(buildGraph) });
  stdout.write(values['dry-run'] === true ? (fixed?.diff ?? '') : written(values.output === undefined ? format : 'text', color));
  if (adopted !== undefined) stderr.write(`baseline ${values.baseline}: ${adopted.note}\n`);
  const refused = values.output === undefined ? undefined : writeOutput(resolve(here, values.output), written(format, false));
  if (refused === undefined && values.live === true) {
    // Loaded here alone: without --live nothing of a cluster is.
    const { judgeLive } = await import('./validate-live.ts');
    const beside = values.output === undefined && format !== 'text' ? stderr : stdout;
    return Math.max(exitCode, await judgeLive(clusters, values, (text) => void beside.write(text), (text) => void stderr.write(text)));
  }
  if (refused === undefined) return exitCode;
  stderr.write(`--output ${values.output}: ${refused}\n`);
  return 2;
}
