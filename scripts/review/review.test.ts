import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Diff } from '../model/diff.ts';
import { exampleReport } from '../testing/report.ts';
import { serveApi, type ApiServer, type Asked, type Reply, type Silence } from '../testing/http.ts';
import { fakeForge, token } from './contract/fake.ts';
import { replay, type Exchange } from './contract/recording.ts';
import { walk, walked } from './contract/walk.ts';
import type { ForgeName } from './forge.ts';
import { commentText, lineAddress, openForge, postReview, statuses, type ReviewInput } from './index.ts';

const servers: ApiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const input: ReviewInput = { report: exampleReport, failing: ['error', 'warn'], clusters: 'all', withStatus: true, source: () => undefined };

async function review(answer: (asked: Asked) => Reply | Silence, forge: ForgeName = 'gitea', more: Partial<ReviewInput> = {}, timeoutMs = 20_000) {
  const server = await serveApi(answer);
  servers.push(server);
  const result = await postReview(openForge(forge, { url: server.url, repo: 'me/gitops', pull: 7, token, tokenName: 'GITEA_TOKEN', timeoutMs, pauseMs: 1 }), { ...input, ...more });
  return { ...result, refused: result.refused.map((line) => line.replaceAll(server.url, 'URL')), requests: server.requests };
}

const pull = JSON.stringify({ head: { sha: 'a'.repeat(40), repo: { full_name: 'me/gitops' } }, base: { sha: 'b'.repeat(40), repo: { full_name: 'me/gitops' } }, merge_base: 'b'.repeat(40) });
/** A server in order, but for the paths that `special` answers. */
function healthy(special: (asked: Asked) => Reply | 'hang' | undefined = () => undefined): (asked: Asked) => Reply | 'hang' {
  return (asked) => special(asked) ?? (asked.path.endsWith('/pulls/7') ? { status: 200, body: pull } : asked.path.endsWith('/user') ? { status: 200, body: '{"login":"bot"}' } : asked.path.endsWith('.diff') ? { status: 200, body: '' } : { status: asked.method === 'POST' ? 201 : 200, body: '[]' });
}

it('asks and sends what a real Gitea took, and says what came of it', async () => {
  const exchanges = JSON.parse(readFileSync(new URL('contract/gitea.json', import.meta.url), 'utf8')) as Exchange[];
  const strange: string[] = [];
  const server = await replay(exchanges, strange);
  servers.push(server);
  const results = await walk(openForge('gitea', { url: server.url, repo: 'bot/gitops', pull: 1, token, tokenName: 'GITEA_TOKEN' }), () => Promise.resolve());
  expect(strange).toEqual([]);
  expect(results.map(({ done, refused }) => [...done, ...refused].map((line) => line.replace(/[0-9a-f]{10}/g, 'COMMIT')))).toEqual(walked);
  expect(server.requests.length).toBe(exchanges.length);
});

