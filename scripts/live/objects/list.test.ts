import { expect, test } from 'vitest';
import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../../model/json.ts';
import { type Client, connect } from '../connect/index.ts';
import { json, serveFake, version } from '../testing/fake.ts';
import { discover } from './discovery.ts';
import { list } from './list.ts';
import { explainUnserved, notEstablished } from './unserved.ts';

const maps = { apiVersion: 'v1', kind: 'ConfigMap', resource: 'configmaps', group: '' };
const gone = { kind: 'Status', code: 410, message: 'The provided continue parameter is too old' };

async function asking(answer: (request: IncomingMessage) => readonly [number, unknown], use: (client: Client, asked: readonly string[]) => Promise<void>): Promise<void> {
  const fake = await serveFake((request, response) => {
    if (request.url === '/version') return json(response, version);
    const [code, body] = answer(request);
    json(response, body, code);
  });
  const connected = await connect({ file: fake.kubeconfig, env: {}, qps: 1000, timeoutMs: 2_000, waits: [1] });
  if (!connected.ok) throw new Error(connected.failure.message);
  await use(connected.value, fake.asked).finally(() => connected.value.close());
  await fake.close();
}

const page = (names: readonly string[], next = ''): readonly [number, unknown] => [200, { items: names.map((name) => ({ metadata: { name } })), metadata: { continue: next } }];

test('a list is read in pages', async () => {
  const pages = [page(['a', 'b'], 'x y'), page(['c'])];
  await asking(() => pages.shift()!, async (client, asked) => {
    const found = await list(client, maps, { labels: 'a=b' });
    expect(found.ok && found.value.map((each) => [each['kind'], (each['metadata'] as JsonObject)['name']])).toEqual([['ConfigMap', 'a'], ['ConfigMap', 'b'], ['ConfigMap', 'c']]);
    expect(asked.slice(1)).toEqual(['GET /api/v1/configmaps?limit=500&labelSelector=a%3Db', 'GET /api/v1/configmaps?limit=500&labelSelector=a%3Db&continue=x+y']);
  });
});

test('a list that expires on the way is read again from its beginning, once', async () => {
  const pages: (readonly [number, unknown])[] = [page(['a'], 'x'), [410, gone], page(['b'], 'x'), page(['c'])];
  await asking(() => pages.shift()!, async (client) => {
    const found = await list(client, maps);
    expect(found.ok && found.value.map((each) => (each['metadata'] as JsonObject)['name'])).toEqual(['b', 'c']);
  });
  await asking((request) => (request.url?.includes('continue') === true ? [410, gone] : page(['a'], 'x')), async (client) => {
    expect(await list(client, maps)).toEqual({ ok: false, failure: { why: 'refused', status: 410, message: gone.message } });
  });
});

const crd = (name: string, kind: string, conditions: JsonObject[]): JsonObject => ({ metadata: { name }, spec: { group: 'example.com', names: { kind } }, status: { conditions } });
const refused = { type: 'NamesAccepted', status: 'False', message: '"things" is already in use\nreally' };

test('why a kind is not served', async () => {
  const group = (name: string, versions: unknown[]) => ({ metadata: { name }, versions });
  const serving = (kind: string) => [{ resource: `${kind.toLowerCase()}s`, responseKind: { kind }, scope: 'Namespaced', verbs: ['list'] }];
  await asking(({ url = '' }) => {
    if (url === '/api') return [200, { kind: 'APIGroupDiscoveryList', items: [] }];
    if (url === '/apis') return [200, { kind: 'APIGroupDiscoveryList', items: [group('example.com', [{ version: 'v2', resources: serving('Tool') }]), group('apiextensions.k8s.io', [{ version: 'v1', resources: serving('CustomResourceDefinition') }]), group('metrics.k8s.io', [{ version: 'v1', freshness: 'Stale', resources: [] }])] }];
    return [200, { items: [crd('things.example.com', 'Thing', [refused]), crd('new.example.com', 'New', [{ type: 'Established', status: 'True' }])], metadata: {} }];
  }, async (client, asked) => {
    const discovery = await discover(client);
    if (!discovery.ok) throw new Error(discovery.failure.message);
    const unserved = explainUnserved(client, discovery.value);
    expect(await Promise.all([['example.com/v1', 'Tool'], ['example.com/v1', 'Thing'], ['example.com/v1', 'New'], ['example.com/v1', 'Other'], ['metrics.k8s.io/v1', 'PodMetrics']].map(([apiVersion, kind]) => unserved(apiVersion!, kind!)))).toEqual([
      'the cluster does not serve example.com/v1 Tool, only example.com/v2',
      'the cluster does not serve example.com/v1 Thing: its CustomResourceDefinition things.example.com is not established: NamesAccepted is False: "things" is already in use',
      'the cluster does not serve example.com/v1 New: its CustomResourceDefinition new.example.com does not either (yet)',
      'the cluster does not serve example.com/v1 Other (yet)',
      'the cluster does not serve metrics.k8s.io/v1 PodMetrics: its API server does not answer',
    ]);
    expect(asked.filter((line) => line.includes('customresourcedefinitions')).length).toBe(1);
  });
});

test('a definition that is just there is not established yet', () => {
  expect(notEstablished(crd('a', 'A', []))).toBe('its CustomResourceDefinition a is not established');
});
