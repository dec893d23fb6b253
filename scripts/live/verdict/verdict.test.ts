import { expect, test } from 'vitest';
import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../../model/json.ts';
import { complete } from '../../schema/defaults/index.ts';
import { shapeOf } from '../../schema/shape.ts';
import { kindsOf } from '../../schema/store/crd.ts';
import { customKinds } from '../../schema/store/folder.ts';
import { openStore } from '../../schema/store/store.ts';
import { transitionErrors, updateErrors } from '../../schema/update/index.ts';
import { makeJudge } from '../../schema/verdict.ts';
import { connect } from '../connect/index.ts';
import { discover } from '../objects/discovery.ts';
import { explainUnserved } from '../objects/unserved.ts';
import { json, serveFake, version } from '../testing/fake.ts';
import { type Answer, type Ask, askChange, askCreate } from './ask.ts';
import { testCase } from './case.ts';
import { type Judged, judgeAll } from './judge.ts';
import { verdictText } from './text.ts';

const map = (name: string, data: JsonObject = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, ...(Object.keys(data).length > 0 && { data }) });
const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'shop' }, data: { password: 'aHVudGVyMg==' } };
const yes = { accepted: true, messages: [] };

test('both verdicts side by side; a disagreement is a test case to paste, without the values of Secrets', () => {
  expect(verdictText({
    cluster: 'homelab', context: 'home', kubernetes: '1.35.4', asked: 'objects',
    judged: [
      { object: map('a'), offline: yes, server: { says: 'accepts' } },
      { object: map('b'), offline: { accepted: false, messages: ['x: unknown field'] }, server: { says: 'refuses', message: 'unknown field "x"' } },
      { object: secret, offline: yes, server: { says: 'refuses', message: 'Secret "s" is invalid: type: Required value' }, place: 'apps/s.yaml:1:1' },
      { object: map('c'), offline: { accepted: false, messages: ['y: too long', 'z: too short'] }, server: { says: 'accepts' } },
      { object: map('d'), server: { says: 'accepts' } },
      { object: map('e'), offline: yes, server: { says: 'nothing', why: 'namespace shop is not in the cluster (yet)' } },
      { object: map('f'), offline: yes, server: { says: 'unknown', failure: { why: 'forbidden', message: 'user "ci" may not create configmaps in namespace shop; docs/live.md has the Role' } } },
    ],
  })).toBe(`disagreement  Secret shop/s: the API server refuses what validate accepts: Secret "s" is invalid: type: Required value
  apps/s.yaml:1:1
  a mistake of this tool; report it with this test case (for scripts/schema/verdict.test.ts):
    it('judges Secret s as Kubernetes 1.35.4 does', () => {
      // Secret "s" is invalid: type: Required value
      const object = {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"shop"},"data":{"password":"KioqKio="}};
      expect(makeJudge(openStore('1.35'), '1.35').judge(object).accepted).toBe(false);
    });

disagreement  ConfigMap shop/c: the API server accepts what validate refuses: y: too long; z: too short
  a mistake of this tool; report it with this test case (for scripts/schema/verdict.test.ts):
    it('judges ConfigMap c as Kubernetes 1.35.4 does', () => {
      const object = {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"shop"}};
      expect(makeJudge(openStore('1.35'), '1.35').judge(object).accepted).toBe(true);
    });

not told      1 object: namespace shop is not in the cluster (yet)
not asked     1 object: user "ci" may not create configmaps in namespace shop; docs/live.md has the Role
homelab, context "home", Kubernetes 1.35.4: 4 of 7 objects judged by both, 2 alike (2 refused by the server), 2 disagreements; partial
`);
});

const before = map('a', { k: '1' });
const after = { ...map('a', { k: '2' }), immutable: true };
const changed = (server: Answer, accepted: boolean): Judged => ({ object: after, before, offline: { accepted, messages: accepted ? [] : ['data: field is immutable'] }, server });

