import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findGitea, giteaApi } from '../gitea.ts';
import { fetchNow, git, push, settings, source, type Stage } from './stage.ts';
import { command, lastLine, must, until, type Ran } from './suite.ts';

/**
 * The whole story: a pull request on a real Gitea is validated and reviewed, cannot be merged, is mended, reviewed again and merged; Flux
 * pulls it from that Gitea, and `status --watch` sees it become live.
 */
export async function story(stage: Stage): Promise<void> {
  const { suite: { check, skip, note }, fleet, client, at } = stage;
  const gitea = findGitea(process.env);
  if (typeof gitea === 'string') return skip(`the way through a pull request; ${gitea}`);
  try {
    const api = giteaApi(gitea);
    const name = `live${Date.now()}`;
    const repo = `bot/${name}`;
    await api('POST', '/user/repos', { name, default_branch: 'main', private: false });
    const remote = `${gitea.url.replace('//', `//bot:${gitea.token}@`)}/${repo}.git`;
    git(stage, 'checkout', '-q', '-B', 'main');
    git(stage, 'push', '-q', remote, 'HEAD:main');
    await api('POST', `/repos/${repo}/branch_protections`, { rule_name: 'main', enable_push: true, enable_status_check: true, status_check_contexts: ['validate/homelab'] });
    await must(client, 'PATCH', source, { spec: { url: `${gitea.url}/${repo}.git` } }, 'application/merge-patch+json');

    git(stage, 'checkout', '-q', '-B', 'change');
    const now = readFileSync(join(fleet.repository, settings), 'utf8');
    const wrong = push(stage, settings, now.replace('ADDED: "1"', 'ADDED: 1'), remote, 'change');
    // Gitea takes a moment to see what was pushed.
    const { number } = (await until('the pull request', () => api('POST', `/repos/${repo}/pulls`, { head: 'change', base: 'main', title: 'Change a setting' }).catch(() => undefined))) as unknown as { number: number };
    const review = (): Promise<Ran> => command('review', [...at.slice(0, 4), '--gitea', gitea.url, '--repo', repo, '--pr', String(number), '--base', 'main'], { env: { GITEA_TOKEN: gitea.token } });
    const posted = ({ code, out, err }: Ran) => [code, out.split('\n').filter((line) => line.startsWith('posted: ')).map((line) => line.replace(/[0-9a-f]{10,40}/, 'COMMIT')), err];
    const seen = async (commit: string) => {
      const comments = (await api('GET', `/repos/${repo}/issues/${number}/comments`)) as { body: string }[];
      const { statuses } = (await api('GET', `/repos/${repo}/commits/${commit}/status`)) as { statuses: { context: string; status: string }[] };
      const body = comments[0]?.body ?? '';
      return { comments: comments.length, says: /^### ([^;\n]*)/m.exec(body)?.[1], news: /\d+ findings? new, \d+ gone/.exec(body)?.[0], status: statuses.find(({ context }) => context === 'validate/homelab')?.status };
    };
    const merge = (): Promise<string | undefined> => api('POST', `/repos/${repo}/pulls/${number}/merge`, { Do: 'squash' }).then(() => undefined, (error: unknown) => (error as Error).message);

    check('a pull request with a mistake is reviewed: a comment, a status, a note on its line', posted(await review()), [1, ['posted: 1 commit status on COMMIT', 'posted: comment written', 'posted: 1 new note on lines, 0 notes as before'], '']);
    const first = await seen(wrong);
    check('and Gitea shows it', first, { comments: 1, says: 'Review fails: 1 error is new', news: '1 finding new, 0 gone', status: 'failure' });
    await conflictsLooked();
    check('and does not let it be merged', /405|not all required status checks/i.test((await merge()) ?? 'merged'), true);
    const right = push(stage, settings, now.replace('ADDED: "1"', 'ADDED: "2"'), remote, 'change');
    check('mended, it is reviewed again: the same comment, the note struck', posted(await review()), [0, ['posted: 1 commit status on COMMIT', 'posted: comment edited', 'posted: 0 new notes on lines, 0 notes as before, 1 struck'], '']);
    const second = await seen(right);
    check('and Gitea shows that, too', second, { comments: 1, says: 'Review passes: nothing new was found', news: '0 findings new, 0 gone', status: 'success' });
    const verdict = await command('validate', [...at, '--live', '--base', 'main', '--quiet']);
    check('the API server says the same of the change', [verdict.code, lastLine(verdict.out).replace(/^.*: /, '')], [0, '1 of 1 changed objects and 1 of 1 change of what lives judged by both, 2 alike (0 refused by the server), 0 disagreements']);
    for (let i = 0; (await merge()) !== undefined; i++) {
      if (i === 20) throw new Error('the pull request cannot be merged');
      await new Promise((settle) => setTimeout(settle, 1_000));
    }
    const { commit } = (await api('GET', `/repos/${repo}/branches/main`)) as { commit: { id: string } };
    await fetchNow(stage);
    const live = await command('status', [...at, '--watch', '--commit', commit.id, '--for', '120']);
    check('status --watch sees the merged pull request become live', lastLine(live.out), `commit ${commit.id.slice(0, 12)} is live: 5 Kustomizations have applied it, everything is ready`);
    const map = (await must(client, 'GET', '/api/v1/namespaces/flux-system/configmaps/cluster-settings')) as unknown as { data: Record<string, string> };
    check('the cluster has what was merged', map.data['ADDED'], '2');
    const drift = lastLine((await command('drift', at)).out);
    check('and nothing else', /: (\d+) objects compared, \1 equal, no drift$/.test(drift), true);
    note(`pull request ${number} of ${repo}: ${first.says} (${first.status}), then ${second.says} (${second.status}), merged as ${commit.id.slice(0, 12)}, live; ${drift.replace(/^.*?: /, '')}`);
  } finally {
    gitea.stop();
  }
}

/** Gitea looks for conflicts before it answers of anything else. */
function conflictsLooked(): Promise<void> {
  return new Promise((settle) => setTimeout(settle, 3_000));
}
