import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from '../../lib/object.ts';
import { parseConstraint, parseVersion } from '../../lib/semver.ts';
import type { JsonObject } from '../../model/json.ts';

/** The references of a git repository. */
export interface GitRefs {
  readonly branches: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
  hasCommit(hash: string): boolean;
}

/** Those of a folder that is a repository of its own; undefined for any other folder. */
export function readRefs(folder: string): GitRefs | undefined {
  if (!existsSync(join(folder, '.git'))) return undefined;
  try {
    const out = execFileSync('git', ['-c', 'core.fsmonitor=false', 'for-each-ref', '--format=%(refname)'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 });
    const names = out.split('\n');
    return {
      branches: new Set(names.flatMap((name) => /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(name)?.[1] ?? [])),
      tags: new Set(names.flatMap((name) => /^refs\/tags\/(.+)$/.exec(name)?.[1] ?? [])),
      hasCommit: (hash) => /^[0-9a-f]{4,64}$/.test(hash) && isCommit(folder, hash),
    };
  } catch {
    return undefined;
  }
}

/** A shallow clone lacks most commits, so that it says nothing. */
function isCommit(folder: string, hash: string): boolean {
  if (existsSync(join(folder, '.git', 'shallow'))) return true;
  return spawnSync('git', ['cat-file', '-e', `${hash}^{commit}`], { cwd: folder, stdio: 'ignore' }).status === 0;
}

/**
 * What a GitRepository's `spec.ref` asks for and the repository lacks; the field that counts is the first of commit, name,
 * semver, tag and branch, and without any of them the branch master (source-controller gitrepository_controller.go, pkg/git
 * gogit clone.go). `field` is '' for the default branch.
 */
export function missingRef(ref: JsonObject, { branches, tags, hasCommit }: GitRefs): { readonly field: string; readonly said: string } | undefined {
  const commit = text(ref, 'commit');
  if (commit !== '') return hasCommit(commit) ? undefined : { field: 'commit', said: `the commit "${commit}"` };
  const name = text(ref, 'name');
  if (name !== '') {
    const [, kind, short = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(name) ?? [];
    if (kind === undefined) return undefined;
    return (kind === 'heads' ? branches : tags).has(short) ? undefined : { field: 'name', said: `the reference "${name}"` };
  }
  const range = text(ref, 'semver');
  if (range !== '') {
    const fits = parseConstraint(range);
    const found = fits !== undefined && [...tags].some((tag) => {
      const version = parseVersion(tag);
      return version !== undefined && fits(version);
    });
    return found ? undefined : { field: 'semver', said: `a tag in the range "${range}"` };
  }
  const tag = text(ref, 'tag');
  if (tag !== '') return tags.has(tag) ? undefined : { field: 'tag', said: `the tag "${tag}"` };
  const branch = text(ref, 'branch');
  if (branches.has(branch || 'master')) return undefined;
  return branch === '' ? { field: '', said: 'the branch "master", as spec.ref names none' } : { field: 'branch', said: `the branch "${branch}"` };
}
