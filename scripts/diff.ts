import { resolve } from 'node:path';
import { command } from './cli/command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { renderOptions, repositoryFlags } from './cli/options.ts';
import { openRenders } from './cli/renders.ts';
import { writeOutput } from './cli/output.ts';
import { wantsColor } from './cli/terminal.ts';
import { diffFormats, formatDiff, type DiffFormat } from './report/diff/index.ts';
import { drawingOf } from './report/html/drawing.ts';

const flags = {
  base: { value: 'REF', help: 'compare with this ref, or with the merge base of head and it: REF...' },
  head: { value: 'REF', help: 'this ref instead of the working tree' },
  ...repositoryFlags,
  format: { value: 'FORMAT', choices: diffFormats, help: `${diffFormats.join(', ')} (default text): docs/diff.md` },
  output: { value: 'FILE', help: 'write it there; standard output has the text' },
  check: { help: 'run all rules on both sides: which findings the change brings and mends' },
  'fail-on': { value: 'LEVEL', choices: ['error', 'warn', 'info'], help: 'the least level that gives exit 1 (default warn)' },
  verbose: { help: 'all objects, fields and lines, and findings of level info' },
  quiet: { help: 'print findings and the last line only' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run diff --',
  summary: 'Shows what a change does to each cluster: renders both sides, compares the objects, and warns of what it breaks.',
  examples: [
    ['npm run diff', 'the working tree against the merge base with the main branch'],
    ['npm run diff -- --base HEAD', 'what is not committed yet'],
    ['npm run diff -- --base v1.2 --head v1.3', 'two refs'],
    ['npm run diff -- ../before ../after', 'two folders'],
    ['npm run diff -- --output report.html', 'a page with each object side by side'],
    ['npm run --silent diff -- --format json', 'a document for programs'],
  ],
  exits: '0 no findings, 1 findings about the change, 2 could not compare',
  operands: '[<base folder> <head folder>]',
});
await command(parsed, main, 'nothing was compared');

async function main(values: Extract<typeof parsed, { ok: true }>['values'], operands: readonly string[]): Promise<number> {
  const { env, stdout } = process;
  const { base, head } = values;
  const wrong = mistake(operands, base ?? head);
  if (wrong !== undefined) return refuse(wrong);
  const here = env['INIT_CWD'] ?? '.';
  const [before, after] = operands;
  const format = (values.format ?? (values.output?.endsWith('.html') === true ? 'html' : 'text')) as DiffFormat;
  const [{ runDiff, targetOf }, { buildGraph }] = await Promise.all([import('./run/diff.ts'), import('./graph/index.ts')]);
  const target = targetOf(env);
  const { options, save, endProgress } = openRenders(renderOptions(values, env), values, process);
  const result = await runDiff({
    render: options,
    ...(before !== undefined && after !== undefined && { folders: { base: resolve(here, before), head: resolve(here, after) } }),
    ...(base !== undefined && { base }), ...(head !== undefined && { head }), ...(target && { target }), ...((values.check === true || format === 'html') && { check: true }), commits: true,
    onOpen: (dispose) => {
      process.on('exit', dispose);
      for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) process.once(signal, () => process.exit(code));
    },
  });
  endProgress();
  if (!result.ok) return refuse(result.message);
  const { diff } = result;
  const failing = (['error', 'warn', 'info'] as const).slice(0, { error: 1, warn: 2, info: 3 }[values['fail-on'] ?? 'warn']);
  const exitCode = diff.incomplete ? 2 : [...diff.findings, ...(diff.introduced ?? [])].some(({ level }) => failing.includes(level)) ? 1 : 0;
  const color = wantsColor(env, stdout);
  const { report } = result;
  const rules = format === 'html' ? await (await import('./rules/index.ts')).ruleTexts() : [];
  const written = (as: DiffFormat, paint: boolean) => formatDiff(diff, as, {
    exitCode, text: { verbose: values.verbose === true, quiet: values.quiet === true, source: result.readHead, color: paint },
    page: () => ({ report: report as NonNullable<typeof report>, drawings: result.clusters.map((cluster) => drawingOf(buildGraph(cluster))), rules, source: result.readHead }),
  });
  stdout.write(written(values.output === undefined ? format : 'text', color));
  const refused = values.output === undefined ? undefined : writeOutput(resolve(here, values.output), written(format, false));
  save();
  return refused === undefined ? exitCode : refuse(`--output ${values.output}: ${refused}`);
}

function mistake(operands: readonly string[], ref: string | undefined): string | undefined {
  if (operands.length === 1 || operands.length > 2) return `name two folders, base and head, or none; not ${operands.length === 1 ? `"${operands[0]}" alone` : operands.length}`;
  return operands.length === 2 && ref !== undefined ? `two folders and "${ref}" contradict each other: name folders or refs` : undefined;
}

function refuse(message: string): 2 {
  process.stderr.write(`${message}\n`);
  return 2;
}
