import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { makeGitRepository, type GitRepository } from '../testing/git.ts';
import { checkOut, readFiles, type Checkout } from './checkout.ts';
import { openGit } from './git.ts';

const made: { remove(): void }[] = [];
afterEach(() => made.splice(0).forEach((one) => one.remove()));

function repository(files: Parameters<typeof makeGitRepository>[0]): GitRepository {
  const own = makeGitRepository(files);
  made.push(own);
  return own;
}

function opened(root: string, tree = 'HEAD:'): Checkout {
  const result = checkOut(openGit(root), tree, 'base', 'repo');
  if (!result.ok) throw new Error(result.message);
  made.push(result.checkout);
  return result.checkout;
}

it('writes files byte for byte, links as links, and takes all away again', () => {
  const { root } = repository({ 'a b/ü.yaml': 'a: 1\r\n', 'raw.bin': new Uint8Array([0, 255, 10, 13]), link: { link: '/etc/passwd' }, empty: '' });
  const checkout = opened(root);
  expect(readdirSync(checkout.folder).sort()).toEqual(['a b', 'empty', 'link', 'raw.bin']);
  expect(readFileSync(join(checkout.folder, 'a b/ü.yaml'), 'utf8')).toBe('a: 1\r\n');
  expect([...readFileSync(join(checkout.folder, 'raw.bin'))]).toEqual([0, 255, 10, 13]);
  expect(lstatSync(join(checkout.folder, 'link')).isSymbolicLink()).toBe(true);
  checkout.remove();
  expect(existsSync(checkout.folder)).toBe(false);
});

it('reads the same into memory, links apart', () => {
  const { root } = repository({ 'a b/ü.yaml': 'a: 1\r\n', 'twin.yaml': 'a: 1\r\n', link: { link: '/etc/passwd' } });
  const read = readFiles(openGit(root), 'HEAD:', 'base');
  if (!read.ok) throw new Error(read.message);
  expect([...read.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([['a b/ü.yaml', 'a: 1\r\n'], ['twin.yaml', 'a: 1\r\n']]);
  expect([...read.links]).toEqual(['link']);
});

it('runs nothing that the repository names: no filter, no hook, no file system monitor', () => {
  const { root, git } = repository({ '.gitattributes': '*.yaml filter=evil diff=evil\n', 'a.yaml': 'a: 1\n' });
  const trap = join(root, '..', `${root.split('/').at(-1)}-trap`);
  const evil = `sh -c 'touch ${trap}; cat'`;
  for (const key of ['filter.evil.smudge', 'filter.evil.process', 'diff.evil.textconv', 'core.fsmonitor', 'core.pager', 'core.sshCommand', 'diff.external']) git('config', key, evil);
  writeFileSync(join(root, '.git/hooks/post-checkout'), `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
  expect(readFileSync(join(opened(root).folder, 'a.yaml'), 'utf8')).toBe('a: 1\n');
  expect(existsSync(trap)).toBe(false);
});

it('refuses a tree that would write outside, or into .git', () => {
  const { root, git } = repository({ 'a.yaml': 'a: 1\n' });
  const blob = git('rev-parse', 'HEAD:a.yaml');
  for (const name of ['..', '.git', '.GIT']) {
    const inner = Buffer.concat([Buffer.from('100644 config\0'), Buffer.from(blob, 'hex')]);
    const write = (body: Buffer) => execFileSync('git', ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], { cwd: root, input: body, encoding: 'utf8' }).trim();
    const tree = write(Buffer.concat([Buffer.from(`40000 ${name}\0`), Buffer.from(write(inner), 'hex')]));
    expect(checkOut(openGit(root), tree, 'base', 'repo')).toEqual({ ok: false, message: `base holds a file named "${name}/config", which is written nowhere; no tool of git makes such a tree` });
  }
});

it('says that a tree, or the content of a file, is not there', () => {
  const { root, git } = repository({ 'a.yaml': 'a: 1\n' });
  const blob = git('rev-parse', 'HEAD:a.yaml');
  expect(checkOut(openGit(root), 'HEAD:nowhere', 'base', 'repo')).toEqual({ ok: false, message: 'base cannot be read: Not a valid object name HEAD:nowhere' });
  git('config', 'extensions.partialClone', 'origin');
  git('config', 'remote.origin.url', `ext::sh -c touch% ${root}-trap`);
  execFileSync('rm', ['-f', join(root, '.git/objects', blob.slice(0, 2), blob.slice(2))]);
  expect(checkOut(openGit(root), 'HEAD:', 'base', 'repo')).toEqual({ ok: false, message: 'base: the content of a.yaml is not in this clone, which is a partial one; run git fetch --refetch origin' });
  expect(existsSync(`${root}-trap`)).toBe(false);
});
