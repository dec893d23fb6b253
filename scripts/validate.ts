import { resolve } from 'node:path';
import { parseFlags, type Flag } from './lib/flags.ts';
import { renderOptions, repositoryFlags } from './options.ts';
import { adopt } from './check/index.ts';
import { readInput, writeOutput } from './output.ts';
import { formatReport, formats, type Format } from './report/index.ts';
import { ruleTexts } from './rules/index.ts';

const flags = {
  ...repositoryFlags,
  format: { value: 'FORMAT', choices: formats, help: `${formats.join(', ')} (default text): docs/report.md` },
  output: { value: 'FILE', help: 'write the report there; standard output has the text' },
  baseline: { value: 'FILE', help: 'excuse the findings that this file holds' },
  'update-baseline': { help: 'make that file of what is found, or take out of it what is mended; it never grows' },
  'fail-on': { value: 'LEVEL', choices: ['error', 'warn', 'info'], help: 'the least level that gives exit 1 (default warn)' },
  verbose: { help: 'list every unit, and findings of level info' },
  quiet: { help: 'print findings and the last line only' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const usage = {
  command: 'npm run validate --',
  summary: 'Renders every Flux object of every cluster as Flux would, and checks each manifest.',
  examples: [
    ['npm run validate', 'all clusters of this repository'],
    ['npm run validate -- --cluster homelab', 'one cluster'],
    ['npm run validate -- --path ../other-repo --entry clusters/prod', 'any Flux repository'],
    ['npm run --silent validate -- --format json', 'a document for programs'],
    ['npm run validate -- --format sarif --output validate.sarif', 'text to read, and a file for the CI system'],
  ],
  exits: '0 clean, 1 findings, 2 could not check',
} as const;

const parsed = parseFlags(process.argv.slice(2), flags, usage);
if (!parsed.ok) {
  (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
  process.exitCode = parsed.exitCode;
} else {
  process.exitCode = await main(parsed.values).catch((error: unknown) => {
    process.stderr.write(`this tool failed: ${(error as Error).message.split('\n', 1)[0]}\nnothing was checked; set VALIDATE_DEBUG=1 and report what it prints\n`);
    if (process.env['VALIDATE_DEBUG'] !== undefined) process.stderr.write(`${(error as Error).stack}\n`);
    return 2;
  });
}

async function main(values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const { env, stdout, stderr } = process;
  const format = (values.format ?? 'text') as Format;
  const live = stderr.isTTY && (format === 'text' || values.output !== undefined) && values.quiet !== true;
  if (values['update-baseline'] === true && values.baseline === undefined) {
    stderr.write('--update-baseline needs --baseline FILE\n');
    return 2;
  }
  // Not above: a mistake in the flags is told at once, before the engines are loaded.
  const { run } = await import('./run.ts');
  const { report: found, readSource } = await run({
    ...renderOptions(values, env),
    ...(live && { onProgress: (line: string) => stderr.write(`\r\u001b[2K${line}`) }),
  });
  if (live) stderr.write('\r\u001b[2K');
  const baseline = values.baseline === undefined ? undefined : resolve(env['INIT_CWD'] ?? '.', values.baseline);
  const adopted = baseline === undefined ? undefined : adopt(found, readInput(baseline), values['update-baseline'] === true);
  const unsaved = adopted?.ok === true && adopted.write !== undefined && baseline !== undefined ? writeOutput(baseline, adopted.write) : undefined;
  if (adopted?.ok === false || unsaved !== undefined) {
    stderr.write(`--baseline ${values.baseline}: ${adopted?.ok === false ? adopted.message : unsaved}\n`);
    return 2;
  }
  const report = adopted?.report ?? found;
  const failing = (['error', 'warn', 'info'] as const).slice(0, { error: 1, warn: 2, info: 3 }[values['fail-on'] ?? 'warn']);
  const exitCode = report.incomplete ? 2 : report.findings.some(({ level }) => failing.includes(level)) ? 1 : 0;
  const color = env['NO_COLOR'] === undefined && (env['FORCE_COLOR'] !== undefined || stdout.isTTY);
  const text = { verbose: values.verbose === true, quiet: values.quiet === true, source: readSource };
  const rules = await ruleTexts();
  const written = (as: Format, color: boolean) => formatReport(report, as, { exitCode, failing, rules, text: { ...text, color } });
  stdout.write(written(values.output === undefined ? format : 'text', color));
  if (adopted !== undefined) stderr.write(`baseline ${values.baseline}: ${adopted.note}\n`);
  const refused = values.output === undefined ? undefined : writeOutput(resolve(env['INIT_CWD'] ?? '.', values.output), written(format, false));
  if (refused === undefined) return exitCode;
  stderr.write(`--output ${values.output}: ${refused}\n`);
  return 2;
}
