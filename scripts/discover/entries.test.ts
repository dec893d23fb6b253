import { expect, it } from 'vitest';
import { text } from '../lib/object.ts';
import { findEntries, likelyEntries } from './entries.ts';

const source = (name: string, url = 'https://git.example.com/home.git') => `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {interval: 1m, url: "${url}"}\n`;
const kustomization = (name: string, path: string, from = 'home') => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  path: ${path}\n  sourceRef: {kind: GitRepository, name: ${from}}\n`;
const sync = (path: string) => `instance:\n  sync:\n    kind: GitRepository\n    url: https://git.example.com/home.git\n    path: ${path}\n`;
const indented = (yaml: string) => yaml.replace(/^/gm, '    ').trimEnd();

function filesOf(files: Readonly<Record<string, string>>) {
  return { files: Object.keys(files), read: (file: string) => files[file] };
}

/** Path of each entry, its root Kustomization, and where the path of that is written. */
function found(files: Readonly<Record<string, string>>): string[] {
  return findEntries(filesOf(files)).map(({ path, roots }) => {
    const root = roots.find(({ object }) => object['kind'] === 'Kustomization');
    const place = root?.originOf('/spec/path').steps.find((step) => step.place !== undefined)?.place;
    return `${path} ${text(root?.object, 'metadata', 'namespace')}/${text(root?.object, 'metadata', 'name')} ${place?.file}:${place?.line}`;
  });
}

it('takes the sync of the chart flux-instance, from a HelmRelease or a file of values', () => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: flux-instance, namespace: flux}\nspec:\n  values:\n${indented(sync('./kubernetes/flux/cluster'))}\n`;
  expect(found({ 'kubernetes/apps/flux/helmrelease.yaml': release, 'kubernetes/flux/cluster/ks.yaml': kustomization('apps', './kubernetes/apps') })).toEqual(['kubernetes/flux/cluster flux/flux kubernetes/apps/flux/helmrelease.yaml:10']);
  expect(found({ 'apps/flux/values.yaml': sync('clusters/main'), 'clusters/main/ks.yaml': kustomization('apps', './apps') })).toEqual(['clusters/main flux-system/flux-system apps/flux/values.yaml:5']);
  expect(found({ 'apps/flux/values.yaml': sync('clusters/of-an-artifact') })).toEqual([]);
});

it('takes Kustomizations that sync the folder in which they and their source lie', () => {
  const apart = `${source('home')}---\n${kustomization('cluster', './kubernetes/main/flux')}`;
  expect(found({ 'kubernetes/main/flux/config/cluster.yaml': apart, 'kubernetes/main/flux/apps.yaml': kustomization('apps', './kubernetes/main/apps') })).toEqual(['kubernetes/main/flux flux-system/cluster kubernetes/main/flux/config/cluster.yaml:10']);
});

it('takes with them what lies beside them', () => {
  const [entry] = findEntries(filesOf({ 'flux/config/cluster.yaml': `${source('home')}---\n${kustomization('cluster', './flux')}`, 'flux/config/flux.yaml': `${source('flux')}---\n${kustomization('flux', './', 'flux')}`, 'flux/apps.yaml': kustomization('apps', './apps') }));
  expect(entry?.roots.map(({ object }) => `${text(object, 'kind')}/${text(object, 'metadata', 'name')}`)).toEqual(['GitRepository/home', 'Kustomization/cluster', 'GitRepository/flux', 'Kustomization/flux']);
});

it('takes no Kustomization of another repository, none without its source, and none that another folder brings in', () => {
  const flux = `${source('home')}---\n${kustomization('cluster', './flux')}`;
  const own = `${source('shop')}---\n${kustomization('shop', './apps/shop', 'shop')}`;
  const top = `${source('other')}---\n${kustomization('other', './', 'other')}`;
  expect(found({ 'flux/cluster.yaml': flux, 'flux/apps.yaml': kustomization('apps', './apps'), 'apps/shop/ks.yaml': own, 'apps/other/ks.yaml': top })).toEqual(['flux flux-system/cluster flux/cluster.yaml:10']);
  expect(found({ 'flux/cluster.yaml': kustomization('cluster', './flux') })).toEqual([]);
});

it('names folders that nothing syncs, the highest and fullest first', () => {
  const files = {
    'flux/a.yaml': kustomization('a', './apps'), 'apps/b.yaml': kustomization('b', './apps/b/app'),
    'edge/a.yaml': kustomization('c', './elsewhere'), 'edge/b.yaml': kustomization('d', './elsewhere/more'), 'old/deep/a.yaml': kustomization('e', './gone'), '_archive/a.yaml': kustomization('f', './gone'),
  };
  expect(likelyEntries(filesOf(files))).toEqual(['edge', 'flux', 'old/deep']);
});
