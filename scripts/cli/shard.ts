import { resolve } from 'node:path';
import { adopt } from '../check/index.ts';
import type { Values } from '../lib/flags.ts';
import { textReport } from '../report/text.ts';
import type { RenderOptions } from '../run/clusters.ts';
import { runPart } from '../run/part.ts';
import { writePart } from '../shard/file.ts';
import type { validateFlags } from './options.ts';
import { readInput, writeOutput } from './output.ts';
import { exitCodeOf, failingOf } from './reports.ts';
import { wantsColor, type Terminal } from './terminal.ts';

/**
 * `npm run validate -- --shard 2/5`: writes one part of a run, to standard output where no file is named. The exit code is that of what this shard
 * found, so that nothing is green where nobody merges.
 */
export async function shardOf(shard: string, options: RenderOptions, values: Values<typeof validateFlags>, { env, stdout, stderr }: Terminal): Promise<number> {
  const [number = 1, of = 1] = shard.split('/').map(Number);
  const { part, report, readSource } = await runPart(options, { number, of });
  // Findings that the baseline holds fail no shard; what is new of all of them is told where they are merged.
  const known = values.baseline === undefined ? undefined : adopt(report, readInput(resolve(env['INIT_CWD'] ?? '.', values.baseline)), false);
  if (known?.ok === false) {
    stderr.write(`--baseline ${values.baseline}: ${known.message}\n`);
    return 2;
  }
  const exitCode = exitCodeOf(known?.report ?? report, failingOf(values));
  const [file] = values.output ?? [];
  if (file === undefined) {
    stdout.write(writePart(part));
    return exitCode;
  }
  const unsaved = writeOutput(resolve(env['INIT_CWD'] ?? '.', file), writePart(part));
  if (unsaved !== undefined) {
    stderr.write(`--output ${file}: ${unsaved}\n`);
    return 2;
  }
  stdout.write(textReport(known?.report ?? report, { verbose: values.verbose === true, quiet: values.quiet === true, source: readSource, color: wantsColor(env, stdout) }));
  const work = part.clusters.map((cluster) => `${cluster.done.length} of ${cluster.pieces.length} pieces of ${cluster.report.name}`);
  stdout.write(`shard ${number} of ${of} checked ${work.join(', ') || 'nothing'}: ${file} is one part, npm run report -- merge takes all of them\n`);
  return exitCode;
}