describe('a server that will not', () => {
  const cases: [string, Reply | Silence, string, number][] = [
    ['500', { status: 500, body: '{"message":"database is locked"}' }, 'Gitea failed (500, GET /repos/me/gitops/pulls/7): "database is locked"', 3],
    ['502 of a proxy', { status: 502, body: '<html><title>502 Bad\u001b[31m Gateway</title>', headers: { 'content-type': 'text/html' } }, 'Gitea failed (502, GET /repos/me/gitops/pulls/7): "502 Bad [31m Gateway"', 3],
    ['404', { status: 404, body: '{"message":"The target couldn\'t be found."}' }, 'Gitea knows no GET /repos/me/gitops/pulls/7 (404): check --repo me/gitops and --pr, and that GITEA_TOKEN may see them', 1],
    ['403 with a scope', { status: 403, body: '{"message":"token does not have at least one of required scope(s), required=[read:repository], token scope=write:issue"}' }, 'Gitea does not allow GET /repos/me/gitops/pulls/7 (403): add the scope read:repository to GITEA_TOKEN; all in all it needs the scopes write:repository, write:issue and read:user', 1],
    ['403 with a scope, as Forgejo says it', { status: 403, body: '{"message":"token does not have at least one of required scope(s): [write:issue, write:repository]"}' }, 'Gitea does not allow GET /repos/me/gitops/pulls/7 (403): add the scope write:issue or write:repository to GITEA_TOKEN; all in all it needs the scopes write:repository, write:issue and read:user', 1],
    ['403 with a scope, as GitLab says it', { status: 403, body: '{"error":"insufficient_scope","error_description":"higher privileges","scope":"api"}' }, 'Gitea does not allow GET /repos/me/gitops/pulls/7 (403): add the scope api to GITEA_TOKEN; all in all it needs the scopes write:repository, write:issue and read:user', 1],
    ['403 with a permission, as GitHub says it', { status: 403, body: '{"message":"Resource not accessible by integration"}', headers: { 'x-accepted-github-permissions': 'pull_requests=write; issues=write' } }, 'Gitea does not allow GET /repos/me/gitops/pulls/7 (403): add the permission pull_requests: write or issues: write to GITEA_TOKEN; all in all it needs the scopes write:repository, write:issue and read:user', 1],
    ['403 with a scope, as GitHub says it', { status: 403, body: '{}', headers: { 'x-accepted-oauth-scopes': 'repo, public_repo' } }, 'Gitea does not allow GET /repos/me/gitops/pulls/7 (403): add the scope repo or public_repo to GITEA_TOKEN; all in all it needs the scopes write:repository, write:issue and read:user', 1],
    ['403 with a hostile scope', { status: 403, body: '{"message":"required=[@everyone]","scope":"<script>"}', headers: { 'x-accepted-oauth-scopes': '<b>' } }, 'Gitea does not allow GET /repos/me/gitops/pulls/7 (403): GITEA_TOKEN needs the scopes write:repository, write:issue and read:user, and its account write access to me/gitops; of a job, the permissions contents: write (which commit statuses count as) and pull-requests: write; it says "required=[@everyone]"', 1],
    ['422 with errors', { status: 422, body: '{"message":"Validation Failed","errors":["Line must be part of the diff"]}' }, 'Gitea refuses GET /repos/me/gitops/pulls/7 (422): "Validation Failed: ["Line must be part of the diff"]"', 1],
    ['403 without', { status: 403, body: '{"message":"no"}' }, 'Gitea does not allow GET /repos/me/gitops/pulls/7 (403): GITEA_TOKEN needs the scopes write:repository, write:issue and read:user, and its account write access to me/gitops; of a job, the permissions contents: write (which commit statuses count as) and pull-requests: write; it says "no"', 1],
    ['401', { status: 401, body: '' }, 'Gitea does not take the token (401): GITEA_TOKEN is wrong or has expired; it needs the scopes write:repository, write:issue and read:user; of a job, the permissions contents: write (which commit statuses count as) and pull-requests: write', 1],
    ['429 for long', { status: 429, headers: { 'retry-after': '3600' } }, 'Gitea asks to wait 3600 s (429, GET /repos/me/gitops/pulls/7); a run waits 60 s at most', 1],
    ['429 until a date', { status: 429, headers: { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() } }, 'Gitea asks to wait 3600 s (429, GET /repos/me/gitops/pulls/7); a run waits 60 s at most', 1],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'Gitea at URL/api/v1 sends GET /repos/me/gitops/pulls/7 elsewhere (302), which is not followed; give its final address', 1],
    ['the new name of a repository', { status: 301, headers: { location: '/api/v1/repos/me/flux/pulls/7' } }, 'Gitea at URL/api/v1 sends GET /repos/me/gitops/pulls/7 elsewhere (301), which is not followed; the repository is me/flux now: --repo me/flux', 1],
    ['no answer', 'hang', 'Gitea at URL/api/v1 did not answer within 0.5 s (GET /repos/me/gitops/pulls/7, 3 attempts)', 3],
    ['a connection that ends at once', 'reset', 'Gitea at URL/api/v1 cannot be reached (UND_ERR_SOCKET) (GET /repos/me/gitops/pulls/7, 3 attempts)', 3],
    ['half of an answer', { status: 200, body: '{"head"', cut: true }, 'Gitea at URL/api/v1 broke off in the middle of its answer (GET /repos/me/gitops/pulls/7, 3 attempts)', 3],
    ['half of a document', { status: 200, body: '{"head": {"sha": "' }, 'Gitea at URL/api/v1 answered GET /repos/me/gitops/pulls/7 with something that is no JSON; is that the address of its web page?', 1],
    ['more than 64 MB', { status: 200, body: `"${'x'.repeat(65e6)}"` }, 'Gitea answers GET /repos/me/gitops/pulls/7 with more than 64 MB', 1],
    ['429 again and again', { status: 429, headers: { 'retry-after': '0' } }, 'Gitea asks to wait 0 s (429, GET /repos/me/gitops/pulls/7); a run waits 60 s at most', 3],
    ['a page', { status: 200, body: '<html>Sign in</html>' }, 'Gitea at URL/api/v1 answered GET /repos/me/gitops/pulls/7 with something that is no JSON; is that the address of its web page?', 1],
  ];
  it.each(cases)('%s', async (_, reply, message, requests) => {
    const { done, refused, requests: asked } = await review(() => reply, 'gitea', {}, reply === 'hang' ? 500 : 20_000);
    expect([done, refused.map((line) => line.replace(/wait 359\d s/, 'wait 3600 s')), asked.length]).toEqual([[], [message], requests]);
    expect(JSON.stringify(refused)).not.toContain(token);
  });

  it('is not there', async () => {
    const server = await serveApi(() => 'hang');
    await server.close();
    const { refused } = await postReview(openForge('gitea', { url: server.url, repo: 'me/gitops', pull: 7, token, tokenName: 'GITEA_TOKEN', pauseMs: 1 }), input);
    expect(refused).toEqual([`Gitea at ${server.url}/api/v1 cannot be reached (ECONNREFUSED) (GET /repos/me/gitops/pulls/7, 3 attempts)`]);
  });

  it('speaks no TLS', async () => {
    const server = await serveApi(() => ({ status: 200 }));
    servers.push(server);
    const url = server.url.replace('http:', 'https:');
    const { refused } = await postReview(openForge('gitea', { url, repo: 'me/gitops', pull: 7, token, tokenName: 'GITEA_TOKEN', pauseMs: 1 }), input);
    expect(refused).toEqual([`Gitea at ${url}/api/v1 cannot be reached (ERR_SSL_WRONG_VERSION_NUMBER): nobody speaks TLS there; is its address http://? (GET /repos/me/gitops/pulls/7, 3 attempts)`]);
  });

  it('has a page where the diff should be, and lists that are none or do not end', async () => {
    const page = await review(healthy(({ path }) => (path.endsWith('.diff') ? { status: 200, body: '<!DOCTYPE html><title>Sign in</title>', headers: { 'content-type': 'text/html' } } : undefined)));
    expect(page.refused).toEqual(['Gitea at URL/api/v1 answered GET /repos/me/gitops/pulls/7.diff with a web page; is something in between that asks to sign in?']);
    const none = await review(healthy(({ method, path }) => (method === 'GET' && path.includes('/comments') ? { status: 200, body: '{}' } : undefined)));
    expect(none.refused).toEqual(['Gitea at URL/api/v1 answered GET /repos/me/gitops/issues/7/comments with something that is no list; is that the address of its web page?']);
    let id = 0;
    const endless = await review(healthy(({ method, path }) => (method === 'GET' && path.includes('/comments') ? { status: 200, body: JSON.stringify([{ id: id++ }]) } : undefined)));
    expect(endless.refused).toEqual(['Gitea lists more than 200 pages of GET /repos/me/gitops/issues/7/comments']);
  });

  it('takes a second attempt after a short wait', async () => {
    let asked = 0;
    const { done, refused } = await review(healthy(({ path }) => (path.endsWith('/pulls/7') && asked++ === 0 ? { status: 429, headers: { 'retry-after': '0' } } : undefined)));
    expect([done, refused, asked]).toEqual([['2 commit statuses on aaaaaaaaaa', 'comment written', '0 new notes on lines, 0 notes as before'], [], 2]);
  });

  it('refuses one thing: the others are posted, nothing is sent twice', async () => {
    const { done, refused, requests } = await review(healthy(({ method, path }) => (method === 'POST' && path.includes('/comments') ? { status: 500, body: '{"message":"full"}' } : undefined)));
    expect([done, refused]).toEqual([['2 commit statuses on aaaaaaaaaa', '0 new notes on lines, 0 notes as before'], ['Gitea failed (500, POST /repos/me/gitops/issues/7/comments): "full"']]);
    expect(requests.filter((line) => line.startsWith('POST') && line.includes('/comments')).length).toBe(1);
  });

  it('hangs in the middle', async () => {
    const { done, refused } = await review(healthy(({ method, path }) => (method === 'POST' && path.includes('/comments') ? 'hang' : undefined)), 'gitea', {}, 3_000);
    expect([done, refused]).toEqual([['2 commit statuses on aaaaaaaaaa'], ['Gitea at URL/api/v1 did not answer within 3 s (POST /repos/me/gitops/issues/7/comments, 1 attempt)']]);
  });
});

