import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Cause, ClusterDiff } from '../model/diff.ts';
import { makeGitRepository, type GitRepository } from '../testing/git.ts';
import { withCommits } from './commits.ts';
import { openGit } from './git.ts';

const made: GitRepository[] = [];
afterEach(() => made.splice(0).forEach((one) => one.remove()));
function repository(files: Parameters<typeof makeGitRepository>[0]): GitRepository {
  const own = makeGitRepository(files);
  made.push(own);
  return own;
}

/** What is told of some lines: `head a.yaml:2` -> the subject of its commit. */
function told({ root }: GitRepository, base: string, head: string, places: readonly string[], readHead?: (file: string) => string | undefined) {
  const causes = places.map((place): Cause => {
    const [, side = '', file = '', line = ''] = /^(\w+) (.*):(\d+)$/.exec(place) ?? [];
    return { side: side as 'head' | 'base', steps: [], certainty: 'exact', place: { file, line: Number(line), column: 1 } };
  });
  const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: '', name: 'a' };
  const cluster = { name: 'prod', objects: causes.map((cause) => ({ change: 'changed', object, unit: { kind: 'Kustomization', namespace: '', name: '' }, cause, fields: [] })) } as unknown as ClusterDiff;
  const found = withCommits([cluster], { git: openGit(root), base, head, ...(readHead !== undefined && { readHead }) });
  return found[0]!.objects.map(({ cause }) => cause?.commit?.subject);
}

it('names the commit that wrote a line, and the one that took it away', () => {
  const own = repository({ 'a b.yaml': 'one\ntwo\nthree\nfour\n', 'gone.yaml': 'x\n' });
  const base = own.git('rev-parse', 'HEAD');
  own.commit({ 'a b.yaml': 'one\nTWO\nthree\nfour\n' }, 'second line');
  own.commit({ 'a b.yaml': 'zero\none\nTWO\nfour\n' }, 'third line goes');
  own.commit({ 'gone.yaml': undefined, 'new.yaml': 'n\n' }, 'a file goes');
  const head = own.git('rev-parse', 'HEAD');
  expect(told(own, base, head, ['head a b.yaml:1', 'head a b.yaml:2', 'head a b.yaml:3', 'head new.yaml:1', 'base a b.yaml:2', 'base a b.yaml:3', 'base a b.yaml:1', 'base gone.yaml:1'])).toEqual([
    'third line goes', undefined, 'second line', 'a file goes', 'second line', 'third line goes', undefined, 'a file goes',
  ]);
});

it('names the commit that renames a file for lines that it leaves as they were', () => {
  const own = repository({ 'old.yaml': 'one\ntwo\nthree\nfour\nfive\n', 'b.yaml': 'x\n' });
  const base = own.git('rev-parse', 'HEAD');
  own.commit({ 'b.yaml': 'y\n' }, 'other');
  own.commit({ 'old.yaml': undefined, 'new.yaml': 'one\ntwo\nthree\nfour\nfive\nsix\n' }, 'renamed');
  expect(told(own, base, 'HEAD', ['head new.yaml:1', 'head new.yaml:6', 'base old.yaml:2'])).toEqual(['renamed', 'renamed', 'renamed']);
});

it('knows nothing of what is no line, no file, or not there', () => {
  const own = repository({ 'a/b.yaml': 'one\n' });
  const base = own.git('rev-parse', 'HEAD');
  const head = own.commit({ 'a/b.yaml': 'two\n' }, 'two');
  expect(told(own, base, head, ['head a:1', 'head a/b.yaml:99', 'head a/b.yaml:1', 'head nowhere.yaml:1', 'head ../x:1', 'base --output=x:1'])).toEqual([undefined, undefined, 'two', undefined, undefined, undefined]);
});

it('leaves out lines of the working tree that are not committed', () => {
  const own = repository({ 'a.yaml': 'one\ntwo\n' });
  const base = own.git('rev-parse', 'HEAD');
  own.commit({ 'a.yaml': 'one\ntwo\nthree\n' }, 'third');
  const now = 'mine\none\nTWO\nthree\n';
  expect(told(own, base, 'HEAD', ['head a.yaml:1', 'head a.yaml:2', 'head a.yaml:3', 'head a.yaml:4'], () => now)).toEqual([undefined, undefined, undefined, 'third']);
  expect(told(own, base, 'HEAD', ['head a.yaml:3', 'head b.yaml:1'], (file) => (file === 'a.yaml' ? 'one\ntwo\nthree\n' : undefined))).toEqual(['third', undefined]);
});

it('runs nothing that the repository names, and keeps subjects short', () => {
  const own = repository({ '.gitattributes': '*.yaml diff=evil filter=evil\n', 'a.yaml': 'one\n' });
  const base = own.git('rev-parse', 'HEAD');
  const head = own.commit({ 'a.yaml': 'two\n' }, `\u202e</details>@all ${'x'.repeat(500)}`);
  const trap = join(own.root, 'trap');
  for (const key of ['diff.evil.textconv', 'diff.evil.command', 'filter.evil.clean', 'filter.evil.smudge', 'core.fsmonitor', 'diff.external', 'gpg.program']) own.git('config', key, `sh -c 'touch ${trap}; cat'`);
  own.git('config', 'log.showSignature', 'true');
  writeFileSync(join(own.root, '.mailmap'), '');
  const [subject] = told(own, base, head, ['head a.yaml:1', 'base a.yaml:1']);
  expect(subject).toBe(`\u202e</details>@all ${'x'.repeat(500)}`.slice(0, 120));
  expect(existsSync(trap)).toBe(false);
});
