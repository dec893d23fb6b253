import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { makeGitRepository, type GitRepository } from '../testing/git.ts';
import { makeRepository, type TemporaryRepository } from '../testing/repository.ts';
import { openGit } from './git.ts';
import { resolveSides, type Wanted } from './revisions.ts';

const made: TemporaryRepository[] = [];
afterEach(() => made.splice(0).forEach((repository) => repository.remove()));

function repository(files: Parameters<typeof makeGitRepository>[0] = { 'a.yaml': 'a: 1\n' }): GitRepository {
  const own = makeGitRepository(files);
  made.push(own);
  return own;
}

function sides(root: string, wanted: Omit<Wanted, 'root'> = {}): string {
  const result = resolveSides(openGit(root), { root, ...wanted });
  if (!result.ok) return result.message.replaceAll(root, 'ROOT');
  return [result.base, result.head].map((side) => ('folder' in side ? `${side.name}: ${side.folder.replace(root, 'ROOT')}` : `${side.name}: ${side.commit}${side.tree.slice(side.commit.length)}`)).join(' | ');
}

/** A shallow clone of what another repository has. */
function shallow(of: GitRepository, ...more: readonly string[]): string {
  const folder = makeRepository({});
  made.push(folder);
  execFileSync('git', ['clone', '--quiet', '--depth', '1', ...more, `file://${of.root}`, folder.root], { stdio: 'ignore' });
  return folder.root;
}

it('compares the working tree with the merge base of the main branch', () => {
  const { root, git, commit } = repository();
  const first = git('rev-parse', 'HEAD');
  git('switch', '--quiet', '--create', 'topic');
  commit({ 'a.yaml': 'a: 2\n' });
  git('switch', '--quiet', 'main');
  commit({ 'b.yaml': 'b: 1\n' });
  git('switch', '--quiet', 'topic');
  expect(sides(root)).toBe(`merge base of main: ${first}: | working tree: ROOT`);
});

it('takes a ref as it is, and with three dots as a merge base', () => {
  const { root, git, commit } = repository();
  const first = git('rev-parse', 'HEAD');
  git('branch', 'topic');
  const second = commit({ 'a.yaml': 'a: 2\n' });
  expect(sides(root, { base: 'topic' })).toBe(`topic: ${first}: | working tree: ROOT`);
  expect(sides(root, { base: 'main...', head: 'topic' })).toBe(`merge base of main: ${first}: | topic: ${first}:`);
  expect(sides(root, { base: 'topic', head: 'main' })).toBe(`topic: ${first}: | main: ${second}:`);
});

it('compares the same folder of both sides where the path is one of a repository', () => {
  const { root, git } = repository({ 'deploy/a.yaml': 'a: 1\n' });
  const id = git('rev-parse', 'HEAD');
  expect(sides(join(root, 'deploy'))).toBe(`merge base of main: ${id}:deploy/ | working tree: ROOT/deploy`.replace('ROOT/deploy', 'ROOT'));
});

it('knows no base on a detached head without branches, and says what to name', () => {
  const { root, git } = repository();
  git('checkout', '--quiet', '--detach');
  git('branch', '--delete', '--force', 'main');
  expect(sides(root)).toBe('which branch the change goes to is not known: there is neither origin/HEAD nor a branch main or master; name it with --base REF');
  expect(sides(root, { target: 'release' })).toBe('which branch the change goes to is not known: there is neither origin/HEAD nor a branch main or master, and no origin/release (run git fetch origin release); name it with --base REF');
});

it('works on a detached head', () => {
  const { root, git, commit } = repository();
  const first = git('rev-parse', 'HEAD');
  git('checkout', '--quiet', '--detach');
  commit({ 'a.yaml': 'a: 2\n' });
  expect(sides(root)).toBe(`merge base of main: ${first}: | working tree: ROOT`);
});

it('says that there is no repository, and no commit', () => {
  const folder = makeRepository({ 'a.yaml': 'a: 1\n' });
  made.push(folder);
  expect(sides(folder.root)).toBe('ROOT is in no git repository, so there is nothing to compare it with; name two folders: npm run diff -- BASE HEAD');
  expect(sides(repository({}).root)).toBe('this repository has no commit yet, so there is nothing to compare with; commit, or name two folders: npm run diff -- BASE HEAD');
});

it('suggests a ref, and tells how to fetch one that is not there', () => {
  const { root } = repository();
  expect(sides(root, { base: 'mian' })).toBe('--base mian: there is no such ref; did you mean "main"?');
  expect(sides(root, { base: 'origin/feature-x' })).toBe('--base origin/feature-x: there is no such ref; run git fetch origin feature-x');
  expect(sides(root, { base: 'HEAD~30' })).toBe('--base HEAD~30: there is no such commit in this clone; the history does not go back that far, or that ref is not there');
  expect(sides(root, { base: 'main', head: '--output=x' })).toBe('--head --output=x: there is no such ref; run git fetch origin --output=x');
  expect(sides(root, { base: '0123456789abcdef' })).toBe('--base 0123456789abcdef: there is no such commit in this clone; the history may have been rewritten: run git fetch origin 0123456789abcdef, or name another');
});

it('tells a shallow clone which fetch it needs', () => {
  const origin = repository();
  const first = origin.git('rev-parse', 'HEAD');
  origin.git('switch', '--quiet', '--create', 'topic');
  origin.commit({ 'a.yaml': 'a: 2\n' });
  origin.git('switch', '--quiet', 'main');
  origin.commit({ 'b.yaml': 'b: 1\n' });
  const root = shallow(origin, '--no-single-branch');
  expect(sides(root, { base: 'origin/main...', head: 'origin/topic' })).toBe('the commit that origin/main and origin/topic have in common is not in this shallow clone; run git fetch --unshallow origin (actions/checkout: fetch-depth: 0)');
  expect(sides(root, { base: first })).toBe(`--base ${first}: there is no such commit in this clone, which is shallow; run git fetch --unshallow origin (actions/checkout: fetch-depth: 0)`);
});

it('tells that a rewritten history has nothing in common', () => {
  const { root, git, commit } = repository();
  git('switch', '--quiet', '--orphan', 'rewritten');
  commit({ 'a.yaml': 'a: 3\n' });
  expect(sides(root)).toBe('main and HEAD have no commit in common: one of them was rewritten, or they never belonged together; fetch and rebase, or compare with main itself: --base main');
});
