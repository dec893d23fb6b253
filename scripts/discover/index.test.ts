import { afterEach, expect, it } from 'vitest';
import { makeRepository, type TemporaryRepository } from '../testing/repository.ts';
import { discover } from './index.ts';

let repository: TemporaryRepository | undefined;
afterEach(() => repository?.remove());

const instance = (path: string) => `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec: {sync: {kind: GitRepository, url: "https://git.example.com/a.git", path: ${path}}}\n`;
const kustomization = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec: {path: ./apps, sourceRef: {kind: GitRepository, name: a}}\n';

function discovered(files: Readonly<Record<string, string>>): ReturnType<typeof discover> {
  repository = makeRepository(files);
  return discover({ root: repository.root, files: { files: Object.keys(files), read: (file) => files[file] } });
}

it('calls clusters by what sets their folders apart', () => {
  const names = (paths: readonly string[]) => {
    const found = discovered(Object.fromEntries(paths.map((path) => [`${path}/flux.yaml`, instance(path)])));
    repository?.remove();
    return found.ok ? found.clusters.map(({ config }) => config.name) : [];
  };
  expect(names(['clusters/home', 'clusters/cloud'])).toEqual(['cloud', 'home']);
  expect(names(['kubernetes/main/flux', 'kubernetes/test/flux'])).toEqual(['main', 'test']);
  expect(names(['dev/oci/flux', 'kubernetes/main/flux', 'kubernetes/test/flux'])).toEqual(['dev-oci', 'kubernetes-main', 'kubernetes-test']);
  expect(names(['a/flux', 'flux'])).toEqual(['a', 'flux']);
});

it('names folders that may be meant where it finds no entry', () => {
  const found = discovered({ 'flux/main/apps.yaml': kustomization, 'apps/a.yaml': 'kind: ConfigMap\n' });
  expect(found.ok ? [] : found.problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^no Flux entry point found in validate-\w+: neither a FluxInstance with a sync nor flux-system\/gotk-sync.yaml; name the folder that Flux syncs with --entry, perhaps --entry flux\/main$/),
  ]);
});
