import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeGitRepository, type GitRepository } from './testing/git.ts';
import { configMap, prod, writeFiles } from './testing/repository.ts';

const node = join(import.meta.dirname, '..', 'node_modules', '.bin', 'node');

/** Runs a command of the tool as a user does. */
function command(script: string, argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    const { GITHUB_BASE_REF: _, CI: _ci, ...env } = process.env;
    execFile(node, [join(import.meta.dirname, script), ...argv], { env: { ...env, NO_COLOR: '1' }, maxBuffer: 1 << 26 }, (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err }));
  });
}

describe('npm run diff', () => {
  let repository: GitRepository;
  const on = (...argv: readonly string[]) => command('diff.ts', ['--path', repository.root, '--offline', ...argv]);
  beforeAll(() => {
    repository = makeGitRepository({ ...prod, 'apps/a.yaml': configMap('a'), 'apps/n.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n' });
  });
  afterAll(() => repository.remove());

  it('tells mistakes in its arguments, and what to write', async () => {
    const told = await Promise.all([['--bsae', 'x'], ['one'], ['one', 'two', '--base', 'x'], ['--format', 'txt']].map((argv) => command('diff.ts', argv)));
    expect(told.map(({ code, out, err }) => `${code} ${out}${err.split('\n')[0]}`)).toEqual([
      '2 unknown flag "--bsae"; did you mean "--base"?',
      '2 name two folders, base and head, or none; not "one" alone',
      '2 two folders and "x" contradict each other: name folders or refs',
      '2 --format is text, json, markdown or html, not "txt"; did you mean "text"?',
    ]);
  }, 120_000);

  it('ends with 0 without findings, 1 with some, 2 where it cannot compare', async () => {
    writeFiles(repository.root, { 'apps/a.yaml': configMap('b') });
    const clean = await on();
    expect([clean.code, clean.err]).toEqual([0, '']);
    expect(clean.out).toMatch(/^base {2}merge base of main \([0-9a-f]{10}\)\nhead {2}working tree\n\nprod: 1 added, 1 removed, 3 the same\n/);
    writeFiles(repository.root, { 'apps/n.yaml': configMap('n') });
    const found = await on('--quiet');
    expect(found.code).toBe(1);
    expect(found.out.split('\n').slice(0, 2)).toEqual([
      'error change/prune-deletes-namespace  Flux deletes Namespace shop and everything in it: Kustomization flux-system/apps prunes; if that is not meant, let git mark it kustomize.toolkit.fluxcd.io/prune: disabled before it is taken out',
      '  apps/n.yaml:1:1',
    ]);
    expect(await on('--base', 'mian')).toEqual({ code: 2, out: '', err: '--base mian: there is no such ref; did you mean "main"?\n' });
  }, 120_000);

  it('writes a document to a file, and the text beside it', async () => {
    const file = join(repository.root, '.git', 'diff.json');
    const { out } = await on('--format', 'json', '--output', file);
    expect(out).toContain('working tree');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 1, summary: { exitCode: 1, complete: true, head: { name: 'working tree' }, findings: { error: 1, warn: 0, info: 0 } } });
    expect(await on('--quiet', '--output', '/nowhere/x.json')).toMatchObject({ code: 2, err: '--output /nowhere/x.json: not written: its folder does not exist\n' });
  }, 120_000);

  it('is what validate --changed compares with', async () => {
    const { code, out, err } = await command('validate.ts', ['--path', repository.root, '--offline', '--quiet', '--changed']);
    expect(code).toBe(1);
    expect(err).toMatch(/^--changed: compared with merge base of main \([0-9a-f]{10}\); it has none of the findings\n$/);
    expect(out).toContain('error change/prune-deletes-namespace  Flux deletes Namespace shop');
    expect(await command('validate.ts', ['--base', 'x'])).toMatchObject({ code: 2, err: '--base needs --changed or --live\nnpm run validate -- --help lists the flags\n' });
  }, 120_000);
});
