import { expect, test } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import { customKinds } from './store/folder.ts';
import { kindsOf } from './store/crd.ts';
import { openStore } from './store/store.ts';
import { makeJudge } from './verdict.ts';

const crd: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'things.example.org' },
  spec: {
    group: 'example.org', scope: 'Namespaced', names: { kind: 'Thing', plural: 'things' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { path: { type: 'string' }, wait: { type: 'string', default: '1m' }, free: { type: 'string', nullable: true } } } } } } }],
  },
};
const judges = [false, true].map((serverSideApply) => makeJudge(openStore('1.35', customKinds(kindsOf(crd))), '1.35', { serverSideApply }));

/** What a create and a server-side apply are told. */
const said = (object: JsonObject) => judges.map((judge) => judge.judge(object).errors.map(({ field, message }) => `${field}: ${message}`));

test('a null in a custom resource is dropped by a create and refused by a server-side apply, but where there is a default', () => {
  expect(said({ apiVersion: 'example.org/v1', kind: 'Thing', metadata: { name: 'a' }, spec: { path: null, wait: null, free: null } })).toEqual([[], ['spec.path: must be a string, not null; leave it out, or give it a value']]);
});

test('items with the same keys are refused by a server-side apply only', () => {
  const container: JsonObject = { name: 'm', image: 'x:1', env: [{ name: 'A', value: '1' }, { name: 'B' }, { name: 'A', value: '2' }], ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }, { containerPort: 80, protocol: 'UDP' }] };
  const deployment: JsonObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'b' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } } } };
  expect(said(deployment)).toEqual([[], [
    'spec.template.spec.containers[0].env[2]: has the same name as /spec/template/spec/containers/0/env/0 (A), which a server-side apply, as Flux makes it, refuses; remove one',
    'spec.template.spec.containers[0].ports[1]: has the same containerPort and protocol as /spec/template/spec/containers/0/ports/0 (80 TCP), which a server-side apply, as Flux makes it, refuses; remove one',
  ]]);
});

test('what validation has said of an item is not said twice', () => {
  const service: JsonObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'b' }, spec: { ports: [{ name: 'x', port: 80 }, { name: 'y', port: 80 }] } };
  expect(said(service)[1]).toEqual(said(service)[0]);
});

test('a uid', () => {
  expect(said({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', uid: 'abc' } })).toEqual([[], ['metadata.uid: must not be set: the server gives it, and refuses to apply an object of another uid; remove it']]);
});
