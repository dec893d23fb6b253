import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serve, type TestServer } from '../../testing/registry.ts';
import { openCache } from './cache.ts';
import { readCredentials } from './credentials.ts';
import { createHttp, type NetworkPolicy } from './network.ts';
import { createProvider, type ProviderOptions } from './provider.ts';
import type { ChartRequest } from './types.ts';

const chart = Buffer.from('bytes of a chart');
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
const layer = { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', digest: `sha256:${sha256(chart)}`, size: chart.length };
const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, layers: [layer] }));
const index = (url: string, digest = sha256(chart)) => Buffer.from(JSON.stringify({ apiVersion: 'v1', entries: { web: [{ name: 'web', version: '1.0.0', urls: [url], digest }] } }));
const ok = (body: Uint8Array | string, headers: Record<string, string> = {}) => ({ status: 200, body: Buffer.from(body), headers });

let folder: string;
const open: { close(): unknown }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'charts-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function server(answer: Parameters<typeof serve>[0]): Promise<TestServer> {
  const running = await serve(answer);
  open.push(running);
  return running;
}

function provider(policy: Partial<NetworkPolicy> = {}, rest: Partial<ProviderOptions> = {}) {
  return createProvider({ folders: [], mirrors: [], cache: openCache(join(folder, 'cache')), credentials: () => undefined, http: createHttp({ offline: false, timeoutMs: 20_000, retries: 0, ...policy }), ...rest });
}

const fromHttp = (url: string, version = '1.0.0'): ChartRequest => ({ kind: 'http', url, name: 'web', version });
const fromOci = (url: string, rest: Partial<ChartRequest> = {}): ChartRequest => ({ kind: 'oci', url: url.replace('http://', 'oci://'), name: 'web', version: '1.0.0', insecure: true, ...rest });

/** A registry that holds web:1.0.0, but for what a test changes. */
function registry(changed: (path: string) => ReturnType<typeof ok> | 'hang' | undefined = () => undefined) {
  return server((path) => changed(path) ?? (path.includes('/manifests/') ? ok(manifest) : path.includes('/blobs/') ? ok(chart) : ok('{"tags":["1.0.0","1.1.0","2.0.0-rc.1","3.0.0_b.1"]}')));
}

