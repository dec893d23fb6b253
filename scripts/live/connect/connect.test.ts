import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Fake, json, kubeconfigOf, serveFake, version } from '../testing/fake.ts';
import type { ClientOptions } from './client.ts';
import { connect } from './index.ts';
import { createPace } from './pace.ts';
import { proxyFromEnvironment } from './proxy.ts';

const folder = mkdtempSync(join(tmpdir(), 'live-'));
afterAll(() => rmSync(folder, { recursive: true }));
const options: ClientOptions = { env: { HOME: folder, PATH: process.env['PATH'] }, qps: 1000, timeoutMs: 2_000, waits: [1, 1, 1, 1] };

/** What a connection with this kubeconfig says: the version, or the failure, with changing parts replaced. */
async function said(kubeconfig: string | undefined, more: Partial<ClientOptions> = {}): Promise<string> {
  const file = join(folder, 'kubeconfig');
  if (kubeconfig !== undefined) writeFileSync(file, kubeconfig);
  const connected = await connect({ ...options, ...(kubeconfig !== undefined && { file }), ...more });
  if (connected.ok) connected.value.close();
  return (connected.ok ? connected.value.version : connected.failure.message).replaceAll(folder, 'DIR').replace(/127\.0\.0\.1:\d+/g, 'HOST');
}

async function withFake(handle: Parameters<typeof serveFake>[0], use: (fake: Fake) => Promise<void>): Promise<void> {
  const fake = await serveFake(handle);
  await use(fake).finally(() => fake.close());
}

const two = JSON.stringify({
  kind: 'Config', clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }, { name: 'no', cluster: { server: 'over there' } }], users: [{ name: 'u', user: {} }],
  contexts: [{ name: 'homelab', context: { cluster: 'a', user: 'u' } }, { name: 'cloud', context: { cluster: 'b', user: 'u' } }, { name: 'local', context: { cluster: 'a', user: 'v' } }, { name: 'far', context: { cluster: 'no' } }],
});

