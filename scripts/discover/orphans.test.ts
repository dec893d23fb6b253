import { expect, it } from 'vitest';
import { firstObject, orphans } from './orphans.ts';

const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: n}\n';
const kustomization = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n';

/** What is said, with `*` before the names of files that the build read. */
function said(files: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(files).map((name) => name.replace(/^\*/, ''));
  const used = new Set(Object.keys(files).filter((name) => name.startsWith('*')).map((name) => name.slice(1)));
  return orphans({ files: names, used, first: (file) => firstObject(file, files[file] ?? files[`*${file}`]) }).map(({ place, message }) => `${place?.file}:${place?.line} ${message}`);
}

it('names a file that no kustomization lists', () => {
  expect(said({ '*apps/web/kustomization.yaml': kustomization, '*apps/web/a.yaml': object, 'apps/web/b.yaml': `# was here\n${object}` })).toEqual([
    'apps/web/b.yaml:2 nothing that Flux applies reaches this file: list it in a kustomization.yaml, or remove it',
  ]);
});

it('names a folder that nothing refers to, once', () => {
  expect(said({ '*apps/web/a.yaml': object, 'apps/old-shop/kustomization.yaml': kustomization, 'apps/old-shop/a.yaml': object, 'apps/old-shop/sub/b.yaml': object })).toEqual([
    'apps/old-shop/kustomization.yaml:1 nothing that Flux applies reaches the folder apps/old-shop (2 files): let a kustomization.yaml or a Flux Kustomization refer to it, or remove it',
  ]);
});

it('leaves alone what is not for Flux', () => {
  expect(said({
    '*apps/web/a.yaml': object, 'bootstrap/a.yaml': object, 'apps/.archive/a.yaml': object, 'talos/a.yaml': object, 'else/where/a.yaml': object, 'root.yaml': object,
    'apps/web/values.yaml': 'replicas: 1\n', 'apps/web/t.yaml': 'kind: {{ x }}\n', 'apps/web/talos.yaml': 'apiVersion: v1alpha1\nkind: HostnameConfig\n',
  })).toEqual([]);
});
