import { expect, it } from 'vitest';
import { prod, runOver } from '../testing/repository.ts';

const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: default}
spec:
  interval: 1h
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
`;
const chart = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/templates/part.yaml': `apiVersion: {{ if .Capabilities.APIVersions.Has "shop.example.com/v1/Part" }}shop.example.com/v1{{ else }}shop.example.com/v1alpha1{{ end }}
kind: Part
metadata: {name: web}
`,
};
/** Brings the CRDs, perhaps: nobody looks into it. */
const unseen = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: shop, namespace: default}
spec: {interval: 1h, url: "https://charts.example.com"}
---
${release.replace('name: web', 'name: shop').replace(/chart: \{spec.*/, 'chart: {spec: {chart: shop, version: 1.0.0, sourceRef: {kind: HelmRepository, name: shop}}}')}`;
const written = 'apiVersion: shop.example.com/v1\nkind: Shop\nmetadata: {name: all, namespace: default}\n';
const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: parts.shop.example.com}
spec:
  group: shop.example.com
  scope: Namespaced
  names: {kind: Part, plural: parts, singular: part, listKind: PartList}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;

async function versions(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { clusters } = await runOver({ ...prod, ...chart, 'apps/web.yaml': release, ...files });
  return (clusters[0]?.manifests ?? []).filter(({ object }) => object['kind'] === 'Part').map(({ object }) => String(object['apiVersion']));
}

it('a release takes the version in which people write objects of a group whose CRDs nobody sees', async () => {
  expect(await versions({ 'apps/unseen.yaml': unseen, 'apps/shop.yaml': written })).toEqual(['shop.example.com/v1']);
});

it('or the version of a CRD that came after it', async () => {
  const later = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: later, namespace: flux-system}\nspec: {path: ./later, interval: 1h, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}\n';
  expect(await versions({ 'apps/unseen.yaml': unseen, 'apps/zz-later.yaml': later, 'later/crd.yaml': definition })).toEqual(['shop.example.com/v1']);
});

it('but what the chart falls back to where nothing speaks of another', async () => {
  expect(await versions({ 'apps/unseen.yaml': unseen })).toEqual(['shop.example.com/v1alpha1']);
});
