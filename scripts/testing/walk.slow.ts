import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run test:walk [-- --update]`: does what docs/walk.md tells a reader to do, in a copy of this repository with a remote of its
 * own, and compares what is printed. `--update` writes it into the page.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const page = join(root, 'docs/walk.md');
const text = readFileSync(page, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'walk-'));
const home = join(folder, 'gitops');
let wrong = 0;

if (spawnSync('git', ['--version']).status !== 0) console.log('skipped: git is not installed');
else {
  try {
    makeCopy();
    const walked = text.replace(/^```console\n([\s\S]*?)^```$/gm, (_, block: string) => `\`\`\`console\n${steps(block).map(({ command, told }) => `$ ${command}\n${walk(command, told)}`).join('')}\`\`\``);
    const update = process.argv.includes('--update');
    if (update) writeFileSync(page, walked);
    console.log(wrong === 0 ? 'the walk goes as docs/walk.md says' : update ? `${wrong} steps are written anew; read them` : `${wrong} steps go otherwise; if that is as it should be: npm run test:walk -- --update`);
    process.exitCode = wrong === 0 || update ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What git has of the repository, without the tool, which is linked; nothing of the machine's own git configuration. */
function makeCopy(): void {
  mkdirSync(home);
  for (const name of ['apps', 'charts', 'clusters', 'components', 'infrastructure', 'validate.yaml', 'package.json']) cpSync(join(root, name), join(home, name), { recursive: true });
  for (const name of ['scripts', 'schemas', 'node_modules']) if (existsSync(join(root, name))) symlinkSync(join(root, name), join(home, name));
  writeFileSync(join(home, '.gitignore'), 'scripts\nschemas\nnode_modules\nreport.html\n');
  for (const command of ['git init -q --bare -b main ../remote', 'git init -q -b main', 'git add -A', 'git commit -qm "The repository"', 'git remote add origin ../remote', 'git push -q -u origin main']) shell(command);
}

function steps(block: string): { readonly command: string; readonly told: string }[] {
  return block.split(/^\$ /m).slice(1).map((step) => {
    const end = step.indexOf('\n');
    return { command: step.slice(0, end), told: step.slice(end + 1) };
  });
}

function walk(command: string, told: string): string {
  const printed = shell(command);
  const same = timeless(printed) === timeless(told);
  console.log(`${same ? 'ok    ' : 'FAILED'} ${command}`);
  if (!same) {
    wrong++;
    if (!process.argv.includes('--update')) console.log(printed.replace(/^/gm, '  | '));
  }
  return same ? told : printed;
}

/** Seconds and commits differ from run to run, and rules are added: none of that is another walk. */
function timeless(output: string): string {
  return output.replace(/\d+\.\d s\b/g, 'some s').replace(/\bby \d+ rules\b/g, 'by rules').replace(/\b(?=[0-9]*[a-f])[0-9a-f]{7,40}\b/g, 'COMMIT').trim();
}

function shell(command: string): string {
  const identity = { GIT_AUTHOR_NAME: 'A reader', GIT_AUTHOR_EMAIL: 'reader@example.org', GIT_COMMITTER_NAME: 'A reader', GIT_COMMITTER_EMAIL: 'reader@example.org', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const { stdout, stderr, error } = spawnSync('bash', ['-c', `${command} 2>&1`], { cwd: home, encoding: 'utf8', timeout: 300_000, env: { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1', ...identity } });
  if (error !== undefined) throw error;
  const output = `${stdout}${stderr}`.split('\n').filter((line) => !line.startsWith('npm warn')).join('\n');
  return output === '' || output.endsWith('\n') ? output : `${output}\n`;
}