test('changes of what lives are told apart from creations', () => {
  const report = { cluster: 'homelab', context: 'home', kubernetes: '1.35.4', asked: 'changed objects' } as const;
  expect(verdictText({ ...report, judged: [{ object: after, offline: yes, server: { says: 'accepts' } }, changed({ says: 'refuses', message: 'data: Forbidden' }, true), changed({ says: 'accepts' }, false), changed({ says: 'refuses', message: 'no' }, false)] })).toBe(`disagreement  ConfigMap shop/a: the API server refuses a change that validate accepts: data: Forbidden
  a mistake of this tool; report it with this test case (for scripts/schema/verdict.test.ts):
    it('judges the change of ConfigMap a as Kubernetes 1.35.4 does', () => {
      // data: Forbidden
      const store = openStore('1.35');
      const before = {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"},"data":{"k":"1"}};
      const after = {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"},"data":{"k":"2"},"immutable":true};
      expect(updateErrors(complete(before, store), complete(after, store), shapeOf(store, 'v1', 'ConfigMap')).length === 0).toBe(false);
    });

disagreement  ConfigMap shop/a: the API server accepts a change that validate refuses: data: field is immutable
  a mistake of this tool; report it with this test case (for scripts/schema/verdict.test.ts):
    it('judges the change of ConfigMap a as Kubernetes 1.35.4 does', () => {
      const store = openStore('1.35');
      const before = {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"},"data":{"k":"1"}};
      const after = {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"},"data":{"k":"2"},"immutable":true};
      expect(updateErrors(complete(before, store), complete(after, store), shapeOf(store, 'v1', 'ConfigMap')).length === 0).toBe(true);
    });

homelab, context "home", Kubernetes 1.35.4: 1 of 1 changed objects and 3 of 3 changes of what lives judged by both, 2 alike (2 refused by the server), 2 disagreements
`);
  expect(verdictText({ ...report, judged: [] })).toBe('homelab, context "home", Kubernetes 1.35.4: no changed objects; --all asks about every object\n');
});

test('a test case runs as it is pasted, and holds where validate says what the server says', () => {
  const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'things.example.com' }, spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'things', kind: 'Thing' }, versions: ['v1', 'v2'].map((name) => ({ name, served: true, storage: name === 'v1', schema: { openAPIV3Schema: { description: 'long', type: 'object', properties: { size: { type: 'integer', description: 'how large', 'x-kubernetes-validations': [{ rule: 'self >= oldSelf', message: 'never shrinks' }] }, description: { type: 'string' } } } } })) } };
  const thing = (size: unknown) => ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 't', namespace: 'shop' }, size, description: 'kept' }) as JsonObject;
  const refuses: Answer = { says: 'refuses', message: "it's no good\nreally" };
  const cases: Judged[] = [
    { object: { ...map('a'), nonsense: 1 }, offline: yes, server: refuses }, { object: map('a'), offline: yes, server: { says: 'accepts' } },
    { object: thing('big'), definition, offline: yes, server: refuses }, { object: thing(3), definition, offline: yes, server: { says: 'accepts' } },
    { object: { ...map('a', { k: '2' }), immutable: true }, before: { ...map('a', { k: '1' }), immutable: true }, offline: yes, server: refuses }, changed({ says: 'accepts' }, true),
    { object: thing(2), before: thing(3), definition, offline: yes, server: refuses }, { object: thing(4), before: thing(3), definition, offline: yes, server: { says: 'accepts' } },
  ];
  const [names, pasted]: [string[], string[]] = [[], []];
  for (const each of cases) {
    const code = testCase(each, '1.35.4');
    pasted.push(code);
    new Function('it', 'expect', 'makeJudge', 'openStore', 'customKinds', 'kindsOf', 'complete', 'shapeOf', 'updateErrors', 'transitionErrors', code)(
      (name: string, run: () => void) => { names.push(name); run(); }, expect, makeJudge, openStore, customKinds, kindsOf, complete, shapeOf, updateErrors, transitionErrors);
  }
  expect([names.length, new Set(names)]).toEqual([8, new Set(['judges ConfigMap a as Kubernetes 1.35.4 does', 'judges Thing t as Kubernetes 1.35.4 does', 'judges the change of ConfigMap a as Kubernetes 1.35.4 does', 'judges the change of Thing t as Kubernetes 1.35.4 does'])]);
  expect(pasted.join().includes('how large')).toBe(false);
  expect(pasted[2]!.includes('"name":"v2"')).toBe(false);
});

const groups = (versions: unknown[]) => ({ kind: 'APIGroupDiscoveryList', items: [{ metadata: { name: '' }, versions }] });

/** Asks a server that serves ConfigMaps and answers everything else as told. */
async function asking(answer: (request: IncomingMessage) => readonly [number, unknown], use: (ask: Ask, asked: readonly string[]) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const fake = await serveFake((request, response) => {
    if (request.url === '/version') return json(response, version);
    if (request.url === '/api') return json(response, groups([{ version: 'v1', resources: [{ resource: 'configmaps', responseKind: { kind: 'ConfigMap' }, scope: 'Namespaced', verbs: ['create'] }] }]));
    if (request.url === '/apis') return json(response, groups([]));
    asked.push(`${request.method} ${request.url}`);
    const [code, body] = answer(request);
    json(response, typeof body === 'string' ? { kind: 'Status', message: body, code } : body, code);
  });
  const connected = await connect({ file: fake.kubeconfig, env: {}, qps: 100, timeoutMs: 2_000 });
  if (!connected.ok) throw new Error(connected.failure.message);
  try {
    const discovery = await discover(connected.value);
    if (!discovery.ok) throw new Error(discovery.failure.message);
    await use({ client: connected.value, discovery: discovery.value, unserved: explainUnserved(connected.value, discovery.value), withFacts: false }, asked);
  } finally {
    connected.value.close();
    await fake.close();
  }
}