describe('too much of it', () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => `line ${at}`);
  const finding = exampleReport.findings[0]!;
  const findings = lines.map((_, at) => ({ ...finding, message: `message ${at}`, place: { file: 'big.yaml', line: at + 1, column: 1 } }));
  const diff = `--- /dev/null\n+++ b/big.yaml\n@@ -0,0 +1,10000 @@\n${lines.map((line) => `+${line}\n`).join('')}`;
  const review10000 = async (more: string) => {
    let posted = 0;
    const result = await review(healthy(({ method, path, body }) => {
      if (path.endsWith('.diff')) return { status: 200, body: more + diff };
      if (method === 'POST' && path.endsWith('/reviews')) posted += (JSON.parse(body) as { comments: unknown[] }).comments.length;
      return undefined;
    }), 'gitea', { report: { ...exampleReport, findings }, source: () => lines.join('\n') });
    return { ...result, posted };
  };

  it('posts forty notes of ten thousand, and says so', async () => {
    const { done, refused, posted } = await review10000('');
    expect([done.slice(1), refused, posted]).toEqual([['comment written', '40 new notes on lines, 0 notes as before', '9960 further notes left out: a review has 40 at most; the comment tells how many there are'], [], 40]);
  });

  it('posts the rest where the diff is larger than 64 MB', async () => {
    const { done, refused, posted } = await review10000('+xxxxxxxxx\n'.repeat(6_000_000));
    expect([done, refused, posted]).toEqual([['2 commit statuses on aaaaaaaaaa', 'comment written', 'no notes on lines: the diff is too large; the comment has what was found'], [], 0]);
  });
});

