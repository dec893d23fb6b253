import { suggest } from '../lib/suggest.ts';
import type { DiffSide } from '../model/diff.ts';
import type { Git } from './git.ts';

/** A side of the comparison: a folder as it lies there, or a tree of the object store. */
export type Side = DiffSide & ({ readonly folder: string } | { readonly tree: string; readonly commit: string });

export interface Wanted {
  /** The repository; absolute. */
  readonly root: string;
  readonly base?: string;
  readonly head?: string;
  /** The branch that the change is to go to, as a CI system says it (`GITHUB_BASE_REF`). */
  readonly target?: string;
}

export type Sides = { readonly ok: true; readonly base: Side; readonly head: Side } | { readonly ok: false; readonly message: string };

/**
 * What is to be compared. Base is a ref; `ref...` the merge base of it and head; without one, the merge base of head and the
 * branch that it will go to. Head is a ref, or the working tree.
 */
export function resolveSides(git: Git, { root, base, head, target }: Wanted): Sides {
  const prefix = git.text('rev-parse', '--show-prefix');
  if (prefix === undefined) return stop(`${root} is in no git repository, so there is nothing to compare it with; name two folders: npm run diff -- BASE HEAD`);
  const branches = base === undefined ? targetBranches(git, target) : base.endsWith('...') ? [base.slice(0, -3)] : [];
  const commits = commitsOf(git, ['HEAD', ...(head === undefined ? [] : [head]), ...branches, ...(base === undefined || branches.length > 0 ? [] : [base])]);
  if (commits('HEAD') === undefined) return stop('this repository has no commit yet, so there is nothing to compare with; commit, or name two folders: npm run diff -- BASE HEAD');
  const headCommit = commits(head ?? 'HEAD');
  if (headCommit === undefined) return stop(unknownRef(git, '--head', head ?? 'HEAD'));
  const branch = base === undefined ? branches.find((ref) => commits(ref) !== undefined) : branches[0];
  if (base === undefined && branch === undefined) return stop(`which branch the change goes to is not known: there is neither origin/HEAD nor a branch main or master${target === undefined ? '' : `, and no origin/${target} (run git fetch origin ${target})`}; name it with --base REF`);
  const baseCommit = commits(branch ?? base!);
  if (baseCommit === undefined) return stop(unknownRef(git, '--base', branch ?? base!));
  const from = branch === undefined ? baseCommit : git.text('merge-base', baseCommit, headCommit)?.split('\n', 1)[0];
  if (from === undefined) return stop(noMergeBase(git, branch!, head ?? 'HEAD'));
  const tree = (commit: string) => `${commit}:${prefix}`;
  const named = (name: string, commit: string): Side => ({ name, commit, tree: tree(commit) });
  const isThere = prefix === '' || git.text('cat-file', '-t', tree(from)) === 'tree';
  if (!isThere) return stop(`${short(from)} cannot be compared with: ${isShallow(git) ? `it is not in this shallow clone; run ${deepen}` : `it has no folder ${prefix.replace(/\/$/, '')}`}`);
  return {
    ok: true,
    base: named(branch === undefined ? base! : `merge base of ${branch}`, from),
    head: head === undefined ? { name: 'working tree', folder: root } : named(head, headCommit),
  };
}

const deepen = 'git fetch --unshallow origin (actions/checkout: fetch-depth: 0)';

function stop(message: string): Sides {
  return { ok: false, message };
}

/** The commits that refs name, all asked for at once: starting git is what costs. */
function commitsOf(git: Git, refs: readonly string[]): (ref: string) => string | undefined {
  const asked = [...new Set(refs)].filter((ref) => ref !== '' && !/[\n\0]/.test(ref));
  const answered = git.bytes(['cat-file', '--batch-check=%(objectname) %(objecttype)'], asked.map((ref) => `${ref}^{commit}\n`).join(''));
  const lines = answered.ok ? answered.out.toString().split('\n') : [];
  const commits = new Map(asked.map((ref, index) => [ref, /^([0-9a-f]{40,64}) commit$/.exec(lines[index] ?? '')?.[1]]));
  return (ref) => commits.get(ref);
}

/** The branches that a change of this clone may go to, the likeliest first. */
function targetBranches(git: Git, target: string | undefined): string[] {
  if (target !== undefined && target !== '') return [`origin/${target}`, target];
  const remote = git.text('symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD');
  return [...(remote === undefined ? [] : [remote]), 'origin/main', 'origin/master', 'main', 'master'];
}

function unknownRef(git: Git, flag: string, ref: string): string {
  const isId = /^[0-9a-f]{7,64}$/.test(ref);
  if (isId) return `${flag} ${ref}: there is no such commit in this clone${isShallow(git) ? `, which is shallow; run ${deepen}` : `; the history may have been rewritten: run git fetch origin ${ref}, or name another`}`;
  // What counts from another commit cannot be fetched by name.
  if (/[~^@]/.test(ref)) return `${flag} ${ref}: there is no such commit in this clone${isShallow(git) ? `, which is shallow; run ${deepen}` : '; the history does not go back that far, or that ref is not there'}`;
  const names = (git.text('for-each-ref', '--format=%(refname:short)', '--count=2000') ?? '').split('\n');
  const near = suggest(ref, names);
  return `${flag} ${ref}: there is no such ref${near === undefined ? `; run git fetch origin ${ref.replace(/^origin\//, '')}` : `; did you mean "${near}"?`}`;
}

function noMergeBase(git: Git, branch: string, head: string): string {
  if (isShallow(git)) return `the commit that ${branch} and ${head} have in common is not in this shallow clone; run ${deepen}`;
  return `${branch} and ${head} have no commit in common: one of them was rewritten, or they never belonged together; fetch and rebase, or compare with ${branch} itself: --base ${branch}`;
}

function isShallow(git: Git): boolean {
  return git.text('rev-parse', '--is-shallow-repository') === 'true';
}

function short(commit: string): string {
  return commit.slice(0, 10);
}