test('what the server answers to a creation', async () => {
  const policy = "configmaps \"a\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no";
  const answers: [number, unknown][] = [[201, {}], [409, 'configmaps "a" already exists'], [422, 'data: wrong'], [404, 'namespaces "shop" not found'], [422, 'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated'], [403, 'configmaps is forbidden: User "ci" cannot create resource "configmaps" in API group "" in the namespace "shop"'], [403, 'admission webhook "v.example" denied the request: no'], [422, policy], [422, policy]];
  await asking(() => answers.shift()!, async (ask, asked) => {
    const said: Answer[] = [];
    while (answers.length > 1) said.push(await askCreate(ask, map('a')));
    said.push(await askCreate({ ...ask, withFacts: true }, map('a')), await askCreate(ask, secret));
    expect(said).toEqual([
      { says: 'accepts' }, { says: 'accepts' }, { says: 'refuses', message: 'data: wrong' }, { says: 'nothing', why: 'namespace shop is not in the cluster (yet)' },
      { says: 'nothing', why: 'only the cluster can know: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated' },
      { says: 'unknown', failure: { why: 'forbidden', status: 403, message: 'user "ci" may not create configmaps in namespace shop; docs/live.md has the Role' } },
      { says: 'nothing', why: 'only the cluster can know: admission webhook "v.example" denied the request: no' },
      { says: 'nothing', why: `a policy that validate does not know of (npm run schemas:pull): ${policy}` }, { says: 'refuses', message: policy },
      { says: 'nothing', why: 'the cluster does not serve v1 Secret (yet)' },
    ]);
    expect(asked[0]).toBe('POST /api/v1/namespaces/shop/configmaps?dryRun=All&fieldValidation=Strict&fieldManager=gitops-validate');
  });
});

test('a change is asked about as an apply by Flux to what lives; an answer that is not ours counts only where base is what lives', async () => {
  const change = { before, after, manager: 'kustomize-controller', accepted: true } as const;
  const answers: (readonly [number, unknown])[] = [];
  await asking(() => answers.shift() ?? [500, 'not expected'], async (ask, asked) => {
    const say = async (given: Partial<typeof change> | { accepted: false }, ...next: (readonly [number, unknown])[]) => {
      answers.push(...next);
      const answer = await askChange(ask, { ...change, ...given });
      expect(answers).toEqual([]);
      return answer;
    };
    expect(await say({}, [404, 'configmaps "a" not found'])).toBe(undefined);
    expect(await say({}, [200, before], [200, after])).toEqual({ says: 'accepts' });
    expect(await say({ accepted: false }, [200, before], [422, 'data: Forbidden'])).toEqual({ says: 'refuses', message: 'data: Forbidden' });
    expect(await say({}, [200, before], [422, 'data: Forbidden'], [200, before])).toEqual({ says: 'refuses', message: 'data: Forbidden' });
    expect(await say({ accepted: false }, [200, before], [200, after], [200, before])).toEqual({ says: 'accepts' });
    expect(await say({}, [200, { ...before, data: { k: '0' } }], [422, 'data: Forbidden'], [200, before])).toEqual({ says: 'nothing', why: 'what lives is not what base has, so the answer is about another change' });
    expect(await say({}, [200, { ...before, metadata: { ...before.metadata, annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } } }])).toEqual({ says: 'nothing', why: 'Flux leaves it: kustomize.toolkit.fluxcd.io/reconcile: disabled' });
    expect(asked.slice(1, 3)).toEqual(['GET /api/v1/namespaces/shop/configmaps/a', 'PATCH /api/v1/namespaces/shop/configmaps/a?dryRun=All&force=true&fieldManager=kustomize-controller']);
  });
});

test('an object that one side does not take is not asked about as a change', async () => {
  const question = { object: after, change: { before, manager: 'kustomize-controller', refusals: [] } } as const;
  await asking((request) => (request.method === 'POST' ? [422, 'no'] : [200, before]), async (ask, asked) => {
    const judged = await judgeAll(ask, [{ ...question, offline: yes }, { ...question, offline: { accepted: false, messages: ['no'] } }, question], () => undefined);
    expect(judged.ok && judged.value.map(({ before: was }) => was)).toEqual([undefined, undefined, undefined]);
    expect(asked.map((line) => line.split(' ')[0])).toEqual(['POST', 'POST', 'POST']);
  });
});