describe('what is there already', () => {
  const answer = (comments: unknown) => healthy(({ method, path }) => (method === 'GET' && path.includes('/issues/7/comments') && path.includes('page=1&') ? { status: 200, body: JSON.stringify(comments) } : undefined));
  const marked = '<!-- gitops-validate:comment all -->\nold';

  it('edits its own comment, and takes away a second one', async () => {
    const { requests, done } = await review(answer([{ id: 1, user: { login: 'bot' }, body: marked }, { id: 2, user: { login: 'bot' }, body: marked }]));
    expect(done[1]).toBe('comment edited');
    expect(requests.filter((line) => /PATCH|DELETE/.test(line))).toEqual(['DELETE /api/v1/repos/me/gitops/issues/comments/2', 'PATCH /api/v1/repos/me/gitops/issues/comments/1']);
  });

  it('leaves alone what others wrote, whatever it looks like, and comments on other clusters', async () => {
    const { requests, done } = await review(answer([{ id: 1, user: { login: 'mallory' }, body: marked }, { id: 2, user: { login: 'bot' }, body: marked.replace('all', 'dev') }, { id: 3, user: { login: 'bot' }, body: `see:\n${marked}` }]));
    expect(done[1]).toBe('comment written');
    expect(requests.filter((line) => /PATCH|DELETE/.test(line))).toEqual([]);
  });
});