describe('what a kubeconfig says', () => {
  test.each<[string, string | undefined, Partial<ClientOptions>, string]>([
    ['nothing at all', undefined, {}, 'no cluster is configured: DIR/.kube/config does not exist and KUBECONFIG is not set; give --kubeconfig FILE'],
    ['KUBECONFIG leads nowhere', undefined, { env: { HOME: folder, KUBECONFIG: '/no/a:/no/b' } }, 'no cluster is configured: KUBECONFIG names /no/a and /no/b, which do not exist; give --kubeconfig FILE'],
    ['--kubeconfig leads nowhere', undefined, { file: '/no/such' }, '/no/such does not exist'],
    ['another kind', 'kind: Pod', {}, 'DIR/kubeconfig is no kubeconfig: it holds no "kind: Config"'],
    ['bad YAML', 'kind: Config\na: [', {}, 'DIR/kubeconfig:2:4: "[" has no closing "]"'],
    ['no context', 'kind: Config', {}, 'DIR/kubeconfig holds no context'],
    ['no current context', two, {}, 'DIR/kubeconfig names no current context; choose one with --context: homelab, cloud, local, far'],
    ['a misspelt context', two, { context: 'homelap' }, 'DIR/kubeconfig has no context "homelap"; did you mean "homelab"?'],
    ['an unknown context', two, { context: 'prod' }, 'DIR/kubeconfig has no context "prod"; it has homelab, cloud, local, far'],
    ['no such cluster', two, { context: 'cloud' }, 'context "cloud" names the cluster "b", which DIR/kubeconfig does not hold'],
    ['no such user', two, { context: 'local' }, 'context "local" names the user "v", which DIR/kubeconfig does not hold'],
    ['no address', two, { context: 'far' }, 'the cluster "no" of the kubeconfig has no address such as https://192.0.2.1:6443 (server: "over there")'],
    ['nobody listens', two, { context: 'homelab' }, 'the API server at https://HOST (context "homelab") cannot be reached: it refuses the connection'],
    ['no such file of a key', kubeconfigOf({ server: 'https://127.0.0.1:1' }, { 'client-key': 'me.key' }), {}, 'client-key of context "fake" names DIR/me.key, which cannot be read'],
    ['a key that is none', kubeconfigOf({ server: 'https://127.0.0.1:1' }, { 'client-key-data': 'eA==', 'client-certificate-data': 'eA==' }), {}, 'no request can be made to the API server at https://HOST (context "fake"): error:0480006C:PEM routines::no start line; is what the kubeconfig says right?'],
    ['a proxy that is not there', kubeconfigOf({ server: 'https://127.0.0.1:1', 'proxy-url': 'http://me:pw@127.0.0.1:2' }, {}), {}, 'the API server at https://HOST (context "fake") cannot be reached: the proxy http://HOST refuses the connection'],
    ['a SOCKS proxy that is not there', kubeconfigOf({ server: 'https://127.0.0.1:1', 'proxy-url': 'socks5://127.0.0.1:2' }, {}), {}, 'the API server at https://HOST (context "fake") cannot be reached: the proxy socks5://HOST refuses the connection'],
    ['a provider of old', kubeconfigOf({ server: 'https://127.0.0.1:1' }, { 'auth-provider': { name: 'gcp' } }), {}, 'user "me" logs in with the auth-provider "gcp", which Kubernetes clients no longer have (1.26); use its credential plugin (exec)'],
    ['OIDC without a token', kubeconfigOf({ server: 'https://127.0.0.1:1' }, { 'auth-provider': { name: 'oidc', config: {} } }), {}, 'user "me" has no token, and the kubeconfig has nothing to renew it with (refresh-token); log in again'],
    ['a token that is over', kubeconfigOf({ server: 'https://127.0.0.1:1' }, { token: `a.${Buffer.from('{"exp":1000}').toString('base64url')}.b` }), {}, 'the token of user "me" expired on 1970-01-01; log in again'],
  ])('%s', async (_, kubeconfig, more, message) => {
    expect(await said(kubeconfig, more)).toBe(message);
  }, 15_000);

  test('of two files the first that knows a name counts', async () => {
    await withFake((_, response) => json(response, version), async (fake) => {
      const [a, b] = [join(folder, 'a'), join(folder, 'b')];
      writeFileSync(a, JSON.stringify({ kind: 'Config', clusters: [{ name: 'fake', cluster: { server: fake.url } }] }));
      writeFileSync(b, kubeconfigOf({ server: 'https://127.0.0.1:1' }, {}));
      expect(await said(undefined, { env: { ...options.env, KUBECONFIG: `${a}:/no/such:${b}` } })).toBe('1.35.4');
    });
  });
});

describe('credential plugins', () => {
  const plugin = (script: string, more: object = {}) => kubeconfigOf({ server: 'https://127.0.0.1:1' }, { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script], ...more } });
  test.each([
    ['not there', plugin('', { command: 'no-such-plugin', installHint: 'apt install it\nor not' }), 'the credential plugin "no-such-plugin" is not installed; apt install it'],
    ['fails', plugin('echo please log in >&2; exit 3'), 'the credential plugin "sh" failed with exit code 3: please log in'],
    ['hangs', plugin('echo open http://login >&2; sleep 60'), 'the credential plugin "sh" did not end within 0.5 s; it said: open http://login'],
    ['prints something else', plugin('echo hello'), 'the credential plugin "sh" printed no JSON'],
    ['gives nothing', plugin(`echo '{"kind":"ExecCredential","status":{}}'`), 'the credential plugin "sh" gave neither a token nor a certificate with key'],
    ['asks a person', plugin('true', { interactiveMode: 'Always' }), 'the credential plugin "sh" asks a person (interactiveMode: Always); log in with it first and use a token'],
  ])('%s', async (_, kubeconfig, message) => {
    expect(await said(kubeconfig, { pluginTimeoutMs: 500 })).toBe(message);
  });

  test('a token is sent, and the plugin is told how to answer; its path is relative to the kubeconfig', async () => {
    let authorization: string | undefined;
    await withFake((request, response) => {
      authorization = request.headers.authorization;
      json(response, version);
    }, async (fake) => {
      const script = join(folder, 'plugin.sh');
      writeFileSync(script, `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" > ${folder}/info\necho '{"kind":"ExecCredential","status":{"token":"'$WORD'"}}'\n`);
      chmodSync(script, 0o700);
      expect(await said(kubeconfigOf({ server: fake.url }, { exec: { apiVersion: 'client.authentication.k8s.io/v1beta1', command: './plugin.sh', env: [{ name: 'WORD', value: 't0ken' }] } }))).toBe('1.35.4');
      expect(authorization).toBe('Bearer t0ken');
      expect(JSON.parse(readFileSync(join(folder, 'info'), 'utf8'))).toEqual({ apiVersion: 'client.authentication.k8s.io/v1beta1', kind: 'ExecCredential', spec: { interactive: false } });
    });
  });
});

