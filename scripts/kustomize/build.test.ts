import { describe, expect, test } from 'vitest';
import { build, memoryFs } from './index.ts';

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: nginx:1.0\n          env:\n            - {name: A, value: a}\n';

function objects(files: Record<string, string>, dir = ''): unknown[] {
  const built = build(memoryFs(files), dir);
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.resources.map((resource) => resource.object);
}

function problem(files: Record<string, string>, dir = ''): string {
  const built = build(memoryFs(files), dir);
  if (built.ok) throw new Error('it builds');
  const [first] = built.problems;
  const { place, code, message, help } = first as NonNullable<typeof first>;
  return `${place === undefined ? '' : `${place.file}:${place.line}:${place.column} `}${code} ${message}${help === undefined ? '' : ` (${help})`}`;
}

function origin(files: Record<string, string>, index: number, pointer: string): string[] {
  const built = build(memoryFs(files), '');
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const found = built.resources[index]?.originOf(pointer);
  return [found?.certainty ?? '', ...(found?.steps ?? []).map((step) => `${step.kind} ${step.place?.file}:${step.place?.line}:${step.place?.column}`)];
}

describe('build', () => {
  test('patches merge lists by the keys of the API', () => {
    const files = {
      'kustomization.yaml': 'resources: [d.yaml]\npatches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: web}\n      spec:\n        template:\n          spec:\n            containers:\n              - name: app\n                image: nginx:2.0\n              - name: side\n                image: x\n',
      'd.yaml': deployment,
    };
    expect(objects(files)).toMatchObject([{ spec: { template: { spec: { containers: [{ name: 'app', image: 'nginx:2.0', env: [{ name: 'A' }] }, { name: 'side' }] } } } }]);
    expect(origin(files, 0, '/spec/template/spec/containers/0/image')).toEqual(['exact', 'patch kustomization.yaml:12:24', 'resource kustomization.yaml:1:13']);
    expect(origin(files, 0, '/spec/template/spec/containers/0/env/0/value')).toEqual(['exact', 'resource d.yaml:12:32', 'resource kustomization.yaml:1:13']);
  });

  test('generators, hashes and the references to them', () => {
    const files = {
      'kustomization.yaml': 'resources: [d.yaml]\nnamePrefix: p-\nconfigMapGenerator:\n  - name: conf\n    literals: [a=1]\n',
      'd.yaml': `${deployment}      volumes: [{name: v, configMap: {name: conf}}]\n`,
    };
    expect(objects(files)).toMatchObject([
      { metadata: { name: 'p-web' }, spec: { template: { spec: { volumes: [{ configMap: { name: 'p-conf-h29d89cmmt' } }] } } } },
      { metadata: { name: 'p-conf-h29d89cmmt' }, data: { a: '1' } },
    ]);
  });

  test('a kustomization given as data has its own origins', () => {
    const given = { data: { resources: ['d.yaml'], images: [{ name: 'nginx', newTag: '3' }] }, originOf: (pointer: string) => ({ steps: [{ kind: 'unit' as const, place: { file: `given.yaml${pointer}`, line: 1, column: 1 } }], certainty: 'exact' as const }) };
    const built = build(memoryFs({ 'd.yaml': deployment }), '', { kustomization: given });
    if (!built.ok) throw new Error(JSON.stringify(built.problems));
    const image = '/spec/template/spec/containers/0/image';
    expect(built.resources[0]?.object).toMatchObject({ spec: { template: { spec: { containers: [{ image: 'nginx:3' }] } } } });
    expect(built.resources[0]?.originOf(image).steps.map((step) => `${step.kind} ${step.place?.file}`)).toEqual(['image given.yaml/images/0/newTag', 'unit given.yaml/images/0/newTag', 'resource d.yaml', 'resource given.yaml/resources/0']);
  });
});

describe('buildMetadata', () => {
  const annotations = (files: Record<string, string>, dir: string): unknown[] => objects(files, dir).map((object) => (object as { metadata: { annotations?: unknown } }).metadata.annotations);

  test('notes where objects come from and what changed them', () => {
    const files = {
      'app/kustomization.yaml': 'resources: [cm.yaml]\nnamePrefix: m-\nbuildMetadata: [originAnnotations, transformerAnnotations]\ncomponents: [../part]\nconfigMapGenerator: [{name: made, literals: [a=1]}, {name: cm, behavior: merge, literals: [b=2]}]\n',
      'part/Kustomization': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nsecretGenerator: [{name: part, literals: [a=1]}]\n',
      'app/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: "1"}\n',
    };
    const by = (at: string, kind: string): string => `configuredIn: ${at}\nconfiguredBy:\n  apiVersion: builtin\n  kind: ${kind}\n`;
    const changed = '- configuredIn: kustomization.yaml\n  configuredBy:\n    apiVersion: builtin\n    kind: PrefixTransformer\n';
    expect(annotations(files, 'app')).toEqual([
      { 'config.kubernetes.io/origin': 'path: cm.yaml\n', 'alpha.config.kubernetes.io/transformations': changed },
      { 'config.kubernetes.io/origin': by('kustomization.yaml', 'ConfigMapGenerator'), 'alpha.config.kubernetes.io/transformations': changed },
      { 'config.kubernetes.io/origin': by('../part/Kustomization', 'SecretGenerator'), 'alpha.config.kubernetes.io/transformations': changed },
    ]);
    expect(annotations({ ...files, 'app/kustomization.yaml': (files['app/kustomization.yaml'] as string).replace('originAnnotations, transformerAnnotations', 'managedByLabel') }, 'app')).toEqual([undefined, undefined, undefined]);
  });
});

