import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flagsAsJson, parseFlags } from '../lib/flags.ts';
import { validateFlags, validateUsage } from '../cli/options.ts';
import { bash, fish, zsh, type Command } from './shells.ts';

const commands: readonly Command[] = [{ name: 'validate', flags: validateFlags }, { name: 'explain', flags: {}, operands: ['a/b', 'a/c', 'd/e'] }, { name: 'other', flags: { only: { help: "it's [one]: $(touch x)" } } }];
const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** What bash offers behind the words, the last of which is begun. */
function offered(...words: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  try {
    for (const name of ['prod', 'dev', '$(touch gone)']) mkdirSync(join(folder, 'clusters', name), { recursive: true });
    mkdirSync(join(folder, 'my charts'));
    writeFileSync(join(folder, 'validate.json'), '');
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const script = `${bash(commands)}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _gitops_npm npm; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync('bash', ['--norc', '-c', script], { cwd: folder, encoding: 'utf8' });
    expect(existsSync(join(folder, 'gone'))).toBe(false);
    return out.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!has('bash'))('bash', () => {
  it.each([
    [['npm', 'run', 'validate', '--', '--fo'], ['--format']],
    [['npm', 'run', '--silent', 'validate', '--', '--offline', '--up'], ['--update-baseline']],
    [['npm', 'run', 'validate', '--', '--format', 'j'], ['json', 'junit']],
    [['npm', 'run', 'validate', '--', '--cluster', ''], ['$(touch gone)', 'dev', 'prod']],
    [['npm', 'run', 'validate', '--', '--baseline', 'val'], ['validate.json']],
    [['npm', 'run', 'other', '--', '-'], ['--only']],
    [['npm', 'run', 'validate', '--', '--charts-dir', 'my'], ['my charts']],
    [['npm', 'run', 'explain', '--', 'a/'], ['a/b', 'a/c']],
    [['npm', 'run', 'val'], ['validate']],
    [['npm', 'run', 'x', 'val'], []],
    [['npm', 'r'], []],
    [['npm', 'run', 'unknown', '--', '-'], []],
    [['npm', 'run', 'validate', '--fo'], []],
  ])('%j', (words, replies) => expect(offered(...words)).toEqual(replies));
});

describe.skipIf(!has('fish'))('fish', () => {
  it.each([
    ['npm run validate -- --fo', ['--format']],
    ['npm run --silent validate -- --offline --upd', ['--update-baseline']],
    ['npm run validate -- --format j', ['json', 'junit']],
    ['npm run validate -- --cluster ', ['$(touch gone)', 'dev']],
    ['npm run validate -- --output val', ['validate.json']],
    ['npm run explain -- a/', ['a/b', 'a/c']],
    ['npm run validate --fo', []],
  ])('%s', (line, replies) => {
    const folder = mkdtempSync(join(tmpdir(), 'completion-'));
    try {
      for (const name of ['dev', '$(touch gone)']) mkdirSync(join(folder, 'clusters', name), { recursive: true });
      writeFileSync(join(folder, 'validate.json'), '');
      // Of fish itself nothing is known of npm here.
      const script = join(folder, 'completion.fish');
      writeFileSync(script, fish(commands));
      const out = execFileSync('fish', ['--no-config', '-c', `source ${script}; set fish_complete_path; complete -C '${line}'`], { cwd: folder, encoding: 'utf8' });
      expect(existsSync(join(folder, 'gone'))).toBe(false);
      expect(out.split('\n').filter((one) => one !== '').map((one) => one.split('\t')[0])).toEqual(replies);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

it.each([['bash', bash], ['zsh', zsh], ['fish', fish]] as const)('%s takes the script', (shell, of) => {
  const script = of(commands);
  for (const flag of Object.keys(validateFlags)) expect(script).toContain(`--${flag}`);
  if (!has(shell)) return console.log(`skipped: no ${shell} to read it`);
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  try {
    // From a file: fish reads no script from a socket, which is what a child's standard input is here.
    writeFileSync(join(folder, 'script'), script);
    expect(spawnSync(shell, ['-n', join(folder, 'script')], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a command tells its flags instead of working', () => {
  const told = parseFlags([flagsAsJson, '--nonsense'], validateFlags, validateUsage);
  expect(told).toMatchObject({ ok: false, exitCode: 0 });
  expect(Object.keys(JSON.parse(told.ok ? '' : told.text) as object)).toEqual(Object.keys(validateFlags));
});