describe('what is of one server', () => {
  const asks = async (forge: ForgeName, url: string) => {
    const asked: string[] = [];
    const before = globalThis.fetch;
    globalThis.fetch = (input) => {
      asked.push(String(input));
      return Promise.reject(new Error('no network'));
    };
    try {
      await postReview(openForge(forge, { url, repo: 'me/gitops', pull: 7, token, tokenName: 'T', pauseMs: 1 }), input);
    } finally {
      globalThis.fetch = before;
    }
    return [...new Set(asked)];
  };

  it.each<[ForgeName, string, string]>([
    ['github', 'https://github.com', 'https://api.github.com/repos/me/gitops/pulls/7'],
    ['github', 'https://octo.ghe.com', 'https://api.octo.ghe.com/repos/me/gitops/pulls/7'],
    ['github', 'https://github.example.com', 'https://github.example.com/api/v3/repos/me/gitops/pulls/7'],
    ['github', 'https://notghe.com', 'https://notghe.com/api/v3/repos/me/gitops/pulls/7'],
    ['gitlab', 'https://example.com/lab', 'https://example.com/lab/api/v4/projects/me%2Fgitops/merge_requests/7'],
    ['gitea', 'https://example.com/git', 'https://example.com/git/api/v1/repos/me/gitops/pulls/7'],
  ])('%s at %s', async (forge, url, first) => {
    expect(await asks(forge, url)).toEqual([first]);
  });

  it('GitLab gets the address of the run where it is short enough', async () => {
    for (const [page, sent] of [['https://lab/j/1', 'https://lab/j/1'], [`https://lab/${'x'.repeat(256)}`, undefined]] as const) {
      const server = await fakeForge('gitlab');
      servers.push(server);
      const { refused } = await postReview(openForge('gitlab', { url: server.url, repo: 'me/gitops', pull: 7, token, tokenName: 'T' }), { ...input, page });
      expect([refused, server.world.strange, [...server.world.statuses.values()].map((status) => status['target_url'])]).toEqual([[], [], [sent, sent]]);
    }
  });

  it("GitHub's token of a workflow is that of an app, which may not ask who it is", async () => {
    const { done, requests } = await review(healthy(({ path }) => (path.endsWith('/user') ? { status: 403, body: '{"message":"Resource not accessible by integration"}' } : undefined)), 'github');
    expect([done[1], requests.filter((line) => line.includes('/user')).length]).toEqual(['comment written', 1]);
  });
});

describe('two reviews at the same time', () => {
  const both = async (forge: ForgeName, first: Partial<ReviewInput>, second: Partial<ReviewInput>) => {
    const server = await fakeForge(forge);
    servers.push(server);
    const run = (more: Partial<ReviewInput>) => postReview(openForge(forge, { url: server.url, repo: 'me/gitops', pull: 7, token, tokenName: 'T' }), { ...input, ...more });
    const results = await Promise.all([run(first), run(second)]);
    return { comments: server.world.comments.map(({ body }) => body), refused: results.flatMap(({ refused }) => refused) };
  };

  it.each(['gitea', 'github', 'gitlab'] as const)('leave one comment on %s', async (forge) => {
    const { comments, refused } = await both(forge, {}, {});
    expect([comments.length, refused]).toEqual([1, []]);
  });

  it('of other clusters leave one each', async () => {
    const { comments, refused } = await both('gitea', { clusters: 'dev' }, { clusters: 'prod' });
    expect([comments.length, refused]).toEqual([2, []]);
  });
});

