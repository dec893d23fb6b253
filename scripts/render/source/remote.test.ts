import { expect, test } from 'vitest';
import { findRemote, parseRemote } from './remote.ts';
import { memoryTree } from './tree.ts';

test.each([
  ['https://git.example.org/org/repo.git//base/web?ref=v1.2', { url: 'https://git.example.org/org/repo.git', path: 'base/web', ref: 'v1.2' }],
  ['https://git.example.org/org/repo//base?ref=main&timeout=90s', { url: 'https://git.example.org/org/repo', path: 'base', ref: 'main' }],
  ['git::https://git.example.org/repo.git', { url: 'https://git.example.org/repo.git', path: '', ref: '' }],
  ['git@git.example.org:org/repo.git//a/../b?version=x', { url: 'git@git.example.org:org/repo.git', path: 'b', ref: 'x' }],
  ['github.com/org/repo/deploy/overlay?ref=main', { url: 'github.com/org/repo', path: 'deploy/overlay', ref: 'main' }],
  ['https://github.com/org/repo', { url: 'https://github.com/org/repo', path: '', ref: '' }],
  ['https://git.example.org/org/repo.git//../../etc', { url: 'https://git.example.org/org/repo.git', path: 'etc', ref: '' }],
  ['https://example.org/some/file.yaml', undefined],
])('%s', (text, base) => expect(parseRemote(text)).toEqual(base));

test('a mapped repository answers for its own branches, tags and folders only', () => {
  const checkout = { tree: memoryTree({ 'base/kustomization.yaml': '' }), refs: { branches: new Set(['main']), tags: new Set(['v1']), hasCommit: (hash: string) => hash === 'abcdef1' } };
  const find = (text: string) => findRemote(text, (name) => (name === 'https://h/repo.git' ? checkout : undefined));
  expect(find('https://h/repo//base?ref=v1')).toEqual({ checkout, path: 'base' });
  expect(find('https://h/repo.git//base?ref=abcdef1')).toEqual({ checkout, path: 'base' });
  expect(find('https://h/repo.git//base?ref=v2')).toEqual({ missing: 'the repository of the remote base https://h/repo.git//base?ref=v2 has no branch, tag or commit "v2"' });
  expect(find('https://h/repo.git//nope')).toEqual({ missing: 'the repository of the remote base https://h/repo.git//nope has no folder "nope"' });
  expect(find('https://h/other.git//base')).toBeUndefined();
});
