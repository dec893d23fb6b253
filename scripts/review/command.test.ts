import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeGitRepository, type GitRepository } from '../testing/git.ts';
import { serveApi, type ApiServer, type Reply, type Silence } from '../testing/http.ts';
import { reference, renderMarkdown, shapeOf, textOf } from '../testing/markdown.ts';
import { hostileTexts } from '../testing/report.ts';
import { configMap, makeRepository, prod, type TemporaryRepository } from '../testing/repository.ts';
import { reviewCommand } from '../testing/review.ts';
import { fakeForge, token } from './contract/fake.ts';

const servers: { close(): Promise<void> }[] = [];
const folders: TemporaryRepository[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
  for (const folder of folders) folder.remove();
});

function kept<T extends TemporaryRepository>(folder: T): T {
  folders.push(folder);
  return folder;
}

const cache = kept(makeRepository({})).root;
const wrong = configMap('a').replace('\ndata:', '\ndta:');
const plain = kept(makeRepository({ ...prod, 'apps/a.yaml': wrong })).root;
const to = (url: string, ...more: readonly string[]) => ['--offline', '--gitea', url, '--repo', 'o/n', '--pr', '7', ...more];
const review = (root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => reviewCommand(args, { GITEA_TOKEN: token, VALIDATE_CACHE_DIR: cache, ...env }, root);

async function serve(answer: () => Reply | Silence): Promise<ApiServer> {
  const server = await serveApi(answer);
  servers.push(server);
  return server;
}

describe.concurrent('a server that', () => {
  const at = 'GET /repos/o/n/pulls/7';
  // More of them in review.test.ts, without a program each.
  it.each<[string, Reply | Silence, string, number]>([
    ['fails', { status: 500, body: '{"message":"database is locked"}' }, `Gitea failed (500, ${at}): "database is locked"`, 3],
    ['asks to wait, and again', { status: 429, headers: { 'retry-after': '0' } }, `Gitea asks to wait 0 s (429, ${at}); a run waits 60 s at most`, 3],
    ['says nothing', 'hang', `Gitea at URL/api/v1 did not answer within 1 s (${at}, 3 attempts)`, 3],
    ['breaks off', { status: 200, body: '{"head"', cut: true }, `Gitea at URL/api/v1 broke off in the middle of its answer (${at}, 3 attempts)`, 3],
  ])('%s', async (_, reply, message, asked) => {
    const server = await serve(() => reply);
    const { code, err } = await review(plain, to(server.url, '--timeout', reply === 'hang' ? '1' : '20'));
    expect([code, err.replaceAll(server.url, 'URL').split('\n').slice(1), server.requests.length]).toEqual([2, [`not posted: ${message}`, ''], asked]);
  });

  it('sends the request to another host: the token does not go there', async () => {
    const other = await serve(() => ({ status: 200, body: '{}' }));
    const server = await serve(() => ({ status: 307, headers: { location: `${other.url}/api/v1/repos/o/n/pulls/7` } }));
    const { code, err } = await review(plain, to(server.url));
    expect([code, err.replaceAll(server.url, 'URL').split('\n')[1], other.requests]).toEqual([2, `not posted: Gitea at URL/api/v1 sends ${at} elsewhere (307), which is not followed; give its final address`, []]);
  });

  it('has a certificate of its own', async ({ skip }) => {
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', '-', '-out', '-'], { encoding: 'utf8' });
    if (made.status !== 0) skip('openssl is not installed');
    const server = createTlsServer({ key: made.stdout, cert: made.stdout }, (_, response) => response.writeHead(401).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const refused = await review(plain, to(url));
    expect([refused.code, refused.err.split('\n')[1]]).toEqual([2, `not posted: Gitea at ${url}/api/v1 cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT): its certificate is not trusted; NODE_EXTRA_CA_CERTS=FILE names the authority that signed it (${at}, 3 attempts)`]);
    const file = join(kept(makeRepository({ 'ca.pem': made.stdout })).root, 'ca.pem');
    expect((await review(plain, to(url), { NODE_EXTRA_CA_CERTS: file })).err.split('\n')[1]).toMatch(/^not posted: Gitea does not take the token \(401\)/);
  });
});

describe.concurrent('a repository', () => {
  const notCompared = async (root: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
    const { code, out, err } = await review(root, ['--offline', '--dry-run', ...args], env);
    return [code, err.trim(), out.includes('Not compared with base, so everything counts as new: ')];
  };
  const repository = (): GitRepository => kept(makeGitRepository({ ...prod, 'apps/a.yaml': configMap('a') }));

  it('without a commit', async () => {
    const { root } = kept(makeGitRepository({}));
    spawnSync('cp', ['-r', `${plain}/.`, root]);
    expect(await notCompared(root)).toEqual([1, 'not compared with base: this repository has no commit yet, so there is nothing to compare with; commit, or name two folders: npm run diff -- BASE HEAD', true]);
  });

  it('with one commit', async () => {
    const { code, out, err } = await review(repository().root, ['--offline', '--dry-run']);
    expect([code, err, /^### .*$/m.exec(out)?.[0]]).toEqual([0, '', '### Review passes: nothing new was found']);
  });

  it('with a detached head', async () => {
    const { root, git, commit } = repository();
    git('switch', '--quiet', '--detach');
    commit({ 'apps/a.yaml': wrong });
    const { code, out, err } = await review(root, ['--offline', '--dry-run']);
    expect([code, err, /^### .*$/m.exec(out)?.[0]]).toEqual([1, '', '### Review fails: 1 error is new']);
  });

  it('whose history was rewritten', async () => {
    const { root, git, commit } = repository();
    git('switch', '--quiet', '--orphan', 'new');
    commit({ ...prod, 'apps/a.yaml': wrong });
    expect(await notCompared(root)).toEqual([1, 'not compared with base: main and HEAD have no commit in common: one of them was rewritten, or they never belonged together; fetch and rebase, or compare with main itself: --base main', true]);
    expect(await notCompared(root, ['--base', '0123456789abcdef'])).toEqual([1, 'not compared with base: --base 0123456789abcdef: there is no such commit in this clone; the history may have been rewritten: run git fetch origin 0123456789abcdef, or name another', true]);
  });

  it('cloned without its history', async () => {
    const origin = repository();
    origin.git('switch', '--quiet', '--create', 'feature');
    origin.commit({ 'apps/a.yaml': wrong });
    const { root } = kept(makeRepository({}));
    const cloned = spawnSync('git', ['clone', '--quiet', '--depth', '1', '--branch', 'feature', `file://${origin.root}`, join(root, 'clone')]);
    expect(cloned.status).toBe(0);
    expect(await notCompared(join(root, 'clone'), [], { GITHUB_BASE_REF: 'main' })).toEqual([1, 'not compared with base: which branch the change goes to is not known: there is neither origin/HEAD nor a branch main or master, and no origin/main (run git fetch origin main); name it with --base REF', true]);
  });

  it('with binary files, strange names and a submodule', async () => {
    const { root, git, commit } = repository();
    const inner = kept(makeGitRepository({ 'a.txt': 'a\n' }));
    git('switch', '--quiet', '--create', 'feature');
    git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', `file://${inner.root}`, 'vendor');
    const names = ['new\nline.yaml', '"quotes".yaml', "it's.yaml", '🚀 emoji.yaml', '`tick` <b>.yaml', '-rf.yaml'];
    commit({ ...Object.fromEntries(names.map((name, at) => [`apps/${name}`, wrong.replace('name: a', `name: n${at}`)])), 'apps/blob.bin': Buffer.from([0, 1, 2, 255, 0]) });
    const forge = await fakeForge('gitea', { diff: git('diff', '--binary', 'main...HEAD'), head: git('rev-parse', 'HEAD') });
    servers.push(forge);
    const { code, out, err } = await review(root, to(forge.url, '--base', 'main'));
    expect([code, err, forge.world.strange]).toEqual([1, '', []]);
    expect(out).toContain('posted: 6 new notes on lines, 0 notes as before');
    expect(forge.world.notes.map(({ path, line }) => `${path} ${line}`).sort()).toEqual(names.map((name) => `apps/${name} 4`).sort());
    expect(forge.world.comments[0]?.body).toMatch(/^### Review fails: 6 errors are new$/m);
    // A name does not become a line of its own.
    expect(forge.world.comments[0]?.body.split('\n').filter((line) => line.startsWith('line.yaml'))).toEqual([]);
  });

  it('that holds Flux in a folder: notes and links name files as the server does', async () => {
    const { root, git, commit } = kept(makeGitRepository(Object.fromEntries(Object.entries({ ...prod, 'apps/a.yaml': configMap('a') }).map(([path, text]) => [`infra/flux 1/${path}`, text]))));
    git('switch', '--quiet', '--create', 'feature');
    const head = commit({ 'infra/flux 1/apps/a.yaml': wrong });
    const forge = await fakeForge('gitea', { diff: git('diff', 'main...HEAD'), head });
    servers.push(forge);
    const { code, err } = await review(root, to(forge.url, '--base', 'main', '--path', join(root, 'infra/flux 1')));
    expect([code, err, forge.world.strange]).toEqual([1, '', []]);
    expect(forge.world.notes.map(({ path, line }) => `${path}:${line}`)).toEqual(['infra/flux 1/apps/a.yaml:4']);
    expect(forge.world.comments[0]?.body).toContain(`(${forge.url}/o/n/src/commit/${head}/infra/flux%201/apps/a.yaml#L4)`);
  });

  it('that is not at the commit of the pull request: nothing is said of one about the other', async () => {
    const { root, git, commit } = repository();
    const head = git('rev-parse', 'HEAD');
    const forge = await fakeForge('gitea', { head });
    servers.push(forge);
    const local = commit({ 'apps/b.yaml': configMap('b') });
    const { code, out, err } = await review(root, to(forge.url));
    expect([code, /^posted/m.test(out), err]).toEqual([2, false, `not posted: the pull request is at ${head.slice(0, 10)} and ${local.slice(0, 10)} is checked out: push it, or check out what the pull request has\n`]);
    expect([forge.world.comments.length, forge.world.statuses.size]).toEqual([0, 0]);
    // A merge of both, as some runners check out.
    git('switch', '--quiet', '--detach', 'HEAD~');
    commit({ 'apps/c.yaml': configMap('c') });
    git('merge', '--quiet', '--no-edit', local);
    forge.world.head = local;
    expect((await review(root, to(forge.url))).out).toContain('posted: comment written');
  });

  it('that tries to be markup: in names, manifests and the message of its commit', async () => {
    const { root, git, commit } = repository();
    git('switch', '--quiet', '--create', 'feature');
    const texts = hostileTexts.filter((text) => text !== '' && !/[\ud800-\udbff](?![\udc00-\udfff])/.test(text));
    const manifests = texts.map((text, at) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${JSON.stringify(text)}, namespace: default, labels: {${JSON.stringify(text.slice(0, 60))}: ${JSON.stringify(text)}}}\ndata: {a: ${at}}\n`);
    commit({ ...Object.fromEntries(manifests.map((text, at) => [`apps/h${at}.yaml`, text])), 'apps/long.yaml': configMap('long').replace('{a: b}', `{a: "${'x'.repeat(200_000)}"}`), 'apps/a.yaml': configMap('a').replace('a: b', 'a: "```\\n</details>@all"') }, `@everyone fixes #12 </details><script>alert(1)</script> \`\`\` ![i](http://evil.example) org/repo#1 ${'a'.repeat(40)}\n\n[x](http://evil.example)`);
    const forge = await fakeForge('gitea', { diff: git('diff', 'main...HEAD'), head: git('rev-parse', 'HEAD') });
    servers.push(forge);
    const { code, err } = await review(root, to(forge.url, '--base', 'main'));
    expect([code, err, forge.world.strange]).toEqual([1, '', []]);
    const bodies = [...forge.world.comments, ...forge.world.notes].map(({ body }) => body);
    expect(bodies.length).toBeGreaterThan(2);
    for (const body of bodies) {
      const html = renderMarkdown(body).replaceAll(/ href="http:\/\/127\.0\.0\.1:\d+\/o\/n\/src\/commit\/[0-9a-f]{40}\/apps\/\w+\.yaml#L\d+"/g, ' href');
      expect(shapeOf(html).filter((tag) => !/^<\/?(?:details(?: open)?|summary|strong|br ?\/?|del|h3|p|ul|li|table|thead|tbody|tr|t[hd]|a(?: href)?)>$|^<!-- gitops-validate:[\w ]+ -->$/.test(tag))).toEqual([]);
      expect(textOf(html, 'without code').replace(/commit [0-9a-f]{10}/, '')).not.toMatch(reference);
      expect(Buffer.byteLength(body)).toBeLessThan(60_000);
    }
  });
});

it('of a fork stays in the log: nobody is asked, whatever tokens there are, and charts only of hosts that are allowed', async () => {
  const server = await serve(() => ({ status: 404 }));
  const chart = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: default}\nspec: {interval: 1h, url: "${server.url}/charts"}\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: default}\nspec: {interval: 1h, chart: {spec: {chart: web, version: "1.0.0", sourceRef: {kind: HelmRepository, name: charts}}}}\n`;
  const event = { number: 7, pull_request: { number: 7, head: { sha: 'a'.repeat(40), repo: { full_name: 'mallory/n' } }, base: { repo: { full_name: 'o/n' } } } };
  const { root } = kept(makeRepository({ ...prod, 'apps/a.yaml': wrong, 'apps/chart.yaml': chart, 'event.json': JSON.stringify(event), 'summary.md': '' }));
  const env = { CI: 'true', GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true', GITHUB_SERVER_URL: server.url, GITHUB_REPOSITORY: 'o/n', GITHUB_EVENT_PATH: join(root, 'event.json'), GITHUB_STEP_SUMMARY: join(root, 'summary.md') };
  const closed = await review(root, [], env);
  expect([closed.code, closed.out.trimEnd().split('\n').at(-1), server.requests]).toEqual([1, 'not posted: the pull request comes from another repository, whose runs get no token that may write', []]);
  expect(readFileSync(join(root, 'summary.md'), 'utf8')).toMatch(/^### Validation: 1 error, 2 warnings\n/);
  expect(`${closed.out}${closed.err}`).not.toContain(token);
  const { host } = new URL(server.url);
  const allowed = await review(root, ['--allow-host', host], env);
  expect([allowed.out.trimEnd().split('\n').at(-1), server.requests.filter((line) => !line.startsWith('GET /charts/')), server.requests.length > 0]).toEqual(['not posted: the pull request comes from another repository, whose runs get no token that may write', [], true]);
});
