/**
 * `npm run test:cache`: every command that renders says the same of this repository, byte for byte, without what earlier runs have kept, with an empty
 * folder for it, with a full one, and with one that another command has filled. Times are left out.
 * `npm run test:cache -- FOLDER [COMMITS [FLAGS]]`: of each of the last commits of another repository, oldest first, what runs over the commits before
 * have kept. FLAGS go to each command: `--charts-dir=DIR`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { diffFormats } from '../report/diff/index.ts';
import { formats } from '../report/formats.ts';
import { dataOf } from './page.ts';

const root = resolve(import.meta.dirname, '../..');
const commands: readonly (readonly [command: string, ...flags: string[]])[] = [
  ...formats.map((format) => ['validate', '--verbose', '--format', format] as const),
  ['validate', '--changed', '--base', 'HEAD~3', '--format', 'json'],
  ...diffFormats.map((format) => ['diff', '--base', 'HEAD~3', '--head', 'HEAD', '--check', '--format', format] as const),
  ['review', '--dry-run', '--base', 'HEAD~3'],
  ['tree'],
  ...['yaml', 'json'].map((format) => ['render', '--cluster', 'homelab', '--format', format] as const),
  ['render', '--cluster', 'homelab', '--origin'],
  ['graph', 'Service/randoms/web'],
];

const overHistory: typeof commands = [
  ['validate', '--format', 'json'],
  ['validate', '--changed', '--base', 'HEAD~1', '--format', 'json'],
  ['diff', '--base', 'HEAD~1', '--check', '--format', 'json'],
  ['diff', '--base', 'HEAD~1', '--format', 'text'],
  ['tree'],
];

const [other, commits = '5', ...given] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'cache-'));
const cache = join(folder, '.cache');
let wrong = 0;
try {
  mkdirSync(cache);
  // Charts are no part of the question.
  if (existsSync(join(root, '.cache/charts'))) cpSync(join(root, '.cache/charts'), join(cache, 'charts'), { recursive: true });
  if (other === undefined) hereAndNow();
  else history(resolve(other), Number(commits));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = wrong === 0 ? 0 : 1;

function hereAndNow(): void {
  const forget = () => rmSync(join(cache, 'renders'), { recursive: true, force: true });
  say(root, 'validate', '--quiet');
  forget();
  const without = commands.map((command) => say(root, ...command, '--no-cache'));
  for (const name of ['empty', 'full', 'fuller']) commands.forEach((command, index) => compare(`the cache ${name}`, command, say(root, ...command), without[index]!));
  commands.forEach((command, index) => {
    forget();
    say(root, ...commands[(index + 5) % commands.length]!);
    compare('the cache filled by another command', command, say(root, ...command), without[index]!);
  });
  console.log(wrong === 0 ? `${commands.length} commands say the same, whatever is kept` : `${wrong} answers differ`);
}

function history(repository: string, most: number): void {
  const clone = join(folder, 'clone');
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' }).trim();
  execFileSync('git', ['clone', '--quiet', '--shared', repository, clone]);
  const all = git('rev-list', '--first-parent', `--max-count=${most}`, '--min-parents=1', 'HEAD').split('\n').reverse();
  for (const commit of all) {
    git('checkout', '--quiet', '--detach', commit);
    for (const command of overHistory) compare(`at ${commit.slice(0, 10)}`, command, say(clone, ...command, ...given), say(clone, ...command, ...given, '--no-cache'));
  }
  console.log(wrong === 0 ? `${overHistory.length} commands say the same of ${all.length} commits, whatever is kept` : `${wrong} answers differ`);
}

/** All that a command prints, and its exit code. */
function say(path: string, command: string, ...flags: readonly string[]): string {
  const { GITHUB_BASE_REF: _, CI: _ci, VALIDATE_CACHE_KEY: _key, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/start.mjs'), command, '--offline', ...(path === root ? [] : ['--path', path]), ...flags], { cwd: root, env: { ...env, NO_COLOR: '1', VALIDATE_CACHE_DIR: cache }, maxBuffer: 1 << 28, encoding: 'utf8' });
  const told = stdout.startsWith('<!') ? JSON.stringify(dataOf(stdout), undefined, 1) : stdout;
  return withoutTimes(`exit ${status}\n${told}\n${stderr}`);
}

function withoutTimes(text: string): string {
  return text.replace(/\b\d+\.\d+ s\b/g, 'T s').replace(/("seconds": ?|time=")[\d.]+/g, '$1T').replace(/"(start|end)Time(Utc)?": ?"[^"]*"/g, '"$1TimeT"');
}

function compare(what: string, command: readonly string[], now: string, then: string): void {
  if (now === then) return;
  wrong++;
  const [left, right] = [then.split('\n'), now.split('\n')];
  const at = left.findIndex((line, index) => line !== right[index]);
  console.log(`npm run ${command.join(' ')}, ${what}: line ${at + 1}\n  - ${left[at]?.slice(0, 300)}\n  + ${right[at]?.slice(0, 300)}`);
}
