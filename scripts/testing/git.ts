import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { makeRepository, writeFiles, type Content, type TemporaryRepository } from './repository.ts';

export interface GitRepository extends TemporaryRepository {
  /** Writes files (`undefined` deletes one) and commits all that there is; the new commit's id. */
  commit(files: Readonly<Record<string, Content | undefined>>, message?: string): string;
  git(...args: readonly string[]): string;
}

/** A real repository with the branch main and one commit; nothing of this machine's configuration reaches it. */
export function makeGitRepository(files: Readonly<Record<string, Content>>): GitRepository {
  const repository = makeRepository({});
  const { root } = repository;
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' };
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const commit: GitRepository['commit'] = (changed, message = 'change') => {
    for (const [path, content] of Object.entries(changed)) {
      if (content === undefined) rmSync(`${root}/${path}`);
      else writeFiles(root, { [path]: content });
    }
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch', 'main');
  if (Object.keys(files).length > 0) commit(files, 'first');
  return { ...repository, git, commit };
}