test('tokens of files, impersonation and basic passwords are sent', async () => {
  const seen: unknown[] = [];
  await withFake((request, response) => {
    seen.push([request.headers.authorization, request.headers['impersonate-user'], request.headers['impersonate-group']]);
    json(response, version);
  }, async (fake) => {
    writeFileSync(join(folder, 'token'), 'from-file\n');
    await said(kubeconfigOf({ server: fake.url }, { tokenFile: 'token' }));
    await said(kubeconfigOf({ server: fake.url }, { token: 'a', as: 'jane', 'as-groups': ['x', 'y'] }));
    await said(kubeconfigOf({ server: fake.url }, { username: 'me', password: 'pw' }));
  });
  expect(seen).toEqual([['Bearer from-file', undefined, undefined], ['Bearer a', 'jane', 'x, y'], ['Basic bWU6cHc=', undefined, undefined]]);
});

describe('a server that', () => {
  const name = 'the API server at http://HOST (context "fake")';
  const statusOf = (code: number, message: string) => ({ kind: 'Status', status: 'Failure', code, message });
  test.each<[string, Parameters<typeof serveFake>[0], string]>([
    ['hangs', () => undefined, `${name} did not answer within 0.3 s; --timeout gives it longer`],
    ['stops in the middle', (_, response) => void response.writeHead(200).write('{"a":'), `${name} did not answer within 0.3 s; --timeout gives it longer`],
    ['is a web page', (_, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'), `${name} is no Kubernetes API server: it answered /version with text/html`],
    ['knows no version', (_, response) => void response.writeHead(404).end('no'), `${name} is no Kubernetes API server: it does not know /version`],
    ['does not know who asks', (_, response) => json(response, statusOf(401, 'Unauthorized'), 401), `${name} does not accept the credentials of user "me"; log in again`],
    ['forbids', (_, response) => json(response, statusOf(403, 'forbidden: User "system:anonymous" cannot get path "/version"'), 403), 'user "system:anonymous" may not ask /version'],
    ['fails', (_, response) => json(response, statusOf(500, 'etcd is gone\nreally'), 500), `${name} failed at /version: 500 etcd is gone`],
  ])('%s', async (_, handle, message) => {
    await withFake(handle, async (fake) => expect(await said(readFileSync(fake.kubeconfig, 'utf8'), { timeoutMs: 300 })).toBe(message));
  });

  test.each([
    ['clusterroles', 'user "ci" may not escalate clusterroles (group rbac.authorization.k8s.io) "x" in the whole cluster; docs/live.md has the Role'],
    ['rolebindings', 'user "ci" may not bind rolebindings (group rbac.authorization.k8s.io) "x" in the whole cluster; docs/live.md has the Role'],
  ])('lets nobody grant what he does not hold: %s', async (resource, message) => {
    const refusal = `${resource}.rbac.authorization.k8s.io "x" is forbidden: user "ci" (groups=["a"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"]}`;
    await withFake((request, response) => (request.url === '/version' ? json(response, version) : json(response, statusOf(403, refusal), 403)), async (fake) => {
      const connected = await connect({ ...options, file: fake.kubeconfig });
      if (!connected.ok) throw new Error(connected.failure.message);
      const answer = await connected.value.send({ path: '/x', asked: { verb: 'patch', resource, group: 'rbac.authorization.k8s.io', name: 'x' } });
      connected.value.close();
      expect(answer).toEqual({ ok: false, failure: { why: 'forbidden', status: 403, message } });
    });
  });

  test('throttles is asked again when it says so, and given up on after five tries', async () => {
    await withFake((_, response, number) => (number < 3 ? response.writeHead(429, { 'retry-after': '0' }).end() : json(response, version)), async (fake) => {
      expect(await said(readFileSync(fake.kubeconfig, 'utf8'))).toBe('1.35.4');
      expect(fake.asked.length).toBe(3);
    });
    await withFake((_, response) => void response.writeHead(429).end(), async (fake) => {
      expect(await said(readFileSync(fake.kubeconfig, 'utf8'), { qps: 40 })).toBe(`${name} throttles: it answered 429 five times in a row; --qps 10 asks more slowly`);
      expect(fake.asked.length).toBe(5);
    });
  }, 20_000);

  test('dies is not asked again: every later call fails at once with the same message', async () => {
    let alive = true;
    await withFake((request, response) => (alive ? json(response, version) : request.socket.destroy()), async (fake) => {
      const connected = await connect({ ...options, file: fake.kubeconfig });
      if (!connected.ok) throw new Error(connected.failure.message);
      alive = false;
      const { value: client } = connected;
      const answers = await Promise.all(Array.from({ length: 100 }, () => client.send({ path: '/api' })));
      const messages = new Set(answers.map((answer) => (answer.ok ? 'ok' : answer.failure.message)));
      expect([...messages]).toEqual([`the API server at ${fake.url} (context "fake") cannot be reached: it ended the connection`]);
      expect(fake.asked.length).toBeLessThan(50);
      client.close();
    });
  }, 20_000);

  test('is interrupted ends at once', async () => {
    const stop = new AbortController();
    await withFake(() => stop.abort(), async (fake) => expect(await said(readFileSync(fake.kubeconfig, 'utf8'), { signal: stop.signal })).toBe('interrupted'));
  });
});

test('a certificate that the kubeconfig does not vouch for', async () => {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x', '-addext', 'subjectAltName=DNS:other', '-keyout', join(folder, 'k'), '-out', join(folder, 'c')], { stdio: 'ignore' });
  const server = createServer({ key: readFileSync(join(folder, 'k')), cert: readFileSync(join(folder, 'c')) }, (_, response) => json(response, version));
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const name = 'the certificate of the API server at https://HOST (context "fake") is not trusted';
  expect(await said(kubeconfigOf({ server: address }, {}))).toBe(`${name}: the certificate-authority of the kubeconfig did not sign it`);
  expect(await said(kubeconfigOf({ server: address, 'certificate-authority': 'c' }, {}))).toBe(`${name}: it is made out to another name`);
  expect(await said(kubeconfigOf({ server: address, 'certificate-authority': 'c', 'tls-server-name': 'other' }, {}))).toBe('1.35.4');
  expect(await said(kubeconfigOf({ server: address, 'insecure-skip-tls-verify': true }, {}))).toBe('1.35.4');
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
});

test('the proxy of the environment', () => {
  const proxy = (server: string, env: Record<string, string>) => proxyFromEnvironment(new URL(server), env);
  expect(proxy('https://k8s.example:6443', { HTTPS_PROXY: 'proxy:3128' })).toBe('http://proxy:3128');
  expect(proxy('https://k8s.example:6443', { https_proxy: 'socks5://proxy:1080' })).toBe('socks5://proxy:1080');
  expect(proxy('http://k8s.example', { HTTPS_PROXY: 'proxy:3128' })).toBe(undefined);
  expect(proxy('https://127.0.0.1:6443', { HTTPS_PROXY: 'proxy:3128' })).toBe(undefined);
  for (const [server, list] of [['https://k8s.example', 'example'], ['https://k8s.example', '.example'], ['https://10.1.2.3', '10.0.0.0/8'], ['https://k8s.example:6443', 'k8s.example:6443'], ['https://x', '*']] as const) {
    expect(proxy(server, { HTTPS_PROXY: 'proxy:3128', NO_PROXY: `other, ${list}` })).toBe(undefined);
  }
  expect(proxy('https://11.1.2.3', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '10.0.0.0/8,k8s.example:1' })).toBe('http://proxy:3128');
});

test('the pace: no more at once than asked, and all get their turn', async () => {
  const take = createPace(1000, 3);
  let [running, most, done] = [0, 0, 0];
  await Promise.all(Array.from({ length: 40 }, async () => {
    const release = await take();
    most = Math.max(most, ++running);
    await new Promise((settle) => setTimeout(settle, 1));
    running--;
    done++;
    release();
  }));
  expect([most, done]).toEqual([3, 40]);
});
