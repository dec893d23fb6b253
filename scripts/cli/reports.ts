import { resolve } from 'node:path';
import { adopt } from '../check/index.ts';
import type { Values } from '../lib/flags.ts';
import type { Drawing } from '../model/drawing.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { formatOfFile, formatReport, type Format } from '../report/index.ts';
import { ruleTexts } from '../rules/index.ts';
import type { ReadSource } from '../run/clusters.ts';
import type { reportFlags } from './options.ts';
import { readInput, writeOutput } from './output.ts';
import { linksTo, wantsColor, type Terminal } from './terminal.ts';

type Flags = Values<typeof reportFlags>;

/** A report, and what its formats show beside it. */
export interface Told {
  readonly report: Report;
  readonly source: ReadSource;
  readonly drawings: () => readonly Drawing[];
  /** The repository, where its files are at hand: paths are addresses of them. */
  readonly root?: string;
  /** Who rendered, for verbose. */
  readonly renderedBy?: string;
}

const levels = ['error', 'warn', 'info'] as const;

/** What is wrong with the names of the files to write. */
export function outputMistake({ output = [], format }: Flags): string | undefined {
  const twice = output.find((file, index) => output.indexOf(file) !== index);
  if (twice !== undefined) return `--output ${twice} is given twice`;
  const nameless = output.find((file) => formatOfFile(file) === undefined);
  if (output.length > 1 && format !== undefined) return '--format is for one file; with several, each has the format of its ending: .json, .sarif, .xml, .md, .html';
  return output.length > 1 && nameless !== undefined ? `--output ${nameless} does not say its format; name it .json, .sarif, .xml, .md or .html` : undefined;
}

/** The levels that make a run fail. */
export function failingOf(values: Flags): readonly Finding['level'][] {
  return levels.slice(0, levels.indexOf((values['fail-on'] ?? 'warn') as Finding['level']) + 1);
}

export function exitCodeOf(report: Report, failing: readonly Finding['level'][]): number {
  return report.incomplete ? 2 : report.findings.some(({ level }) => failing.includes(level)) ? 1 : 0;
}

/** Writes the reports of one run, held against the baseline where there is one; gives the exit code. */
export async function tell({ report: found, source, drawings, root, renderedBy }: Told, values: Flags, terminal: Terminal): Promise<number> {
  const { env, stdout, stderr } = terminal;
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
  const link = root === undefined ? undefined : linksTo(root, env, stdout);
  const text = { verbose: values.verbose === true, quiet: values.quiet === true, source, ...(renderedBy !== undefined && { renderedBy }) };
  const written = (as: Format, color: boolean) => formatReport(report, as, { exitCode, failing, rules, text: { ...text, color, ...(color && link !== undefined && { link }) }, drawings });
  const outputs = values.output ?? [];
  stdout.write(written(outputs.length === 0 ? (values.format as Format | undefined) ?? 'text' : 'text', wantsColor(env, stdout)));
  if (adopted !== undefined) stderr.write(`baseline ${values.baseline}: ${adopted.note}\n`);
  const refused = outputs.flatMap((file) => {
    const why = writeOutput(resolve(here, file), written((values.format as Format | undefined) ?? formatOfFile(file) ?? 'text', false));
    return why === undefined ? [] : [`--output ${file}: ${why}\n`];
  });
  stderr.write(refused.join(''));
  return refused.length > 0 ? 2 : exitCode;
}
