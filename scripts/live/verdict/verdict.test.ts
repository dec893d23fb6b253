import { expect, test } from 'vitest';
import { connect } from '../connect/index.ts';
import { discover } from '../objects/discovery.ts';
import { json, serveFake, version } from '../testing/fake.ts';
import { type Answer, askCreate } from './ask.ts';
import { verdictText } from './text.ts';

const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' } });
const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'shop' }, data: { password: 'aHVudGVyMg==' } };

test('both verdicts side by side; a disagreement is a test case to paste, without the values of Secrets', () => {
  expect(verdictText({
    cluster: 'homelab', context: 'home', kubernetes: '1.35.4',
    judged: [
      { object: map('a'), offline: { accepted: true, messages: [] }, server: { says: 'accepts' } },
      { object: map('b'), offline: { accepted: false, messages: ['x: unknown field'] }, server: { says: 'refuses', message: 'unknown field "x"' } },
      { object: secret, offline: { accepted: true, messages: [] }, server: { says: 'refuses', message: 'Secret "s" is invalid: type: Required value' }, place: 'apps/s.yaml:1:1' },
      { object: map('c'), offline: { accepted: false, messages: ['y: too long', 'z: too short'] }, server: { says: 'accepts' } },
      { object: map('d'), server: { says: 'accepts' } },
      { object: map('e'), offline: { accepted: true, messages: [] }, server: { says: 'nothing', why: 'namespace shop is not in the cluster (yet)' } },
      { object: map('f'), offline: { accepted: true, messages: [] }, server: { says: 'unknown', failure: { why: 'forbidden', message: 'user "ci" may not create configmaps in namespace shop; docs/live.md has the Role' } } },
    ],
  })).toBe(`disagreement  Secret shop/s: the API server refuses what validate accepts: Secret "s" is invalid: type: Required value
  apps/s.yaml:1:1
  a mistake of this tool; report it with this test case:
    it('judges Secret s as Kubernetes 1.35.4 does', () => {
      // Secret "s" is invalid: type: Required value
      const object = {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"shop"},"data":{"password":"KioqKio="}};
      expect(makeJudge(openStore('1.35'), '1.35').judge(object).accepted).toBe(false);
    });

disagreement  ConfigMap shop/c: the API server accepts what validate refuses: y: too long; z: too short
  a mistake of this tool; report it with this test case:
    it('judges ConfigMap c as Kubernetes 1.35.4 does', () => {
      const object = {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"shop"}};
      expect(makeJudge(openStore('1.35'), '1.35').judge(object).accepted).toBe(true);
    });

not told      1 object: namespace shop is not in the cluster (yet)
not asked     user "ci" may not create configmaps in namespace shop; docs/live.md has the Role
homelab, context "home", Kubernetes 1.35.4: 4 of 7 objects judged by both, 2 alike (2 refused by the server), 2 disagreements
`);
});

test('what the server answers to a creation', async () => {
  const groups = (versions: unknown[]) => ({ kind: 'APIGroupDiscoveryList', items: [{ metadata: { name: '' }, versions }] });
  const answers: [number, string][] = [[201, ''], [409, 'configmaps "a" already exists'], [422, 'data: wrong'], [404, 'namespaces "shop" not found'], [422, 'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated'], [403, 'configmaps is forbidden: User "ci" cannot create resource "configmaps" in API group "" in the namespace "shop"'], [403, 'admission webhook "v.example" denied the request: no']];
  const asked: string[] = [];
  const fake = await serveFake((request, response) => {
    if (request.url === '/version') return json(response, version);
    if (request.url === '/api') return json(response, groups([{ version: 'v1', resources: [{ resource: 'configmaps', responseKind: { kind: 'ConfigMap' }, scope: 'Namespaced', verbs: ['create'] }] }]));
    if (request.url === '/apis') return json(response, groups([]));
    asked.push(`${request.method} ${request.url}`);
    const [code, message] = answers.shift()!;
    json(response, code < 300 ? {} : { kind: 'Status', message, code }, code);
  });
  try {
    const connected = await connect({ file: fake.kubeconfig, env: {}, qps: 100, timeoutMs: 2_000 });
    if (!connected.ok) throw new Error(connected.failure.message);
    const discovery = await discover(connected.value);
    if (!discovery.ok) throw new Error(discovery.failure.message);
    const said: Answer[] = [];
    while (answers.length > 0) said.push(await askCreate(connected.value, discovery.value, map('a')));
    said.push(await askCreate(connected.value, discovery.value, secret));
    connected.value.close();
    expect(said).toEqual([
      { says: 'accepts' }, { says: 'accepts' }, { says: 'refuses', message: 'data: wrong' }, { says: 'nothing', why: 'namespace shop is not in the cluster (yet)' },
      { says: 'nothing', why: 'only the cluster can know: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated' },
      { says: 'unknown', failure: { why: 'forbidden', status: 403, message: 'user "ci" may not create configmaps in namespace shop; docs/live.md has the Role' } },
      { says: 'nothing', why: 'only the cluster can know: admission webhook "v.example" denied the request: no' },
      { says: 'nothing', why: 'the cluster does not serve v1 Secret (yet)' },
    ]);
    expect(asked[0]).toBe('POST /api/v1/namespaces/shop/configmaps?dryRun=All&fieldValidation=Strict&fieldManager=gitops-validate');
  } finally {
    await fake.close();
  }
});
