import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Json, JsonObject } from '../model/json.ts';
import { diffMarkdown } from '../report/diff/index.ts';
import { markdownReport } from '../report/markdown.ts';
import { hostileDiff } from '../testing/diff.ts';
import { anyText, shapeOf } from '../testing/markdown.ts';
import { hostileReport, hostileTexts } from '../testing/report.ts';
import { commit, findGitea, giteaApi, takeJob, type GiteaApi, type RealGitea } from '../testing/gitea.ts';
import { configMap, makeRepository, prod } from '../testing/repository.ts';
import { describedOf, type Described } from './contract/described.ts';
import { record, type Exchange } from './contract/recording.ts';
import { before, states, walk, walked } from './contract/walk.ts';
import { openForge } from './index.ts';
import { runWorkflows } from './workflow.slow.ts';

/** What this repository runs on Gitea: the job of the test gets the permissions that it asks for. */
const workflow = readFileSync(new URL('../../.gitea/workflows/validate.yaml', import.meta.url), 'utf8');

/** `npm run test:gitea [-- --record]`: reviews on a real Gitea or Forgejo; `--record` renews the contract that the default suite replays. */
const server = findGitea(process.env);
let failed = 0;
if (typeof server === 'string') console.log(`skipped: ${server}`);
else {
  try {
    const api = giteaApi(server);
    const { version } = (await api('GET', '/version')) as { version: string };
    const forge = (await fetch(`${server.url}/api/forgejo/v1/version`)).ok ? 'forgejo' : 'gitea';
    await theDescription(server.url, forge);
    await theWalk(server.url, server.token, api, forge);
    await theLines(server.url, server.token, api, forge);
    await theMarkup(api);
    await theCommand(server.url, server.token, api);
    await refusals(server.url, api);
    await theWorkflow(server);
    console.log(`${forge === 'forgejo' ? 'Forgejo' : 'Gitea'} ${version}: ${failed === 0 ? 'all as expected' : `${failed} not as expected`}`);
  } finally {
    server.stop();
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

function check(what: string, actual: unknown, expected: unknown): void {
  const same = expected instanceof RegExp ? expected.test(String(actual)) : isDeepStrictEqual(actual, expected);
  console.log(`${same ? 'ok    ' : 'FAILED'} ${what}${same ? '' : `\n  is     ${JSON.stringify(actual)}\n  not    ${expected instanceof RegExp ? String(expected) : JSON.stringify(expected)}`}`);
  if (!same) failed++;
}

/** What the default suite holds requests against is what this server says of itself; and what GitHub says, where `GITHUB_OPENAPI` names api.github.com.deref.json of @octokit/openapi. */
async function theDescription(url: string, forge: 'gitea' | 'forgejo'): Promise<void> {
  const { [forge]: own, github } = JSON.parse(readFileSync(new URL('contract/described.json', import.meta.url), 'utf8')) as Record<'gitea' | 'forgejo' | 'github', Described>;
  const same = (what: string, api: JsonObject, { operations }: Described) => check(what, describedOf(api, operations.map(({ method, path }) => `${method} ${path}`)), operations);
  same('the requests are described as recorded', (await (await fetch(`${url}/swagger.v1.json`)).json()) as JsonObject, own);
  const file = process.env['GITHUB_OPENAPI'];
  if (file === undefined) console.log('skipped: set GITHUB_OPENAPI to api.github.com.deref.json of the package @octokit/openapi');
  else same("and by GitHub's description", JSON.parse(readFileSync(file, 'utf8')) as JsonObject, github);
}

/** Whatever a repository wrote, this server's Markdown makes no markup of it, and shows it. */
async function theMarkup(api: GiteaApi): Promise<void> {
  const texts = [...hostileTexts.filter((one) => one !== ''), ...fc.sample(anyText, 60)];
  const render = async (text: string) => String(await api('POST', '/markdown', { Text: text, Mode: 'comment', Context: 'bot/gitops', Wiki: false }));
  for (const [name, write] of [['the report', (text: string) => markdownReport(hostileReport(text))], ['the diff', (text: string) => diffMarkdown(hostileDiff(text))]] as const) {
    const plain = shapeOf(await render(write('plain')));
    const strange: string[] = [];
    for (const text of texts) {
      const html = await render(write(text));
      if (!isDeepStrictEqual(shapeOf(html), plain)) strange.push(`${text.slice(0, 40)}: ${shapeOf(html).join('')}`);
    }
    check(`${name}: ${texts.length} hostile texts make no markup`, strange, []);
    const tags = plain.filter((tag) => !/^<\/?(?:h3|p|br|table|thead|tbody|tr|th|td|ul|li|code|strong|details|summary)\/?>$|^<h3 id="user-content-[\w-]*"|^<details open=""|^<ul dir="auto"|^<p dir="auto"|^<(?:t[hd]|li|table|h3) dir="auto"/.test(tag));
    check(`${name}: and there is none but its own`, tags, []);
  }
}

async function makeRepo(api: GiteaApi, name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const unique = `${name}-${process.pid}-${Date.now()}`;
  await api('POST', '/user/repos', { name: unique, auto_init: true, default_branch: 'main' });
  await commit(api, `bot/${unique}`, 'main', files);
  return `bot/${unique}`;
}

/** What the default suite replays, and what a person then sees. */
async function theWalk(url: string, token: string, api: GiteaApi, forge: 'gitea' | 'forgejo'): Promise<void> {
  const repo = await makeRepo(api, 'walk', before);
  await commit(api, repo, 'feature', { ...states.broken, 'apps/web.yaml': before['apps/web.yaml'] }, 'main');
  await api('POST', `/repos/${repo}/pulls`, { head: 'feature', base: 'main', title: 'A change' });
  const exchanges: Exchange[] = [];
  const proxy = await record(url, exchanges);
  const results = await walk(openForge(forge, { url: proxy.url, repo, pull: 1, token, tokenName: 'GITEA_TOKEN' }), async (state) => {
    await commit(api, repo, 'feature', states[state]);
    await seen(api, repo);
  });
  await proxy.close();
  check('walk', results.map(({ done, refused }) => [...done, ...refused].map((line) => line.replace(/[0-9a-f]{10}/g, 'COMMIT'))), walked);
  const comments = (await api('GET', `/repos/${repo}/issues/1/comments`)) as JsonObject[];
  check('one comment', comments.length, 1);
  const { head } = (await api('GET', `/repos/${repo}/pulls/1`)) as { head: { sha: string } };
  const { statuses } = (await api('GET', `/repos/${repo}/commits/${head.sha}/status`)) as { statuses: JsonObject[] };
  check('statuses', statuses.map(({ context, status }) => `${String(context)} ${String(status)}`).sort(), ['validate/dev failure', 'validate/prod failure']);
  const reviews = (await api('GET', `/repos/${repo}/pulls/1/reviews`)) as JsonObject[];
  const notes = (await Promise.all(reviews.map(({ id }) => api('GET', `/repos/${repo}/pulls/1/reviews/${String(id)}/comments`)))).flat() as JsonObject[];
  check('notes stand on their lines', notes.map(({ path, position, original_position }) => `${String(path)} ${String(position)} ${String(original_position)}`).sort(), ['apps/new.yaml 0 5', 'apps/web.yaml 3 0', 'apps/web.yaml 4 0']);
  const page = await (await fetch(`${url}/${repo}/pulls/1`)).text();
  const shown = [...page.matchAll(/<div [^>]*class="render-content markup"[^>]*>(.*?)<div [^>]*class="[^"]*raw-content/gs)].map(([, text = '']) => text);
  check('the page shows the description, the comment and the notes', shown.length, 5);
  const tags = shown.flatMap((text) => [...text.matchAll(/<(?:a|img|script|input|iframe|style)\b[^>]*>/g)]).map(([tag]) => tag);
  check('nothing of a repository is a mention, a reference, an image or a script', tags.filter((tag) => !/^<a href="[^"]*\/commit\/[0-9a-f]{10,40}"/.test(tag)), []);
  check('and it can be read', shown.some((text) => text.includes('is privileged, says <code>@everyone &lt;/details&gt; #1</code>')), true);
  if (process.argv.includes('--record')) {
    const text = JSON.stringify(exchanges).replaceAll(repo, 'bot/gitops').replaceAll(url, 'http://gitea');
    writeFileSync(new URL('contract/gitea.json', import.meta.url), `[\n${(JSON.parse(text) as Exchange[]).map((exchange) => JSON.stringify(exchange)).join(',\n')}\n]\n`);
  }
}

/** A note goes where its line has gone: the server leaves it at its number. */
async function theLines(url: string, token: string, api: GiteaApi, forge: 'gitea' | 'forgejo'): Promise<void> {
  const repo = await makeRepo(api, 'lines', { ...prod, 'apps/web.yaml': configMap('web') });
  const wrong = configMap('web').replace('\ndata:', '\ndta:');
  await commit(api, repo, 'feature', { 'apps/web.yaml': wrong }, 'main');
  await api('POST', `/repos/${repo}/pulls`, { head: 'feature', base: 'main', title: 'A change' });
  const by = (text: string) => run({ env: { GITEA_TOKEN: token }, event: null }, { ...prod, 'apps/web.yaml': text }, [`--${forge}`, url, '--repo', repo, '--pr', '1']).posted.at(-1);
  const notes = async () => {
    const reviews = (await api('GET', `/repos/${repo}/pulls/1/reviews`)) as JsonObject[];
    return ((await Promise.all(reviews.map(({ id }) => api('GET', `/repos/${repo}/pulls/1/reviews/${String(id)}/comments`)))).flat() as JsonObject[]).map(({ path, position }) => `${String(path)}:${String(position)}`);
  };
  check('a note on a line', [by(wrong), await notes()], ['posted: 1 new note on lines, 0 notes as before', ['apps/web.yaml:4']]);
  await commit(api, repo, 'feature', { 'apps/web.yaml': `# first\n${wrong}` });
  await seen(api, repo);
  check('goes where the line has gone', [by(`# first\n${wrong}`), await notes()], ['posted: 0 new notes on lines, 0 notes as before, 1 moved with their lines', ['apps/web.yaml:5']]);
  check('and stays there', by(`# first\n${wrong}`), 'posted: 0 new notes on lines, 1 note as before');
}

/** What was pushed is in a pull request's diff some time later; jobs start after that. */
async function seen(api: GiteaApi, repo: string): Promise<void> {
  const { commit: { id } } = (await api('GET', `/repos/${repo}/branches/feature`)) as { commit: { id: string } };
  for (let left = 60; left > 0; left--) {
    const [ref] = (await api('GET', `/repos/${repo}/git/refs/pull/1/head`)) as { object: { sha: string } }[];
    if (ref?.object.sha === id) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The command as a job runs it, with the token, the environment and the event that this server gives to a runner. */
async function theCommand(url: string, token: string, api: GiteaApi): Promise<void> {
  const base = { ...prod, '.gitea/workflows/w.yaml': workflow, 'apps/web.yaml': configMap('web') };
  const change = { 'apps/web.yaml': configMap('web').replace('\ndata:', '\ndta:') };
  const repo = await makeRepo(api, 'job', base);
  await commit(api, repo, 'feature', change, 'main');
  await api('POST', `/repos/${repo}/pulls`, { head: 'feature', base: 'main', title: 'A change' });
  const job = await takeJob({ url, token }, repo, undefined);
  const first = run(job, { ...base, ...change });
  check('a job finds its server, repository, pull request and token', [first.code, first.posted], [1, ['posted: 1 commit status on COMMIT', 'posted: comment written', 'posted: 1 new note on lines, 0 notes as before']]);
  check('its token is never printed', first.out.includes(job.env['GITHUB_TOKEN'] ?? '?'), false);
  check('without its history, all is new', first.out.includes('not compared with base: '), true);
  check('again', run(job, { ...base, ...change }).posted, ['posted: 1 commit status on COMMIT', 'posted: comment as it was', 'posted: 0 new notes on lines, 1 note as before']);

  const compared = run(job, { ...base, ...change }, ['--base', 'main'], base);
  check('with its history', [compared.code, compared.posted], [1, ['posted: 1 commit status on COMMIT', 'posted: comment edited', 'posted: 0 new notes on lines, 1 note as before']]);
  const [{ body = '' } = {}] = (await api('GET', `/repos/${repo}/issues/1/comments`)) as { body?: string }[];
  check('the comment says what is new and what changes', [body.includes('1 finding new, 0 gone'), /### Review fails: 1 error is new\n[^]*\| 1 changed \|/.test(body)], [true, true]);

  // Somebody from outside: a fork, whose job gets a token that may only read.
  await api('POST', '/admin/users', { username: `guest${process.pid}`, email: `guest${process.pid}@example.org`, password: 'Test-passw0rd', must_change_password: false });
  const { sha1 } = (await asUser(url, `guest${process.pid}`, 'POST', `/users/guest${process.pid}/tokens`, { name: 'all', scopes: ['all'] })) as { sha1: string };
  const guest = giteaApi({ url, token: sha1 });
  await guest('POST', `/repos/${repo}/forks`, {});
  const fork = `guest${process.pid}/${repo.split('/')[1]}`;
  await commit(guest, fork, 'theirs', change, 'main');
  const refused = await guest('POST', `/repos/${repo}/pulls`, { head: `guest${process.pid}:theirs`, base: 'main', title: 'From outside' }).then(() => undefined, (error: unknown) => (error as Error).message);
  if (refused === undefined) {
    const runs = (await api('GET', `/repos/${repo}/actions/runs`)) as { workflow_runs: { id: number; status: string }[] };
    check('a run for a fork waits for an approval', runs.workflow_runs.length, 2);
  } else console.log(`skipped the pull request of a fork, which this server does not open: ${refused}`);
  const event = JSON.parse(JSON.stringify(job.event)) as { pull_request: { head: { repo: Json }; number: number } };
  event.pull_request.head.repo = (await api('GET', `/repos/${fork}`)) as JsonObject;
  const outside = run({ env: job.env, event: event as unknown as Json }, { ...base, ...change });
  check('a fork falls back to the log', [outside.code, outside.posted], [1, ['not posted: the pull request comes from another repository, whose runs get no token that may write']]);
}

/** The workflow of this repository and the one that is documented for others, step by step, on pull requests with a mistake. */
async function theWorkflow(real: RealGitea): Promise<void> {
  const runs = await runWorkflows(real, process.env);
  if (typeof runs === 'string') return console.log(`skipped the workflows: ${runs}`);
  const { own: done, other } = runs;
  check('the workflow: its steps', done.steps, ['ok actions/checkout', 'ok actions/setup-node', 'ok actions/cache', 'ok npm ci --no-audit --no-fund', 'failed npm run review']);
  check('its comment', [done.comments.length, /[1-9]\d* findings? new, 0 gone/.test(done.comments[0] ?? '')], [1, true]);
  check('its statuses', done.statuses, ['validate/cloud', 'validate/homelab', 'validate/local']);
  check('its note on the changed line', done.notes, ['apps/randoms/base/api/helmrelease.yaml:39']);
  check('the workflow for other repositories: its steps', other.steps, ['ok actions/checkout', 'ok actions/checkout', 'ok actions/setup-node', 'ok actions/cache', 'ok npm ci --no-audit --no-fund', 'failed npm run review -- --path ../repository']);
  check('its comment', [other.comments.length, /### Review fails: 1 error is new\n/.test(other.comments[0] ?? '')], [1, true]);
  check('its statuses', other.statuses, ['validate/prod']);
  check('its note on the changed line', other.notes, ['apps/web.yaml:4']);
}

/** What a person is told whose token cannot do it. */
async function refusals(url: string, api: GiteaApi): Promise<void> {
  const repo = await makeRepo(api, 'scopes', { ...prod, 'apps/web.yaml': configMap('web') });
  await commit(api, repo, 'feature', { 'apps/web.yaml': configMap('other') }, 'main');
  await api('POST', `/repos/${repo}/pulls`, { head: 'feature', base: 'main', title: 'A change' });
  const files = { ...prod, 'apps/web.yaml': configMap('other') };
  const by = async (scopes: string[]) => {
    const { sha1 } = (await asUser(url, 'bot', 'POST', '/users/bot/tokens', { name: `${scopes.join('+')} ${process.pid}`, scopes })) as { sha1: string };
    return run({ env: { GITEA_TOKEN: sha1 }, event: null }, files, ['--gitea', url, '--repo', repo, '--pr', '1']);
  };
  const needs = 'all in all it needs the scopes write:repository, write:issue and read:user';
  check('a token that may only read', (await by(['read:repository', 'read:issue', 'read:user'])).posted, [
    'posted: 0 new notes on lines, 0 notes as before',
    `not posted: Gitea does not allow POST /repos/${repo}/statuses/COMMIT (403): add the scope write:repository to GITEA_TOKEN; ${needs}`,
    `not posted: Gitea does not allow POST /repos/${repo}/issues/1/comments (403): add the scope write:issue to GITEA_TOKEN; ${needs}`,
  ]);
  check('a token that may not see the account', (await by(['write:repository', 'write:issue'])).posted, [
    'posted: 1 commit status on COMMIT', `not posted: Gitea does not allow GET /user (403): add the scope read:user to GITEA_TOKEN; ${needs}`,
  ]);
  check('the scopes that the message names are enough', (await by(['write:repository', 'write:issue', 'read:user'])).posted, ['posted: 1 commit status on COMMIT', 'posted: comment written', 'posted: 0 new notes on lines, 0 notes as before']);
  const wrong = run({ env: { GITEA_TOKEN: 'x'.repeat(40) }, event: null }, files, ['--gitea', url, '--repo', repo, '--pr', '1']);
  check('a token that is none', [wrong.code, wrong.posted], [2, ['not posted: Gitea does not take the token (401): GITEA_TOKEN is wrong or has expired; it needs the scopes write:repository, write:issue and read:user; of a job, the permissions contents: write (which commit statuses count as) and pull-requests: write']]);
}

async function asUser(url: string, name: string, method: string, path: string, body: Json): Promise<Json> {
  const response = await fetch(`${url}/api/v1${path}`, { method, headers: { authorization: `Basic ${Buffer.from(`${name}:Test-passw0rd`).toString('base64')}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return (await response.json()) as Json;
}

/** `npm run review` over files, with what a runner sets; with `base`, in a clone whose main has that. */
function run({ env, event }: { readonly env: Readonly<Record<string, string>>; readonly event: Json }, files: Readonly<Record<string, string>>, flags: readonly string[] = [], base?: Readonly<Record<string, string>>): { code: number | null; out: string; posted: string[] } {
  const folder = makeRepository({ ...files, '.event.json': JSON.stringify(event) });
  try {
    if (base !== undefined) {
      const git = (...args: string[]) => spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder.root });
      git('init', '-q', '-b', 'main');
      for (const [path, content] of Object.entries({ ...files, ...base })) writeFileSync(join(folder.root, path), content);
      git('add', '-A');
      git('commit', '-qm', 'base');
      for (const [path, content] of Object.entries(files)) writeFileSync(join(folder.root, path), content);
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('../review.ts', import.meta.url)), '--offline', '--path', folder.root, ...flags], {
      encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder.root, ...env, GITHUB_EVENT_PATH: join(folder.root, '.event.json') },
    });
    const out = `${stdout}${stderr}`;
    return { code: status, out, posted: out.split('\n').filter((line) => /^(not )?posted: /.test(line)).map((line) => line.replace(/\b[0-9a-f]{40}\b|\b[0-9a-f]{10}\b/g, 'COMMIT')) };
  } finally {
    folder.remove();
  }
}
