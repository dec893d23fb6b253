import { expect, it } from 'vitest';
import { findEntries } from '../discover/entries.ts';
import { object } from '../lib/object.ts';
import { patchRoots } from './roots.ts';

function patched(patches: string) {
  const file = `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  sync: {kind: GitRepository, url: "https://git.example.com/a.git", ref: refs/heads/main, path: clusters/a}
  kustomize:
    patches:
${patches}`;
  const [entry] = findEntries({ files: ['flux.yaml'], read: () => file });
  if (entry?.patches === undefined) throw new Error('no patches');
  const { roots, problems } = patchRoots(entry.roots, entry.patches);
  const root = roots.find((each) => each.object['kind'] === 'Kustomization');
  return { spec: object(root?.object, 'spec'), at: (pointer: string) => root?.originOf(pointer).steps.map(({ place }) => `${place?.file}:${place?.line}`), problems: problems.map(({ message, place }) => `${place?.file}:${place?.line} ${message}`) };
}

it('patches the Kustomization of the sync, by target and without', () => {
  const { spec, at, problems } = patched(`    - target: {kind: Kustomization}
      patch: |
        - op: add
          path: /spec/decryption
          value: {provider: sops}
    - target: {kind: Deployment}
      patch: |
        - op: add
          path: /spec/replicas
          value: 1
    - patch: |
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: source-controller}
        spec: {replicas: 1}
    - patch: |
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: flux-system, namespace: flux-system}
        spec: {wait: true}
`);
  expect(problems).toEqual([]);
  expect(spec).toMatchObject({ path: 'clusters/a', decryption: { provider: 'sops' }, wait: true });
  expect(at('/spec/path')).toEqual(['flux.yaml:5', 'flux.yaml:6']);
  expect(at('/spec/wait')).toEqual(['flux.yaml:23', 'flux.yaml:6']);
});

it('tells of a patch that cannot be applied, at its place', () => {
  expect(patched(`    - target: {kind: GitRepository}
      patch: |
        - op: remove
          path: /spec/verify
`).problems).toEqual(['flux.yaml:9 cannot remove /spec/verify: there is no "verify"']);
});