describe('problems', () => {
  test.each<[string, Record<string, string>, string]>([
    ['missing file', { 'kustomization.yaml': 'resources:\n  - deploymet.yaml\n', 'deployment.yaml': deployment }, 'kustomization.yaml:2:5 kustomize/build-failed there is no deploymet.yaml (did you mean "deployment.yaml"?)'],
    ['unknown field', { 'kustomization.yaml': 'resource: []\n' }, 'kustomization.yaml:1:1 kustomize/build-failed kustomization.yaml has no field "resource"; did you mean "resources"?'],
    ['a cycle', { 'kustomization.yaml': 'resources: [a]\n', 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' }, 'b/kustomization.yaml:1:13 kustomize/build-failed a would include itself'],
    ['a patch without its object', { 'kustomization.yaml': 'resources: [d.yaml]\npatches: [{path: p.yaml}]\n', 'd.yaml': deployment, 'p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: wbe\n' }, 'p.yaml:4:9 kustomize/build-failed the patch for Deployment wbe fits no object (there is no Deployment named "wbe"; did you mean "web"?)'],
    ['the same object twice', { 'kustomization.yaml': 'resources: [d.yaml, e.yaml]\n', 'd.yaml': deployment, 'e.yaml': deployment }, 'e.yaml:4:9 kustomize/build-failed Deployment web is there twice (the other one is in d.yaml:4)'],
    ['out of the root', { 'kustomization.yaml': 'resources: [../x.yaml]\n' }, 'kustomization.yaml:1:13 kustomize/build-failed ../x.yaml leads out of the repository'],
    ['a remote base', { 'kustomization.yaml': 'resources: ["https://example.com/x?ref=v1"]\n' }, 'kustomization.yaml:1:13 kustomize/remote-base the remote base https://example.com/x?ref=v1 is not rendered'],
    ['helm charts', { 'kustomization.yaml': 'helmCharts: [{name: x}]\n' }, 'kustomization.yaml:1:14 kustomize/refused helmCharts needs a Helm binary, which no build without plugins runs (write a HelmRelease)'],
    ['a text that is none', { 'kustomization.yaml': 'namePrefix: 12\n' }, 'kustomization.yaml:1:13 kustomize/build-failed namePrefix is a text, not the number 12 (put it into quotes: "12")'],
    ['a JSON patch beyond the object', { 'kustomization.yaml': 'resources: [d.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: |\n      - op: replace\n        path: /spec/tmplate/x\n        value: 1\n', 'd.yaml': deployment }, 'kustomization.yaml:6:15 kustomize/build-failed cannot replace /spec/tmplate/x: the object ends at /spec (there it has: template)'],
    ['a JSON patch that is YAML', { 'kustomization.yaml': "resources: [d.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: '[{op: remove, path: /x}]'\n", 'd.yaml': deployment }, 'kustomization.yaml:4:13 kustomize/build-failed a patch that starts with "[" has to be JSON, with every key and text in double quotes (write the operations as a YAML list, one "- op: …" a line)'],
    ['an ambiguous target', { 'kustomization.yaml': 'resources: [a, b]\npatches: [{path: p.yaml}]\n', 'a/kustomization.yaml': 'resources: [d.yaml]\nnamePrefix: a-\n', 'a/d.yaml': deployment, 'b/kustomization.yaml': 'resources: [d.yaml]\nnamePrefix: b-\n', 'b/d.yaml': deployment, 'p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n' }, 'p.yaml:3:18 kustomize/build-failed the patch for Deployment web fits several objects: Deployment a-web, Deployment b-web'],
    ['a source that is ambiguous', { 'kustomization.yaml': 'resources: [d.yaml]\nreplacements:\n- source: {kind: Service}\n  targets: [{select: {kind: Deployment}}]\n', 'd.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: b}\n' }, 'kustomization.yaml:3:11 kustomize/build-failed the source of the replacement, Service, fits several objects: Service a, Service b'],
    ['two objects in one namespace', { 'kustomization.yaml': 'resources: [d.yaml, e.yaml]\nnamespace: x\n', 'd.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\n', 'e.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: c}\n' }, 'e.yaml:3:18 kustomize/build-failed the namespace x gives two objects the same id, Service x/a (the other one is in d.yaml:3)'],
    ['a path of a JSON patch into a list', { 'kustomization.yaml': 'resources: [d.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: |\n      - op: remove\n        path: /spec/template/spec/containers/3\n', 'd.yaml': deployment }, 'kustomization.yaml:6:15 kustomize/build-failed /spec/template/spec/containers/3 is beyond the end of its list, which has 1 items'],
    ['an empty kustomization', { 'kustomization.yaml': '# nothing yet\n' }, 'kustomization.yaml:1:1 kustomize/build-failed kustomization.yaml is empty; it needs at least one field such as "resources"'],
    ['a missing folder', { 'kustomization.yaml': 'resources: [bsae]\n', 'base/kustomization.yaml': 'namePrefix: a\n' }, 'kustomization.yaml:1:13 kustomize/build-failed there is no bsae (did you mean "base"?)'],
    ['bad YAML', { 'kustomization.yaml': 'resources: [d.yaml]\n', 'd.yaml': 'a: b\n\tc: d\n' }, 'd.yaml:2:1 yaml/syntax a tab cannot indent a line; write spaces'],
  ])('%s', (_, files, expected) => {
    expect(problem(files)).toBe(expected);
  });
});
