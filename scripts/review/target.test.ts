import { expect, it } from 'vitest';
import { findTarget, type TargetFlags } from './target.ts';

const runner = { CI: 'true', GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true', GITHUB_SERVER_URL: 'https://git.example.com/', GITHUB_REPOSITORY: 'me/gitops', GITHUB_REF: 'refs/pull/7/head', GITHUB_RUN_ID: '33', GITHUB_EVENT_NAME: 'pull_request', GITHUB_TOKEN: 't' };
const event = (head: unknown = { full_name: 'me/gitops' }) => ({ number: 7, pull_request: { number: 7, head: { sha: 'abc', repo: head }, base: { repo: { full_name: 'me/gitops' } } } });

it('takes everything from the runner', () => {
  expect(findTarget({}, runner, event())).toEqual({ to: 'server', forge: 'gitea', url: 'https://git.example.com', repo: 'me/gitops', pull: 7, token: 't', tokenName: 'GITHUB_TOKEN', head: 'abc', page: 'https://git.example.com/me/gitops/actions/runs/33' });
  expect(findTarget({}, { ...runner, GITEA_TOKEN: 'own' }, undefined)).toMatchObject({ pull: 7, token: 'own', tokenName: 'GITEA_TOKEN' });
  expect(findTarget({}, { ...runner, GITEA_ACTIONS: '' }, event())).toMatchObject({ forge: 'github' });
  expect(findTarget({}, { ...runner, FORGEJO_ACTIONS: 'true' }, event())).toMatchObject({ forge: 'forgejo' });
  expect(findTarget({}, { GITLAB_CI: 'true', CI_SERVER_URL: 'https://lab.example.com', CI_PROJECT_PATH: 'a/b/c', CI_MERGE_REQUEST_IID: '3', CI_COMMIT_SHA: 'def', CI_JOB_URL: 'https://lab.example.com/j/1', GITLAB_TOKEN: 't' }, undefined)).toEqual({ to: 'server', forge: 'gitlab', url: 'https://lab.example.com', repo: 'a/b/c', pull: 3, token: 't', tokenName: 'GITLAB_TOKEN', head: 'def', page: 'https://lab.example.com/j/1' });
});

it('takes flags first', () => {
  expect(findTarget({ gitea: 'http://127.0.0.1:3000/', repo: 'o/n', pr: '12' }, { ...runner, GITEA_TOKEN: 'g' }, undefined)).toEqual({ to: 'server', forge: 'gitea', url: 'http://127.0.0.1:3000', repo: 'o/n', pull: 12, token: 'g', tokenName: 'GITEA_TOKEN' });
});

it('stays in the log for a fork, a deleted fork, and what is no pull request', () => {
  const fork = { to: 'log', fork: true, because: 'the pull request comes from another repository, whose runs get no token that may write' };
  expect(findTarget({}, runner, event({ full_name: 'they/gitops' }))).toEqual(fork);
  expect(findTarget({}, runner, event(null))).toEqual(fork);
  expect(findTarget({}, { GITLAB_CI: 'true', CI_SERVER_URL: 'https://l', CI_PROJECT_PATH: 'a/b', CI_MERGE_REQUEST_IID: '3', CI_MERGE_REQUEST_PROJECT_ID: '1', CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '2' }, undefined)).toEqual(fork);
  expect(findTarget({}, { ...runner, GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_NAME: 'push' }, undefined)).toEqual({ to: 'log', because: 'this run is of no pull request' });
});

it.each<[TargetFlags, Record<string, string>, string]>([
  [{}, {}, 'say where the pull request is: --gitea URL, --forgejo URL, --github URL or --gitlab URL, with --repo OWNER/NAME and --pr NUMBER'],
  [{ gitea: 'https://a', github: 'https://b' }, {}, '--gitea and --github contradict each other'],
  [{ gitea: 'git.example.com' }, {}, '--gitea is a URL such as https://gitea.example.com, without user and password, not "git.example.com"'],
  [{ github: 'https://me:secret@github.com' }, {}, '--github is a URL such as https://github.com, without user and password, not "https://…@github.com"'],
  [{ gitea: 'file:///etc' }, {}, '--gitea is a URL such as https://gitea.example.com, without user and password, not "file:///etc"'],
  [{ gitea: 'https://a' }, {}, 'say which repository: --repo OWNER/NAME'],
  [{ gitea: 'https://a', repo: '../x' }, {}, '--repo is OWNER/NAME, not "../x"'],
  [{ gitea: 'https://a/git/o/n', repo: 'o/n', pr: '1' }, {}, '--gitea is the address of the server, without the repository: https://a/git'],
  [{ gitea: 'https://a', repo: 'o/n' }, {}, 'say which pull request: --pr NUMBER'],
  [{ gitea: 'https://a', repo: 'o/n', pr: '#1' }, {}, '--pr is NUMBER such as 12, not "#1"'],
  [{ gitea: 'https://a', repo: 'o/n', pr: '1' }, {}, 'set GITEA_TOKEN or GITHUB_TOKEN to a token that has the scopes write:repository, write:issue and read:user; in a workflow: env: GITEA_TOKEN: ${{ secrets.GITEA_TOKEN }}'],
  [{ gitlab: 'https://a', repo: 'o/n', pr: '1' }, {}, 'set GITLAB_TOKEN to a token that has the scope api and the role Developer; in a workflow: env: GITLAB_TOKEN: a masked variable of the project'],
])('%j', (flags, env, message) => {
  expect(findTarget(flags, env, undefined)).toEqual({ to: 'nobody', message });
});
