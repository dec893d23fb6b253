import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addCrds, fromOpenApi } from './local.ts';
import { lifecycleRows } from './lifecycle.ts';

const crd = (kind: string, plural: string, property: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${plural}.example.com }
spec:
  group: example.com
  scope: Cluster
  names: { kind: ${kind}, plural: ${plural} }
  versions: [{ name: v1, served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: object, description: prose, properties: { ${property}: { type: string, description: prose } } } } }]
`;

it('adds the kinds of a folder and keeps the others', () => {
  const root = mkdtempSync(join(tmpdir(), 'schemas-'));
  try {
    mkdirSync(join(root, 'crds'));
    mkdirSync(join(root, 'in'));
    writeFileSync(join(root, 'in', 'a.yaml'), crd('Thing', 'things', 'description'));
    const write = (): void => addCrds(root, join(root, 'in')).forEach((text, name) => writeFileSync(join(root, name), text));
    write();
    writeFileSync(join(root, 'in', 'a.yaml'), crd('Other', 'others', 'a'));
    write();
    expect(readFileSync(join(root, 'crds', 'index.json'), 'utf8')).toBe('[\n["example.com_others.json","example.com","Other",["v1"],"a folder of CRDs"],\n["example.com_things.json","example.com","Thing",["v1"],"a folder of CRDs"]\n]\n');
    expect(readFileSync(join(root, 'crds', 'example.com_things.json'), 'utf8')).toBe('[\n{"group":"example.com","version":"v1","kind":"Thing","plural":"things","namespaced":false,"served":true,"storage":true,"statusSubresource":true,"schema":{"type":"object","properties":{"description":{"type":"string"}}}}\n]\n');
  } finally {
    rmSync(root, { recursive: true });
  }
});

it('makes a bundle of a cluster\'s OpenAPI document', () => {
  const gvk = { group: '', version: 'v1', kind: 'ConfigMap' };
  const document = {
    info: { version: 'v1.35.4' },
    paths: { '/api/v1/namespaces/{namespace}/configmaps': { post: { 'x-kubernetes-group-version-kind': gvk } }, '/api/v1/namespaces/{namespace}/pods/{name}/eviction': { post: { 'x-kubernetes-group-version-kind': gvk } } },
    definitions: { 'io.k8s.api.core.v1.ConfigMap': { 'x-kubernetes-group-version-kind': [gvk], type: 'object', required: ['data'], properties: { data: { type: 'object', additionalProperties: { type: 'string' } }, immutable: { type: 'boolean', description: 'prose' } } } },
  };
  expect([...fromOpenApi(JSON.stringify(document), 'x')]).toEqual([['kubernetes-1.35.json', '{"kubernetes":"1.35","source":"a cluster of Kubernetes 1.35","kinds":[\n["v1","ConfigMap","configmaps","ns","core.v1.ConfigMap"]\n],"types":{\n"core.v1.ConfigMap":{"data*":"{}string","immutable":"bool"}\n}}\n']]);
  expect(() => fromOpenApi('x', 'f.json')).toThrow('f.json is no JSON; write it with: kubectl get --raw /openapi/v2');
  expect(() => fromOpenApi('{}', 'f.json')).toThrow('f.json is no OpenAPI v2 document of a Kubernetes cluster; write it with: kubectl get --raw /openapi/v2');
});

it('reads the life of API versions from generated Go', () => {
  const go = 'func (in *Ingress) APILifecycleDeprecated() (major, minor int) {\n\treturn 1, 14\n}\nfunc (in *Ingress) APILifecycleRemoved() (major, minor int) {\n\treturn 1, 22\n}\nfunc (in *Ingress) APILifecycleReplacement() schema.GroupVersionKind {\n\treturn schema.GroupVersionKind{Group: "networking.k8s.io", Version: "v1", Kind: "Ingress"}\n}\n';
  const files = new Map([['extensions/v1beta1/zz_generated.prerelease-lifecycle.go', () => go], ['extensions/v1beta1/register.go', () => 'const GroupName = "extensions"']]);
  expect(lifecycleRows(files)).toEqual([['extensions/v1beta1', 'Ingress', '', '1.14', '1.22', 'networking.k8s.io/v1 Ingress']]);
});
