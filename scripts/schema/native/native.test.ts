import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../model/json.ts';
import { isBuiltin, validateNative } from './index.ts';

const check = (text: string): string[] => {
  const object = parse(text) as JsonObject;
  const [apiVersion, kind] = [String(object['apiVersion']), String(object['kind'])];
  return validateNative(object, { kubernetesVersion: '1.35', apiVersion, kind, namespaced: true, custom: !isBuiltin(apiVersion, kind) })
    .map((error) => `${error.field} (${error.reason}, ${error.pointer}): ${error.message}`);
};

describe('validateNative', () => {
  it('names the field as the server does, and the place in the manifest', () => {
    expect(check('{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: b, volumeMounts: [{name: x, mountPath: /x, subPath: ../y}]}], volumes: [{name: x}]}}')).toEqual([
      'spec.containers[0].volumeMounts.subPath (invalid, /spec/containers/0/volumeMounts/0/subPath): "../y" must not contain \'..\'',
    ]);
    expect(check('{apiVersion: v1, kind: ConfigMap, metadata: {name: A}, data: {"a b/c~d": x}}')).toEqual([
      'metadata.name (invalid, /metadata/name): "A" must be lower case letters, digits, \'-\' and \'.\', and each part must start and end with a letter or digit',
      'data[a b/c~d] (invalid, /data/a b~1c~0d): "a b/c~d" must be letters, digits, \'-\', \'_\' and \'.\'',
    ]);
  });
  it('reports several errors', () => {
    expect(check('{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: -1, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: c}}, spec: {restartPolicy: Never, containers: [{name: a, ports: [{containerPort: 70000}]}]}}}}')).toEqual([
      'spec.replicas (invalid, /spec/replicas): -1 must be 0 or more',
      'spec.template.metadata.labels (invalid, /spec/template/metadata/labels): must match the selector',
      'spec.template.spec.containers[0].image (required, /spec/template/spec/containers/0/image): is required',
      'spec.template.spec.containers[0].ports[0].containerPort (invalid, /spec/template/spec/containers/0/ports/0/containerPort): 70000 must be a port between 1 and 65535',
      'spec.template.spec.restartPolicy (not-supported, /spec/template/spec/restartPolicy): "Never" is not supported; write Always',
    ]);
  });
  it('looks at the metadata of custom resources only, and not at their finalizers', () => {
    expect(check('{apiVersion: a.example.com/v1, kind: X, metadata: {name: a, finalizers: [plain], labels: {"a b": c}}, spec: {replicas: -1}}')).toEqual([
      "metadata.labels (invalid, /metadata/labels): \"a b\" must have a name of letters, digits, '-', '_' and '.', that starts and ends with a letter or digit",
    ]);
  });
  it('takes __proto__ and constructor as ordinary keys', () => {
    const object = JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"__proto__":"a","constructor":"b"}},"data":{"__proto__":"x"}}') as JsonObject;
    expect(validateNative(object, { kubernetesVersion: '1.35', apiVersion: 'v1', kind: 'ConfigMap', namespaced: true, custom: false }).map((error) => error.field)).toEqual(['metadata.labels']);
  });
  it('stays small and quick on hostile objects', () => {
    const containers = Array.from({ length: 20_000 }, () => ({ name: 'A', ports: [{}] }));
    const errors = validateNative({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers } }, { kubernetesVersion: '1.35', apiVersion: 'v1', kind: 'Pod', namespaced: true, custom: false });
    expect(errors).toHaveLength(200);
  });
});
