/**
 * `npm run test:cache`: every command that renders says the same of this repository, byte for byte, without what earlier runs have kept, with an empty
 * folder for it, with a full one, and with one that a run over another commit has filled. Times are left out.
 */
import { spawnSync } from 'node:child_process';
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

const folder = mkdtempSync(join(tmpdir(), 'cache-'));
const cache = join(folder, '.cache');
let wrong = 0;
try {
  mkdirSync(cache);
  // Charts are no part of the question.
  if (existsSync(join(root, '.cache/charts'))) cpSync(join(root, '.cache/charts'), join(cache, 'charts'), { recursive: true });
  say('validate', '--path', root, '--quiet');
  rmSync(join(cache, 'renders'), { recursive: true, force: true });
  const without = commands.map((command) => say(...command, '--no-cache'));
  for (const name of ['empty', 'full', 'fuller']) commands.forEach((command, index) => compare(name, command, say(...command), without[index]!));
  // What each command finds there when another has filled it.
  commands.forEach((command, index) => {
    rmSync(join(cache, 'renders'), { recursive: true, force: true });
    say(...commands[(index + 5) % commands.length]!);
    compare('filled by another command', command, say(...command), without[index]!);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(wrong === 0 ? `${commands.length} commands say the same, whatever is kept` : `${wrong} answers differ`);
process.exitCode = wrong === 0 ? 0 : 1;

/** All that a command prints, and its exit code. */
function say(command: string, ...flags: readonly string[]): string {
  const { GITHUB_BASE_REF: _, CI: _ci, VALIDATE_CACHE_KEY: _key, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/start.mjs'), command, '--offline', ...flags], { cwd: root, env: { ...env, NO_COLOR: '1', VALIDATE_CACHE_DIR: cache }, maxBuffer: 1 << 28, encoding: 'utf8' });
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
  console.log(`npm run ${command.join(' ')}, the cache ${what}: line ${at + 1}\n  - ${left[at]?.slice(0, 300)}\n  + ${right[at]?.slice(0, 300)}`);
}
