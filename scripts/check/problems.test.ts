import { expect, it } from 'vitest';
import { prod, runOver, syncOf } from '../testing/repository.ts';

const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: default}\nspec:\n  interval: 1h\n  chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: charts}}}\n';
const sourceMissing = async (files: Record<string, string>) => (await runOver({ ...prod, 'apps/web.yaml': release, ...files })).report.findings.filter(({ rule }) => rule === 'flux/source-missing').map(({ message }) => message);

it('says of a source that nothing renders where it may be, if a Kustomization could not be built', async () => {
  expect(await sourceMissing({})).toEqual(['HelmRepository/default/charts is not rendered by anything in this cluster']);
  const sources = { 'clusters/prod/sources.yaml': syncOf('sources', './sources', '  postBuild: {substituteFrom: [{kind: Secret, name: gone}]}\n'), 'sources/one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata: {a: "${B}"}\n' };
  expect(await sourceMissing(sources)).toEqual(['HelmRepository/default/charts is not rendered by anything in this cluster; Kustomization flux-system/sources, which was not rendered, may hold it']);
});
