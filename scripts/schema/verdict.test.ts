import { describe, expect, it } from 'vitest';
import { judgeText } from './documents.ts';
import { run } from './cli.ts';
import { openLifecycles } from './store/lifecycle.ts';
import { customKinds } from './store/folder.ts';
import { kindsOf } from './store/crd.ts';
import { openStore } from './store/store.ts';
import { makeJudge } from './verdict.ts';

const judge = makeJudge(openStore('1.35'), '1.35');
const said = (text: string): string[] => judgeText(text, judge).flatMap((verdict) => verdict.errors.map((error) => `${error.line}:${error.column} ${error.field} [${error.reason}] ${error.message}`));

describe('a document', () => {
  it('is accepted', () => expect(said('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n')).toEqual([]));
  it('is refused on the line of the field', () =>
    expect(said('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: yes\n  b: ok\nextra: 1\n')).toEqual([
      '6:6 data[a] [type] must be a string, not the boolean true, which is what YAML reads in yes; write "yes" in quotes', '8:1 extra [unknown-field] unknown field',
    ]));
  it('does not say that a field is missing whose name is misspelt', () =>
    expect(said('apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: a}\nspec: {intervall: 1m, url: "https://a/b"}\n')).toEqual(['4:8 spec.intervall [unknown-field] unknown field; did you mean "interval"?']));
  it('does not say that a volume is missing where the volumes are misspelt', () =>
    expect(said('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  volume: [{name: v}]\n  containers: [{name: a, image: b, volumeMounts: [{name: v, mountPath: /v}]}]\n')).toEqual(['5:3 spec.volume [unknown-field] unknown field; did you mean "volumes"?']));
  it('has two equal keys', () => expect(said('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: b\n  a: c\n')).toEqual(['6:3  [duplicate-key] key "a" stands twice in this mapping']));
  it('is refused by an admission plugin', () =>
    expect(said('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {overhead: {}, containers: [{name: a, image: b}]}\n')).toEqual(['4:8 spec.overhead [forbidden] needs a runtimeClassName whose RuntimeClass defines the same overhead; leave it out']));
  it.each([
    ['- a\n', '1:1  [syntax] is no mapping: a Kubernetes object has apiVersion, kind and metadata'],
    ['kind: ConfigMap\n', '1:1 apiVersion [unknown-kind] is not set'],
    ['apiVersion: v1\nkind: 5\n', '2:7 kind [unknown-kind] must be a string, not 5'],
    ['apiVersion: apps/v1\nkind: Deplyoment\n', '2:7 kind [unknown-kind] no kind "Deplyoment" in apps/v1; did you mean "Deployment"?'],
    ['apiVersion: v1\nkind: Deployment\n', '2:7 kind [unknown-kind] no kind "Deployment" in v1; it is in apps/v1'],
    ['apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\n', '1:13 apiVersion [unknown-kind] networking.k8s.io/v1beta1 Ingress is gone since Kubernetes 1.22; use networking.k8s.io/v1 Ingress (spec.backend is spec.defaultBackend, serviceName and servicePort are service.name and service.port, each path needs a pathType)'],
    ['apiVersion: example.com/v1\nkind: Thing\n', '1:13 apiVersion [unknown-kind] no kind "Thing" in example.com/v1 is known: add its CustomResourceDefinition to the cluster\'s manifests, give a folder with it (--crds), or correct the name'],
    ['apiVersion: resource.k8s.io/v1beta1\nkind: DeviceClass\n', '1:13 apiVersion [unknown-kind] resource.k8s.io/v1beta1 DeviceClass is not served unless the API server is told to (--runtime-config); served is resource.k8s.io/v1'],
  ])('%j', (text, error) => expect(said(text)).toEqual([error]));
});

