import { resolve } from 'node:path';
import type { Values } from '../lib/flags.ts';
import { suggest } from '../lib/suggest.ts';
import { mergeParts } from '../run/merge.ts';
import { readPart } from '../shard/file.ts';
import type { NamedPart } from '../shard/whole.ts';
import { mergeUsage, type mergeFlags } from './options.ts';
import { readInput } from './output.ts';
import { outputMistake, tell } from './reports.ts';
import type { Terminal } from './terminal.ts';

/** `npm run report -- merge <part>...` */
export async function merge(values: Values<typeof mergeFlags>, operands: readonly string[], terminal: Terminal): Promise<number> {
  const stop = (message: string): number => {
    terminal.stderr.write(`${message}\n`);
    return 2;
  };
  const [verb = '', ...files] = operands;
  const hint = `${mergeUsage.command} --help lists the flags`;
  if (verb !== 'merge') {
    const near = suggest(verb, ['merge']);
    return stop(`${verb === '' ? 'say what to do with a report' : `"${verb}" is nothing that is done with a report`}: ${near === undefined ? 'npm run report -- merge part-*.json' : `did you mean "${near}"?`}\n${hint}`);
  }
  const mistake = outputMistake(values);
  if (mistake !== undefined) return stop(`${mistake}\n${hint}`);
  const parts: NamedPart[] = [];
  for (const file of files) {
    const read = readPart(file, readInput(resolve(terminal.env['INIT_CWD'] ?? '.', file)));
    if (!read.ok) return stop(read.message);
    parts.push(read);
  }
  const merged = await mergeParts(parts);
  return merged.ok ? tell({ report: merged.report, source: merged.source, drawings: merged.drawings }, values, terminal) : stop(merged.message);
}
