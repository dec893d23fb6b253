import { runDiff } from '../../run/diff.ts';
import { makeGitRepository } from '../git.ts';
import type { Case } from './cases.ts';

/** What is said of a change, as `file:line rule`, in a repository of its own. */
export async function saidOf([, base, head]: Case): Promise<string[]> {
  const repository = makeGitRepository(Object.fromEntries(Object.entries(base).flatMap(([file, text]) => (text === undefined ? [] : [[file, text]]))));
  try {
    repository.commit(head);
    const result = await runDiff({ render: { root: repository.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: `${repository.root}/.cache`, env: {} }, base: 'HEAD~1', head: 'HEAD' });
    if (!result.ok) return [result.message];
    result.dispose();
    return result.diff.findings.map(({ place, rule }) => `${place?.file}:${place?.line} ${rule.replace('change/', '')}`);
  } finally {
    repository.remove();
  }
}