describe('the text', () => {
  const diff: Diff = {
    base: { name: 'merge base of main', commit: '1234567890abcdef' }, head: { name: 'working tree' }, silenced: 0, incomplete: false, seconds: 1,
    introduced: exampleReport.findings.slice(0, 1), mended: exampleReport.findings.slice(2),
    findings: [{ rule: 'change/prune-volume', level: 'error', message: 'Flux deletes the volume', cluster: 'prod', side: 'base', place: { file: 'apps/a.yaml', line: 2, column: 1 } }],
    clusters: [{ name: 'prod', in: 'both', units: [], objects: [], images: [], charts: [], restarts: [], withheld: [], counts: { added: 0, removed: 1, changed: 0, moved: 0, same: 6 } }],
  };

  it('tells what is new from what base has, and what the change does', () => {
    const lineAt = lineAddress({ forge: 'gitea', url: 'http://git', repo: 'me/gitops', prefix: 'flux/' });
    const text = commentText({ ...input, diff, page: 'http://git/run/1', lineAt }, 'abcdef0123456789', 60_000).replace(/<\/?code>/g, '`').replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    expect(text).toBe(`### Review fails: 2 errors are new

Compared with \`merge base of main (1234567890)\`: 2 findings new, 2 gone, 3 as before and not listed here.

commit abcdef0123, [log of the run](http://git/run/1), 9 rules, 2 silenced, 1 not checked

| cluster | new findings | change |
|---|---|---|
| \`prod\`<br>1 of 3 units rendered | 2 errors | 1 removed |
| \`dev\`<br>0 of 1 unit rendered | none | not compared |

<details open><summary><strong>1 error about the change</strong></summary>

- **\`change/prune-volume\`** [\`apps/a.yaml:2:1\`](http://git/me/gitops/src/commit/1234567890abcdef/flux/apps/a.yaml#L2)<br>Flux deletes the volume<br>in \`prod\`

</details>

<details open><summary><strong>1 error</strong></summary>

- **\`test/privileged\`** [\`apps/my api/pod.yaml:7:5\`](http://git/me/gitops/src/commit/abcdef0123456789/flux/apps/my%20api/pod.yaml#L7)<br>container "api" is privileged<br>add the one capability<br>\`Pod shop/api /spec/containers/0\` in \`prod\`

</details>

<details><summary><strong>3 not rendered</strong></summary>

- \`HelmRelease shop/api\` failed in \`prod\`: Helm install failed: values second line
- \`Kustomization flux-system/late\` blocked in \`prod\`: waits for HelmRelease \`shop/api\`
- \`Kustomization flux-system/apps\` suspended in \`dev\`

</details>

<details><summary><strong>1 not checked</strong></summary>

- \`prod\`: HelmRelease \`shop/web\`: not fetched

</details>
`);
  });

  it('says in its first line that nothing is wrong, or that nobody knows', () => {
    const title = (more: Partial<ReviewInput['report']>, change: Partial<Diff> = {}) => commentText({ ...input, report: { ...exampleReport, ...more }, diff: { ...diff, introduced: [], findings: [], ...change } }, undefined, 60_000).split('\n')[0];
    expect(title({})).toBe('### Review fails as base does: nothing new was found');
    expect(title({ findings: [] })).toBe('### Review passes: nothing new was found');
    expect(title({ findings: exampleReport.findings.slice(2, 3) }, { introduced: exampleReport.findings.slice(2, 3) })).toBe('### Review passes: 1 info is new');
    expect(title({}, { introduced: exampleReport.findings.slice(2, 3) })).toBe('### Review fails as base does: 1 info is new');
    expect(title({ incomplete: true })).toBe('### Review: validation could not do its work');
  });

  it('says why base could not be compared', () => {
    expect(commentText({ ...input, withoutDiff: 'main is not in this shallow clone' }, undefined, 60_000)).toContain('\n\nNot compared with base, so everything counts as new: main is not in this shallow clone\n\n|');
  });

  it('is never longer than its limit', () => {
    const many = { ...diff, introduced: Array.from({ length: 10_000 }, () => exampleReport.findings[0]!), findings: Array.from({ length: 10_000 }, () => diff.findings[0]!) };
    expect(Buffer.byteLength(commentText({ ...input, diff: many }, 'a', 60_000))).toBeLessThanOrEqual(60_000);
  });

  it('has a status for each cluster', () => {
    expect(statuses({ ...input, diff })).toEqual([
      { context: 'validate/prod', state: 'failure', description: '3 errors, 1 warning, 1 info (2 new); 1 of 3 units rendered, 7 manifests' },
      { context: 'validate/dev', state: 'failure', description: '1 error (0 new); 0 of 1 unit rendered, 0 manifests' },
    ]);
    const old = { ...diff, introduced: [], findings: [] };
    expect(statuses({ ...input, diff: old, newOnly: true }).map(({ state, description }) => `${state}: ${description}`)).toEqual(['success: 2 errors, 1 warning, 1 info (0 new); 1 of 3 units rendered, 7 manifests', 'success: 1 error (0 new); 0 of 1 unit rendered, 0 manifests']);
    expect(commentText({ ...input, diff: old, newOnly: true }, undefined, 60_000)).toMatch(/^### Review passes: nothing new was found\n/);
    expect(statuses({ ...input, newOnly: true })[0]?.state).toBe('failure');
    expect(statuses({ ...input, report: { ...exampleReport, clusters: [], incomplete: true } })).toEqual([{ context: 'validate/all', state: 'error', description: 'could not be checked' }]);
  });
});
