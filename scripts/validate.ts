import { parseFlags, type Flag } from './lib/flags.ts';
import { renderOptions, repositoryFlags } from './options.ts';
import { jsonReport } from './report/json.ts';
import { textReport } from './report/text.ts';
import { run } from './run.ts';

const flags = {
  ...repositoryFlags,
  format: { value: 'text|json', choices: ['text', 'json'], help: 'json: one document on standard output' },
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
  ],
  exits: '0 clean, 1 findings, 2 could not check',
} as const;

const parsed = parseFlags(process.argv.slice(2), flags, usage);
if (!parsed.ok) {
  (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
  process.exitCode = parsed.exitCode;
} else {
  process.exitCode = await main(parsed.values);
}

async function main(values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const { env, stdout, stderr } = process;
  const json = values.format === 'json';
  const live = stderr.isTTY && !json && values.quiet !== true;
  const { report, readSource } = await run({
    ...renderOptions(values, env),
    ...(live && { onProgress: (line: string) => stderr.write(`\r\u001b[2K${line}`) }),
  });
  if (live) stderr.write('\r\u001b[2K');
  const failing = { error: ['error'], warn: ['error', 'warn'], info: ['error', 'warn', 'info'] }[values['fail-on'] ?? 'warn'] ?? [];
  const exitCode = report.incomplete ? 2 : report.findings.some(({ level }) => failing.includes(level)) ? 1 : 0;
  const color = env['NO_COLOR'] === undefined && (env['FORCE_COLOR'] !== undefined || stdout.isTTY);
  stdout.write(json ? jsonReport(report, exitCode) : textReport(report, { color, verbose: values.verbose === true, quiet: values.quiet === true, source: readSource }));
  return exitCode;
}