describe('hostile input', () => {
  const map = (body: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${body}`;
  it.each<[string, string, string[]]>([
    ['NaN', map('  a: .nan\n'), ['5:6  [syntax] .nan is a number that JSON cannot hold; put it into quotes if it is a text']],
    ['a huge number', map('  a: 123456789012345678901234567890\n'), ['5:6 data[a] [type] must be a string, not the number 1.2345678901234568e+29, which is what YAML reads in 123456789012345678901234567890; write "123456789012345678901234567890" in quotes']],
    ['a binary tag', map('  a: !!binary aGk=\n'), []],
    ['a date', map('  a: 2024-01-01\n'), []],
    ['an octal number', map('  a: 0644\n'), ['5:6 data[a] [type] must be a string, not the number 420, which is what YAML reads in 0644; write "0644" in quotes']],
    ['__proto__ as key', map('  __proto__: x\n'), []],
    ['__proto__ as field', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n__proto__: {data: {}}\n', ['4:1 __proto__ [unknown-field] unknown field']],
    ['great depth', `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: a}\nspec: {a: ${'['.repeat(250)}1${']'.repeat(250)}}\n`, [expect.stringMatching(/^4:\d+ spec\.a(\[0\])+ \[invalid\] is nested deeper than 200 levels$/) as string]],
  ])('%s', (_, text, errors) => expect(said(text)).toEqual(errors));
  it('takes a million items', () => {
    const text = `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\nrules: [{apiGroups: [""], resources: [${'a,'.repeat(1_000_000)}b], verbs: [get]}]\n`;
    expect(said(text)).toEqual([]);
  });
  it('bounds aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`)];
    expect(said(`apiVersion: v1\nkind: ConfigMap\n${lines.join('\n')}\n`)).toEqual([expect.stringContaining('the aliases of this document expand to far more than its text')]);
  });
});

it('prefers the definitions of the cluster, for whole groups', () => {
  const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: { group: 'traefik.io', scope: 'Namespaced', names: { kind: 'Middleware', plural: 'middlewares' }, versions: [{ name: 'v9', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: {} } } } } }] } };
  const own = makeJudge(openStore('1.35', customKinds(kindsOf(crd))), '1.35');
  expect(own.judge({ apiVersion: 'traefik.io/v9', kind: 'Middleware', metadata: { name: 'a' }, spec: { x: 1 } }).errors.map((error) => error.field)).toEqual(['spec.x']);
  expect(own.judge({ apiVersion: 'traefik.io/v1alpha1', kind: 'Middleware' }).errors.map((error) => error.message)).toEqual(['no kind "Middleware" in traefik.io/v1alpha1; it is in traefik.io/v9']);
});

it('tells the fate of API versions', () => {
  const { fate } = openLifecycles();
  expect(fate('policy/v1beta1', 'PodSecurityPolicy', '1.35')).toEqual({ state: 'removed', message: 'policy/v1beta1 PodSecurityPolicy is gone since Kubernetes 1.25 (use Pod Security admission: the label pod-security.kubernetes.io/enforce of the namespace)' });
  expect(fate('networking.k8s.io/v1beta1', 'ServiceCIDR', '1.36')).toEqual({ state: 'deprecated', message: 'networking.k8s.io/v1beta1 ServiceCIDR is deprecated since Kubernetes 1.34 and goes with 1.37' });
  expect(fate('apps/v1', 'Deployment', '1.37')).toBeUndefined();
});

it.each(['1.33', '1.34', '1.35', '1.36', '1.37'])('knows the kinds of %s', (version) => {
  const store = openStore(version);
  expect(store.builtIn('apps/v1', 'Deployment')?.namespaced).toBe(true);
  expect(store.note).toBeUndefined();
});

describe('the command', () => {
  const call = (file: string, crds?: string): [number, string[], string[]] => {
    const [out, err]: [string[], string[]] = [[], []];
    return [run({ files: [file], kubernetes: '1.35', json: false, ...(crds !== undefined && { crds }) }, { out: (line) => out.push(line), err: (line) => err.push(line) }), out, err];
  };
  it('refuses what cannot be read with one message', () => {
    expect(call('/nope.yaml')).toEqual([2, ['0 checked, 0 accepted, 0 refused (Kubernetes 1.35)'], ['verdict: /nope.yaml does not exist']]);
    expect(call('a.yaml', '/nope')).toEqual([2, [], ['verdict: the folder /nope of CRDs cannot be read']]);
  });
});