describe('a repository that misbehaves ends with one message', () => {
  const said = async (answer: Parameters<typeof serve>[0], policy: Partial<NetworkPolicy> = {}) => {
    const { url } = await server(answer);
    const got = await provider(policy).get(fromHttp(url));
    return got.ok ? 'fetched' : `${got.why}: ${got.message.replaceAll(url, 'URL').replaceAll(new URL(url).host, 'HOST')}`;
  };

  test.each<[string, Parameters<typeof serve>[0], string]>([
    ['has no index', () => ({ status: 404, body: Buffer.from('') }), 'not-found: URL cannot be read: HTTP 404 for index.yaml'],
    ['is broken', () => ({ status: 500, body: Buffer.from('') }), 'unreachable: URL cannot be read: HTTP 500 for index.yaml'],
    ['answers with a page', () => ok('<html>: [\n'), 'invalid: URL/index.yaml is no index: line 1: "[" has no closing "]"'],
    ['sends the wrong chart', (path) => (path === '/index.yaml' ? ok(index('web.tgz')) : ok('another')), 'invalid: chart "web" 1.0.0: what came has another digest than the repository\'s index says'],
    ['names a file of this machine', () => ok(index('file:///etc/passwd')), 'not-allowed: chart "web" 1.0.0 cannot be fetched: file: is not fetched'],
    ['names no address', () => ok(index('http://')), 'invalid: URL names no address for chart "web" 1.0.0'],
    ['redirects in a circle', () => ({ status: 302, body: Buffer.from(''), headers: { location: '/index.yaml' } }), 'unreachable: URL cannot be read: HOST redirects too often'],
    ['redirects to nowhere', () => ({ status: 302, body: Buffer.from(''), headers: { location: 'http://[' } }), 'unreachable: URL cannot be read: HOST redirects to "http://[", which is no address'],
    ['redirects to a file', () => ({ status: 302, body: Buffer.from(''), headers: { location: 'file:///etc/passwd' } }), 'not-allowed: URL cannot be read: file: is not fetched'],
  ])('%s', async (_, answer, message) => expect(await said(answer)).toBe(message));

  test('one that hangs', async () => {
    expect(await said(() => 'hang', { timeoutMs: 300 })).toBe('unreachable: URL cannot be read: HOST did not answer within 0.3 s');
    const { url } = await registry(() => 'hang');
    expect(await provider({ timeoutMs: 300 }).get(fromOci(url))).toMatchObject({ ok: false, message: expect.stringMatching(/\/web cannot be fetched: 127\.0\.0\.1:\d+ did not answer within 0\.3 s$/) });
  });

  test('a body that is cut off, and one that never ends', async () => {
    const raw = (send: (write: (text: string) => void, end: () => void) => void) => new Promise<string>((resolve) => {
      const running: Server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => send((text) => void socket.write(text), () => socket.destroy()));
      });
      open.push({ close: () => running.close() });
      running.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(running.address() as { port: number }).port}`));
    });
    const http = createHttp({ offline: false, timeoutMs: 300, retries: 0 });
    const cut = await raw((write, end) => {
      write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc');
      setTimeout(end, 20);
    });
    expect(await http.get(`${cut}/x`, { limit: 1e6 })).toMatchObject({ ok: false, why: 'unreachable', message: expect.stringMatching(/^127\.0\.0\.1:\d+ cannot be reached \(UND_ERR_SOCKET\)$/) });
    const slow = await raw((write) => write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc'));
    expect(await http.get(`${slow}/x`, { limit: 1e6 })).toMatchObject({ ok: false, message: expect.stringMatching(/did not answer within 0\.3 s$/) });
  });

  test('a body larger than its limit, packed or not', async () => {
    const http = createHttp({ offline: false, timeoutMs: 5000, retries: 0 });
    const packed = gzipSync(Buffer.alloc(50e6));
    const { url } = await server((path) => (path === '/plain' ? ok(Buffer.alloc(3e6)) : ok(packed, { 'content-encoding': 'gzip' })));
    for (const path of ['plain', 'packed']) expect(await http.get(`${url}/${path}`, { limit: 2e6 })).toEqual({ ok: false, why: 'unreachable', message: `${new URL(url).host} sent more than 2 MB` });
  });
});

describe('a registry that misbehaves', () => {
  test.each<[string, (path: string) => ReturnType<typeof ok> | undefined, Partial<ChartRequest>, string]>([
    ['sends another manifest than the digest says', () => undefined, { digest: `sha256:${'1'.repeat(64)}` }, `invalid: NAME: the registry sent a manifest with another digest than sha256:${'1'.repeat(64)}`],
    ['sends another chart than the manifest says', (path) => (path.includes('/blobs/') ? ok('another') : undefined), {}, 'invalid: NAME:1.0.0: the chart that came has another digest than its manifest says'],
    ['has an image and no chart', (path) => (path.includes('/manifests/') ? ok('{"layers":[]}') : undefined), {}, 'invalid: NAME:1.0.0 holds no chart (no layer of type application/vnd.cncf.helm.chart.content.v1.tar+gzip)'],
    ['sends no JSON', (path) => (path.includes('/manifests/') ? ok('<html>') : undefined), {}, 'invalid: NAME:1.0.0 holds no chart (no layer of type application/vnd.cncf.helm.chart.content.v1.tar+gzip)'],
    ['has no such version', () => undefined, { version: '>=9' }, 'not-found: no version of NAME matches ">=9"'],
  ])('%s', async (_, changed, rest, message) => {
    const { url } = await registry(changed);
    const got = await provider().get(fromOci(url, rest));
    expect(got.ok ? 'fetched' : `${got.why}: ${got.message.replaceAll(`${url.replace('http:', 'oci:')}/web`, 'NAME').replaceAll(new URL(url).host, 'HOST')}`).toBe(message);
  });

  test('pages of tags on another host are not asked for', async () => {
    const other = await server(() => ok('{"tags":["9.0.0"]}'));
    const { url } = await registry((path) => (path.includes('/tags/') ? ok('{"tags":["1.0.0"]}', { link: `<${other.url}/v2/x>; rel="next"` }) : undefined));
    expect(await provider().get(fromOci(url, { version: '>=1' }))).toMatchObject({ ok: true, version: '1.0.0' });
    expect(other.requests).toEqual([]);
  });
});

describe('where a run may go', () => {
  test('offline asks nobody, and an allow-list holds for redirects, too', async () => {
    const inside = await server(() => ok(index('web.tgz')));
    const outside = await server(() => ({ status: 302, body: Buffer.from(''), headers: { location: `${inside.url}/index.yaml` } }));
    const hosts = { inside: new URL(inside.url).host, outside: new URL(outside.url).host };
    expect(await provider({ offline: true }).get(fromHttp(inside.url))).toMatchObject({ why: 'offline', message: `${inside.url} cannot be read: ${hosts.inside} was not asked: the run is offline` });
    expect(await provider({ allowedHosts: ['ghcr.io'] }).get(fromHttp(inside.url))).toMatchObject({ why: 'not-allowed', message: `${inside.url} cannot be read: ${hosts.inside} is not among the allowed hosts` });
    expect(inside.requests).toEqual([]);
    expect(await provider({ allowedHosts: [hosts.outside] }).get(fromHttp(outside.url))).toMatchObject({ why: 'not-allowed', message: `${outside.url} cannot be read: ${hosts.inside} is not among the allowed hosts` });
    expect(inside.requests).toEqual([]);
  });

  test('credentials go to their own host only', async () => {
    const seen: string[] = [];
    const storage = await server((_, headers) => (seen.push(`storage ${String(headers['authorization'])}`), ok(chart)));
    const { url } = await server((path, headers) => {
      seen.push(`registry ${String(headers['authorization'])}`);
      return path.includes('/blobs/') ? { status: 307, body: Buffer.from(''), headers: { location: `${storage.url}/blob` } } : ok(manifest);
    });
    const host = new URL(url).host;
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth: 'dTpw' }, 'elsewhere.example.org': { auth: 'eDp5' } } }));
    const got = await provider({}, { credentials: readCredentials({ HOME: folder, DOCKER_CONFIG: folder }) }).get(fromOci(url));
    expect(got).toMatchObject({ ok: true, version: '1.0.0' });
    expect(seen).toEqual(['registry Basic dTpw', 'registry Basic dTpw', 'storage undefined']);
  });

  test('a registry that wants a token gets one, with the user of Helm\'s own file', async () => {
    const seen: string[] = [];
    const running: TestServer = await server((path, headers) => {
      seen.push(`${path.split('?')[0]} ${String(headers['authorization'])}`);
      if (path.startsWith('/token')) return ok('{"token":"abc"}');
      if (headers['authorization'] !== 'Bearer abc') return { status: 401, body: Buffer.from(''), headers: { 'www-authenticate': `Bearer realm="${running.url}/token",service="r",scope="repository:web:pull"` } };
      return path.includes('/manifests/') ? ok(manifest) : ok(chart);
    });
    writeFileSync(join(folder, 'helm.json'), JSON.stringify({ auths: { [new URL(running.url).host]: { username: 'u', password: 'p' } } }));
    expect(await provider({}, { credentials: readCredentials({ HOME: folder, HELM_REGISTRY_CONFIG: join(folder, 'helm.json') }) }).get(fromOci(running.url))).toMatchObject({ ok: true });
    expect(seen).toEqual(['/v2/web/manifests/1.0.0 Basic dTpw', '/token Basic dTpw', '/v2/web/manifests/1.0.0 Bearer abc', `/v2/web/blobs/${layer.digest} Bearer abc`]);
  });
});

describe('each chart once', () => {
  test('a run downloads a version once, the next one not at all', async () => {
    const { url, requests } = await registry();
    const first = provider();
    const both = await Promise.all([first.get(fromOci(url)), first.get(fromOci(url))]);
    expect(both.map((got) => got.ok)).toEqual([true, true]);
    expect(requests).toEqual(['/v2/web/manifests/1.0.0', `/v2/web/blobs/${layer.digest}`]);
    expect(await provider({ offline: true }).get(fromOci(url))).toMatchObject({ ok: true, version: '1.0.0' });
    expect(requests).toHaveLength(2);
  });

  test('a range is asked for again, and taken from the cache where nobody answers', async () => {
    const { url, requests } = await registry();
    expect(await provider().get(fromOci(url, { version: '1.x' }))).toMatchObject({ ok: true, version: '1.1.0' });
    expect(requests[0]).toBe('/v2/web/tags/list?n=1000');
    expect(await provider({ offline: true }).get(fromOci(url, { version: '1.x' }))).toMatchObject({ ok: true, version: '1.1.0' });
  });

  test('an OCIRepository takes tags as they are, and only those that its filter matches', async () => {
    const { url } = await registry();
    expect(await provider().get(fromOci(url, { version: '*' }))).toMatchObject({ version: '3.0.0+b.1' });
    expect(await provider().get(fromOci(url, { version: '*', tagsAsVersions: true }))).toMatchObject({ version: '1.1.0' });
    expect(await provider().get(fromOci(url, { version: '>=1.0.0-0', tagsAsVersions: true, filter: '.*rc.*' }))).toMatchObject({ version: '2.0.0-rc.1' });
    expect(await provider().get(fromOci(url, { version: '*', filter: '(' }))).toMatchObject({ why: 'invalid', message: '"(" is no regular expression (Go\'s syntax)' });
  });

  test('what is broken in the cache is fetched again, and nothing is written outside of it', async () => {
    const { url, requests } = await registry();
    await provider().get(fromOci(url));
    const [blob = ''] = readdirSync(join(folder, 'cache/blobs'));
    writeFileSync(join(folder, 'cache/blobs', blob), 'rotten');
    expect(await provider().get(fromOci(url))).toMatchObject({ ok: true });
    expect(requests).toHaveLength(4);
    expect(readdirSync(folder)).toEqual(['cache']);
    expect(blob).toBe(sha256(chart));
  });

  test('a passing error is tried again, a lasting one is told', async () => {
    let left = 2;
    const { url, requests } = await server((path) => (path === '/index.yaml' ? (left-- > 0 ? { status: 503, body: Buffer.from('') } : ok(index('web.tgz'))) : ok(chart)));
    expect(await provider({ retries: 2 }).get(fromHttp(url))).toMatchObject({ ok: true });
    expect(requests).toEqual(['/index.yaml', '/index.yaml', '/index.yaml', '/web.tgz']);
  });

  test('a mirror stands for a registry and for a repository', async () => {
    const oci = await registry();
    const http = await server((path) => (path.endsWith('/index.yaml') ? ok(index('https://charts.example.org/stable/web.tgz')) : ok(chart)));
    const mirrored = provider({}, { mirrors: [{ from: 'oci://ghcr.io', to: oci.url.replace('http://', 'oci+http://') }, { from: 'https://charts.example.org', to: http.url }] });
    expect(await mirrored.get({ kind: 'oci', url: 'oci://ghcr.io/org', name: 'web', version: '1.0.0' })).toMatchObject({ ok: true });
    expect(oci.requests[0]).toBe('/v2/org/web/manifests/1.0.0');
    expect(await mirrored.get({ kind: 'http', url: 'https://charts.example.org/stable', name: 'web', version: '1.0.0' })).toMatchObject({ ok: true });
    expect(http.requests).toEqual(['/stable/index.yaml', '/stable/web.tgz']);
    expect(await mirrored.get({ kind: 'oci', url: 'oci://ghcr.io.evil.example/org', name: 'web', version: '1.0.0' })).toMatchObject({ ok: false, why: 'unreachable' });
  });
});

test('whether a chart is there is asked without fetching it', async () => {
  const http = await server((path) => (path === '/index.yaml' ? ok(index('web.tgz')) : { status: 404, body: Buffer.from('') }));
  const oci = await registry((path) => (path.includes('9.9.9') ? { status: 404, body: Buffer.from(''), headers: {} } : undefined));
  const asked = provider();
  expect(await Promise.all([
    asked.exists(fromHttp(http.url)), asked.exists(fromHttp(http.url, '2.x')), asked.exists({ ...fromHttp(http.url), name: '' }), asked.exists(fromHttp(`${http.url}/none`)),
    asked.exists(fromOci(oci.url)), asked.exists(fromOci(oci.url, { version: '9.9.9' })),
  ])).toEqual(['yes', 'no', 'yes', 'no', 'yes', 'no']);
  expect(http.requests).not.toContain('/web.tgz');
  expect(oci.requests.filter((path) => path.includes('/blobs/'))).toEqual([]);
  expect(await provider({ offline: true }).exists(fromHttp(http.url))).toBe('unknown');
});
