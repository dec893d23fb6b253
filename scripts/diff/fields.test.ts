import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../model/json.ts';
import { complete } from '../schema/defaults/index.ts';
import { shapeOf } from '../schema/shape.ts';
import { openStore } from '../schema/store/store.ts';
import { fieldChanges } from './fields.ts';

const store = openStore('1.35');

/** `path: before -> after` of two objects as the server would hold them. */
function differ(before: string, after: string): string[] {
  const [old, now] = [parse(before) as JsonObject, parse(after) as JsonObject];
  return fieldChanges(complete(old, store), complete(now, store), shapeOf(store, String(now['apiVersion']), String(now['kind']))).map(({ path, pointer, before: was, after: is }) => `${path} ${pointer}: ${JSON.stringify(was)} -> ${JSON.stringify(is)}`);
}

const deployment = (pod: string, spec = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: n }
spec:
  selector: { matchLabels: { app: web } }
  ${spec}
  template:
    metadata: { labels: { app: web } }
    spec: ${pod}
`;

it('sees no difference in what the server fills in', () => {
  expect(differ(deployment('{ containers: [{ name: a, image: "a:1" }] }'), deployment('{ restartPolicy: Always, dnsPolicy: ClusterFirst, containers: [{ name: a, image: "a:1", imagePullPolicy: IfNotPresent, terminationMessagePath: /dev/termination-log, resources: {} }], volumes: [], nodeSelector: {} }', 'replicas: 1'))).toEqual([]);
  expect(differ('{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { ports: [{ port: 80 }] } }', '{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { type: ClusterIP, ports: [{ port: 80, targetPort: 80, protocol: TCP }] } }')).toEqual([]);
  expect(differ('{ apiVersion: v1, kind: Secret, metadata: { name: a }, stringData: { a: b } }', '{ apiVersion: v1, kind: Secret, metadata: { name: a, labels: null }, type: Opaque, data: { a: Yg== } }')).toEqual([]);
});

it('sees no difference in the order of lists whose items have keys, nor in how an amount is written', () => {
  expect(differ(deployment('{ containers: [{ name: a, image: x, resources: { limits: { cpu: 1, memory: 1Gi } } }, { name: b, image: y }] }'), deployment('{ containers: [{ name: b, image: y }, { name: a, image: x, resources: { limits: { cpu: 1000m, memory: 1024Mi } } }] }'))).toEqual([]);
  expect(differ('{ apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: { name: a }, rules: [{ apiGroups: [""], resources: [pods, secrets], verbs: [get, list] }] }', '{ apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: { name: a }, rules: [{ apiGroups: [""], resources: [secrets, pods], verbs: [list, get] }] }')).toEqual([]);
});

it('names fields by the keys of their lists, with pointers into head, or into base for what is gone', () => {
  expect(differ(deployment('{ containers: [{ name: a, image: "x:1" }, { name: b, image: y }] }'), deployment('{ containers: [{ name: b, image: y, env: [{ name: E, value: "1" }] }, { name: a, image: "x:2" }] }'))).toEqual([
    'spec.template.spec.containers[name=b].env /spec/template/spec/containers/0/env: undefined -> [{"name":"E","value":"1"}]',
    'spec.template.spec.containers[name=a].image /spec/template/spec/containers/1/image: "x:1" -> "x:2"',
  ]);
  expect(differ(deployment('{ containers: [{ name: a, image: x }, { name: b, image: y }] }'), deployment('{ containers: [{ name: b, image: y }] }'))).toEqual([
    'spec.template.spec.containers[name=a] /spec/template/spec/containers/0: {"name":"a","image":"x","imagePullPolicy":"Always","terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","stdin":false,"stdinOnce":false,"tty":false,"resources":{}} -> undefined',
  ]);
});

it('shows the default that takes the place of a field', () => {
  expect(differ(deployment('{ containers: [] }', 'replicas: 3'), deployment('{ containers: [] }'))).toEqual(['spec.replicas /spec/replicas: 3 -> 1']);
});

it('compares lists without keys by what they hold, then as they stand', () => {
  const args = (list: string) => deployment(`{ containers: [{ name: a, image: "x:1", args: ${list} }] }`);
  expect(differ(args('[a, b, c]'), args('[a, x, c]'))).toEqual(['spec.template.spec.containers[name=a].args[1] /spec/template/spec/containers/0/args/1: "b" -> "x"']);
  expect(differ(args('[a, b]'), args('[b, a]'))).toEqual(['spec.template.spec.containers[name=a].args /spec/template/spec/containers/0/args: ["a","b"] -> ["b","a"]']);
  const rules = (list: string) => `{ apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: { name: a }, rules: [${list}] }`;
  expect(differ(rules('{ apiGroups: [""], resources: [pods], verbs: [get] }, { apiGroups: [apps], resources: [deployments], verbs: [get] }'), rules('{ apiGroups: [apps], resources: [deployments], verbs: [get, patch] }, { apiGroups: [""], resources: [pods], verbs: [get] }'))).toEqual(['rules[0].verbs[] /rules/0/verbs/1: undefined -> "patch"']);
});

it('knows the keys and defaults of custom kinds by their definition', () => {
  const release = (spec: string) => `{ apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: { name: a, namespace: n }, spec: { interval: 1h, ${spec} } }`;
  expect(differ(release('values: { a: { b: 1 } }'), release('values: { a: { b: 1, __proto__: { c: 2 } } }'))).toEqual(['spec.values.a.__proto__ /spec/values/a/__proto__: undefined -> {"c":2}']);
});

it('compares long lists in little time', () => {
  const items = Array.from({ length: 20_000 }, (_, index) => ({ a: index }));
  expect(fieldChanges({ list: items }, { list: [...items].reverse() }, undefined)).toHaveLength(1);
});
