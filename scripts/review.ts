import { appendFileSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { command } from './cli/command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { renderOptions, repositoryFlags } from './cli/options.ts';
import { openRenders } from './cli/renders.ts';
import { writeOutput } from './cli/output.ts';
import { diffText } from './report/diff/text.ts';
import { drawingOf } from './report/html/drawing.ts';
import { htmlReport } from './report/html/index.ts';
import { textReport } from './report/text.ts';
import { openGit } from './diff/git.ts';
import { commentText, countedFindings, findTarget, lineAddress, openForge, postReview, type ReviewInput } from './review/index.ts';
import { wantsColor } from './cli/terminal.ts';

const flags = {
  gitea: { value: 'URL', help: 'the Gitea that has the pull request (default: that of the runner)' },
  forgejo: { value: 'URL', help: 'or the Forgejo' },
  github: { value: 'URL', help: 'or the GitHub' },
  gitlab: { value: 'URL', help: 'or the GitLab' },
  repo: { value: 'OWNER/NAME', help: 'the repository on it (default: that of the runner)' },
  pr: { value: 'NUMBER', help: 'the pull request (default: that of the run)' },
  base: { value: 'REF', help: 'compare with this ref (default: where the branch left the one that it goes to)' },
  output: { value: 'FILE', help: 'write the page there: report.html' },
  'no-status': { help: 'set no commit statuses' },
  'dry-run': { help: 'print what would be posted; ask no server' },
  timeout: { value: 'SECONDS', form: { pattern: /^[1-9]\d{0,3}$/, example: '20' }, help: 'how long the server may take for one answer (default 20)' },
  'fail-on': { value: 'LEVEL', choices: ['error', 'warn', 'info'], help: 'the least level that gives exit 1 (default warn)' },
  'new-only': { help: 'let only what the change brings fail the run, not what base has as well' },
  ...repositoryFlags,
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const usage = {
  command: 'npm run review --',
  summary: 'Validates, and posts the result to a pull request: a comment, a status for each cluster, notes on changed lines.\nThe token comes from the environment: GITEA_TOKEN, FORGEJO_TOKEN, GITHUB_TOKEN or GITLAB_TOKEN.',
  examples: [
    ['npm run review', 'in a workflow: everything else is known'],
    ['npm run review -- --gitea https://git.example.com --repo me/gitops --pr 7', 'by hand'],
    ['npm run review -- --dry-run', 'to see what would be posted'],
  ],
  exits: '0 clean, 1 findings, 2 could not check or not post',
} as const;

const parsed = parseFlags(process.argv.slice(2), flags, usage);
await command(parsed, main);

async function main(values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const { env, stdout, stderr } = process;
  const dry = values['dry-run'] === true;
  const target = findTarget(values, env, readEvent(env['GITHUB_EVENT_PATH']));
  if (target.to === 'nobody' && !dry) {
    stderr.write(`${target.message}\nnpm run review -- --help lists the flags\n`);
    return 2;
  }
  const fork = target.to === 'log' && target.fork === true;
  // Nobody whom the repository does not know may choose hosts for its runner to ask.
  const { options: render, save, endProgress } = openRenders({ ...renderOptions(values, env), ...(fork && values['allow-host'] === undefined && { network: 'offline' as const }) }, values, process);
  const { runDiff } = await import('./run/diff.ts');
  const base = env['GITHUB_BASE_REF'] || env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME'];
  const compared = await runDiff({ render, check: true, commits: true, ...(values.base !== undefined && { base: values.base }), ...(base && { target: base }) });
  if (compared.ok) process.on('exit', compared.dispose);
  const diff = compared.ok ? compared.diff : undefined;
  const { report, readSource, clusters } = compared.ok && compared.report !== undefined ? { ...compared, report: compared.report, readSource: compared.readHead } : await (await import('./run/run.ts')).run(render);
  endProgress();
  const failing = (['error', 'warn', 'info'] as const).slice(0, { error: 1, warn: 2, info: 3 }[values['fail-on'] ?? 'warn']);
  const text = { color: wantsColor(env, stdout), verbose: false, quiet: false, source: readSource };
  stdout.write(asData(`${diff === undefined ? '' : `${diffText(diff, text)}\n`}${textReport(report, text)}`, env));
  if (!compared.ok) stderr.write(`not compared with base: ${compared.message}\n`);
  const git = openGit(render.root);
  const prefix = git.text('rev-parse', '--show-prefix');
  const parents = prefix === undefined ? undefined : (git.text('rev-list', '--parents', '--max-count=1', 'HEAD') ?? '').split(' ').filter((id) => id !== '');
  const input: ReviewInput = {
    report, failing, newOnly: values['new-only'] === true, prefix: prefix ?? '', clusters: values.cluster ?? 'all', withStatus: values['no-status'] !== true, source: readSource,
    ...(compared.ok ? { diff: compared.diff } : { withoutDiff: compared.message.replaceAll(render.root, 'the checkout') }),
    ...(target.to === 'server' && (target.head !== undefined ? { head: target.head } : parents !== undefined && { checkedOut: parents.length > 2 ? parents : parents.slice(0, 1) })),
    ...(target.to === 'server' && { lineAt: lineAddress({ ...target, prefix: prefix ?? '' }), ...(target.page !== undefined && { page: target.page }) }),
  };
  const exitCode = report.incomplete || diff?.incomplete === true ? 2 : countedFindings(input).some(({ level }) => failing.includes(level)) ? 1 : 0;
  if (values.output !== undefined) {
    const [{ buildGraph }, { ruleTexts }] = await Promise.all([import('./graph/index.ts'), import('./rules/index.ts')]);
    const unsaved = writeOutput(resolve(env['INIT_CWD'] ?? '.', values.output), htmlReport(report, { drawings: clusters.map((cluster) => drawingOf(buildGraph(cluster))), rules: await ruleTexts(), source: readSource, ...(diff !== undefined && { diff }) }));
    if (unsaved !== undefined) stderr.write(`--output ${values.output}: ${unsaved}\n`);
  }
  save();
  if (dry) {
    stdout.write(`\n${commentText(input, input.head, 60_000)}`);
    return exitCode;
  }
  const summary = env['GITHUB_STEP_SUMMARY'];
  const unwritten = summary === undefined || summary === '' ? undefined : append(summary, commentText(input, input.head, 60_000));
  if (unwritten !== undefined) stderr.write(`GITHUB_STEP_SUMMARY: ${unwritten}\n`);
  if (target.to !== 'server') {
    stdout.write(`not posted: ${target.to === 'log' ? target.because : target.message}\n`);
    return exitCode;
  }
  const { done, refused } = await postReview(openForge(target.forge, { ...target, ...(values.timeout !== undefined && { timeoutMs: Number(values.timeout) * 1000 }) }), input);
  for (const line of done) stdout.write(`posted: ${line}\n`);
  for (const line of refused) stderr.write(`not posted: ${line}\n`);
  return refused.length > 0 ? 2 : exitCode;
}

/** The event that started the run, as the runner wrote it; undefined where there is none. */
function readEvent(file: string | undefined): unknown {
  try {
    return file === undefined || file === '' ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as unknown);
  } catch {
    return undefined;
  }
}

function append(file: string, text: string): string | undefined {
  try {
    appendFileSync(file, text);
    return undefined;
  } catch (error) {
    return `not written: ${(error as Error).message}`;
  }
}

/** Runners obey lines such as `::add-mask::x` wherever they come from; between these two they do not. */
function asData(text: string, { CI, GITHUB_ACTIONS }: NodeJS.ProcessEnv): string {
  if (GITHUB_ACTIONS !== 'true' || CI === undefined) return text;
  const end = randomUUID();
  return `::stop-commands::${end}\n${text}::${end}::\n`;
}
