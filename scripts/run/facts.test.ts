import { expect, test } from 'vitest';
import type { ClusterFacts } from '../model/facts.ts';
import { compareFacts, factsText } from '../schema/pull/facts.ts';
import { readFacts } from '../schema/store/facts.ts';
import { prod, runOver } from '../testing/repository.ts';

const today = new Date().toISOString().slice(0, 10);
const none: ClusterFacts = { cluster: 'prod', pulled: today, kubernetes: '1.35.4', notRead: [], preferred: {}, builtIn: { kinds: [], gone: [], types: {} }, aggregated: [], crds: [], objects: [] };
const facts = (more: Partial<ClusterFacts>) => ({ 'facts/prod.json': factsText({ ...none, ...more }) });
const lines = async (files: Record<string, string>, like: RegExp) => (await runOver({ ...prod, ...files })).lines.filter((line) => like.test(line)).map((line) => line.replace(/:\d+ /, ' '));

const pod = `apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: a, image: "a:1", resources: {requests: {cpu: "2"}, limits: {cpu: "2"}}}]}
`;
const namespace = (labels: Record<string, string>) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });

test('a quota and a pod-security label that only the cluster has refuse what git brings', async () => {
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small', namespace: 'shop' }, spec: { hard: { 'limits.cpu': '1' } } };
  const found = await lines({ 'apps/pod.yaml': pod, ...facts({ objects: [quota, namespace({ 'pod-security.kubernetes.io/enforce': 'restricted' })] }) }, /admission|pod-security:/);
  expect(found.filter((line) => line.includes('ResourceQuota'))).toEqual(['apps/pod.yaml:4 schema/admission: spec: exceeds the ResourceQuota small: limits.cpu is 2 with this object, and at most 1']);
  expect(found.some((line) => line.includes('schema/pod-security: namespace shop enforces restricted'))).toBe(true);
  expect(await lines({ 'apps/pod.yaml': pod }, /admission|pod-security:/)).toEqual([]);
});

test('a policy of the cluster judges what git brings, and nothing else', async () => {
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'no-pods' },
    spec: { matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }] }, validations: [{ expression: 'false', message: 'no pods here' }] },
  };
  const binding = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'all' }, spec: { policyName: 'no-pods', validationActions: ['Deny'] } };
  expect(await lines({ 'apps/pod.yaml': pod, ...facts({ objects: [policy, binding] }) }, /admission/)).toEqual(['apps/pod.yaml:1 schema/admission: the policy no-pods (binding all) says: no pods here']);
});

test('custom kinds, built-in kinds and types are those of the cluster', async () => {
  const crd = { group: 'example.com', version: 'v1', kind: 'Thing', plural: 'things', namespaced: true, served: true, storage: true, schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } } };
  const thing = 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a, namespace: default}\nspec: {size: big}\n';
  expect(await lines({ 'apps/thing.yaml': thing }, /schema\//)).toEqual(['apps/thing.yaml:2 schema/no-schema: no schema of example.com/v1 Thing is known, so it was not checked; render its CustomResourceDefinition in this cluster']);
  expect(await lines({ 'apps/thing.yaml': thing, ...facts({ crds: [crd] }) }, /schema\//)).toEqual(['apps/thing.yaml:4 schema/type: spec.size: must be an integer, not the string "big"']);
  const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\nnews: a\n';
  expect(await lines({ 'apps/map.yaml': map }, /schema\//)).toEqual(['apps/map.yaml:4 schema/unknown-field: news: unknown field']);
  expect(await lines({ 'apps/map.yaml': map, ...facts({ builtIn: { kinds: [], gone: [], types: { 'core.v1.ConfigMap': { apiVersion: 'string', kind: 'string', metadata: 'meta.v1.ObjectMeta', news: 'string' } } } }) }, /schema\//)).toEqual([]);
  expect(await lines({ 'apps/map.yaml': map, ...facts({ builtIn: { kinds: [], gone: ['v1 ConfigMap'], types: {} } }) }, /schema\//)).toEqual(['apps/map.yaml:1 schema/removed-api: apiVersion: v1 ConfigMap is not served unless the API server is told to (--runtime-config)']);
});

test('facts that are old, of another version, partial or no facts are said', async () => {
  const said = (more: Partial<ClusterFacts>) => lines(facts(more), /config\//);
  expect(await said({})).toEqual([]);
  expect((await said({ pulled: '2025-01-02' })).map((line) => line.replace(/\d+ days/, 'N days'))).toEqual(['facts/prod.json:1 config/facts-stale: the facts of prod were pulled N days ago, on 2025-01-02']);
  expect(await said({ kubernetes: '1.36.0' })).toEqual(['facts/prod.json:2 config/facts-stale: prod runs Kubernetes 1.36.0, and is checked against 1.35']);
  expect(await said({ notRead: ['limitranges: user "ci" may not list limitranges'] })).toEqual(['facts/prod.json:3 config/facts-stale: the facts of prod are partial: limitranges: user "ci" may not list limitranges']);
  expect(await lines({ 'facts/prod.json': '{' }, /config\//)).toEqual(['facts/prod.json:1 config/invalid: facts/prod.json is no JSON; write it anew with npm run schemas:pull -- --context NAME']);
  expect(await lines({ 'facts/prod.json': '{}' }, /config\//)).toEqual(['facts/prod.json:1 config/invalid: facts/prod.json holds no facts of a cluster; write it with npm run schemas:pull -- --context NAME']);
});

test('facts come back from their text, hostile keys too; what differs is named', () => {
  const odd = JSON.parse('{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"x","labels":{"__proto__":"a","constructor":"b"}}}') as ClusterFacts['objects'][number];
  const some: ClusterFacts = { ...none, preferred: { autoscaling: 'v2' }, notRead: ['a'], aggregated: [['metrics.k8s.io/v1beta1', 'PodMetrics', 'pods', 'n']], objects: [odd] };
  expect(readFacts(factsText(some))).toEqual(some);
  expect(compareFacts(some, { ...some, pulled: '2020-01-01' })).toEqual([]);
  expect(compareFacts(some, { ...some, kubernetes: '1.36.0', preferred: {}, objects: [namespace({}), { ...odd, spec: 1 }], aggregated: [] })).toEqual([
    'Kubernetes is 1.36.0, git has 1.35.4', 'Namespace shop is new', 'Namespace x is another', 'the preferred version of autoscaling is gone', 'the aggregated metrics.k8s.io/v1beta1 PodMetrics is gone',
  ]);
});
