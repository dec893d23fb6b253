import { describe, expect, test } from 'vitest';
import { build, memoryFs } from './index.ts';

const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 80\n';

function yaml(files: Record<string, string>, dir = ''): string {
  const built = build(memoryFs(files), dir);
  if (built.ok) return built.resources.map((resource) => resource.yaml()).join('---\n');
  const [first] = built.problems;
  const { place, code, message, help } = first as NonNullable<typeof first>;
  return `${place === undefined ? '' : `${place.file}:${place.line}:${place.column} `}${code} ${message}${help === undefined ? '' : ` (${help})`}`;
}

const inline = (field: string, config: string): Record<string, string> => ({
  'kustomization.yaml': `resources: [s.yaml]\n${field}:\n  - |\n${config.split('\n').map((line) => `    ${line}`).join('\n')}\n`,
  's.yaml': service,
});

describe('transformers', () => {
  test('inline, from a file and from a folder, after the fields of the kustomization', () => {
    const files = {
      'top/kustomization.yaml': 'resources: [s.yaml]\nnamePrefix: a-\ntransformers:\n  - suffix.yaml\n  - ../shared\n  - |-\n    apiVersion: builtin\n    kind: LabelTransformer\n    metadata: {name: labels}\n    labels: {n: 5, b: true}\n    fieldSpecs: [{path: metadata/labels, create: true}]\n',
      'top/s.yaml': service,
      'top/suffix.yaml': 'apiVersion: builtin\nkind: SuffixTransformer\nmetadata: {name: suffix}\nsuffix: -z\nfieldSpecs: [{path: metadata/name}]\n',
      'shared/kustomization.yaml': 'resources: [ns.yaml]\n',
      'shared/ns.yaml': 'apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: ns, namespace: prod}\n',
    };
    expect(yaml(files, 'top')).toBe('apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    b: "true"\n    "n": "5"\n  name: a-web-z\n  namespace: prod\nspec:\n  ports:\n  - port: 80\n');
  });

  test('the field names its configuration as the place to edit', () => {
    const built = build(memoryFs(inline('transformers', 'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: x-\nfieldSpecs: [{path: metadata/name}]')), '');
    const origin = built.ok ? built.resources[0]?.originOf('/metadata/name') : undefined;
    expect(origin?.steps.map((step) => `${step.kind} ${step.place?.file}:${step.place?.line}:${step.place?.column}`)).toEqual(['namePrefix kustomization.yaml:7:13', 'resource s.yaml:4:9', 'resource kustomization.yaml:1:13']);
  });

  test.each<[string, string, string, string]>([
    ['of someone else', 'transformers', 'apiVersion: example.com/v1\nkind: Sed\nmetadata: {name: x}', 'kustomization.yaml:5:11 kustomize/refused the plugin Sed of example.com/v1 is not run: only those built into Kustomize are, with apiVersion "builtin"'],
    ['unknown', 'transformers', 'apiVersion: builtin\nkind: LableTransformer\nmetadata: {name: x}', 'kustomization.yaml:5:11 kustomize/build-failed there is no built-in transformer "LableTransformer"; did you mean "LabelTransformer"?'],
    ['a generator among transformers', 'transformers', 'apiVersion: builtin\nkind: SecretGenerator\nmetadata: {name: x}', 'kustomization.yaml:5:11 kustomize/build-failed there is no built-in transformer "SecretGenerator"'],
    ['without field specs', 'transformers', 'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: a-', 'kustomization.yaml:4:5 kustomize/build-failed a PrefixTransformer needs "fieldSpecs"'],
    ['a mode that is none', 'transformers', 'apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: x, namespace: a}\nsetRoleBindingSubjects: all', 'kustomization.yaml:7:29 kustomize/build-failed setRoleBindingSubjects is one of "defaultOnly", "none", "allServiceAccounts", not "all"'],
    ['a validator that changes', 'validators', 'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: a-\nfieldSpecs: [{path: metadata/name}]', 'kustomization.yaml:4:5 kustomize/build-failed the validator PrefixTransformer x changes objects; only transformers may'],
    ['Helm', 'generators', 'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: x}', 'kustomization.yaml:5:11 kustomize/refused a HelmChartInflationGenerator needs a Helm binary, which no build without plugins runs (write a HelmRelease)'],
    ['another cloud', 'generators', 'apiVersion: builtin\nkind: IAMPolicyGenerator\nmetadata: {name: x}\ncloud: aws', 'kustomization.yaml:7:12 kustomize/build-failed an IAMPolicyGenerator knows the cloud "gke" only, not "aws"'],
  ])('%s', (_, field, config, expected) => {
    expect(yaml(inline(field, config))).toBe(expected);
  });
});

describe('generators', () => {
  test('an object of generators makes a ConfigMap with its own options', () => {
    const files = { 'kustomization.yaml': 'generators: [g.yaml]\n', 'g.yaml': 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: conf}\nliterals: [a=1]\noptions: {disableNameSuffixHash: true}\n' };
    expect(yaml(files)).toBe('apiVersion: v1\ndata:\n  a: "1"\nkind: ConfigMap\nmetadata:\n  name: conf\n');
  });
});

describe('openapi and crds', () => {
  const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec:\n  parts: [{id: a, size: 1}, {id: b}]\n';
  const schema = JSON.stringify({ definitions: { W: { 'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind: 'Widget' }], properties: { spec: { properties: { parts: { type: 'array', 'x-kubernetes-patch-merge-key': 'id', 'x-kubernetes-patch-strategy': 'merge', items: { type: 'object' } } } } } } } });
  const files = { 'w.yaml': widget, 'kustomization.yaml': 'resources: [w.yaml]\nopenapi: {path: schema.json}\npatches:\n  - patch: |\n      apiVersion: example.com/v1\n      kind: Widget\n      metadata: {name: w}\n      spec: {parts: [{id: a, color: red}]}\n' };

  test('lists merge by the keys of a schema', () => {
    expect(yaml({ ...files, 'schema.json': schema })).toContain('parts:\n  - color: red\n    id: a\n    size: 1\n  - id: b\n');
    expect(yaml({ ...files, 'schema.json': '{"a": ' })).toBe('kustomization.yaml:2:17 kustomize/build-failed schema.json is no OpenAPI document');
    expect(yaml(files)).toBe('kustomization.yaml:2:17 kustomize/build-failed there is no schema.json');
  });

  test('a file of crds names the fields that refer to others', () => {
    const type = (properties: object): object => ({ Schema: { properties } });
    const crds = JSON.stringify({ 'x.Widget': type({ kind: {}, apiVersion: {}, metadata: {}, spec: { $ref: 'x.Spec' } }), 'x.Spec': type({ secretRef: { 'x-kubernetes-object-ref-api-version': 'v1', 'x-kubernetes-object-ref-kind': 'Secret' } }) });
    const all = { 'w.yaml': 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {secretRef: {name: s}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n', 'kustomization.yaml': 'resources: [w.yaml]\nnamePrefix: p-\ncrds: [crds.json]\n' };
    expect(yaml({ ...all, 'crds.json': crds })).toContain('secretRef:\n    name: p-s\n');
    expect(yaml({ ...all, 'crds.json': 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n' })).toBe('kustomization.yaml:3:8 kustomize/build-failed a file of crds maps names of types to definitions with "Schema"; a CustomResourceDefinition is none');
  });
});
