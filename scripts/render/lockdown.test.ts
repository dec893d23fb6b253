import { expect, it } from 'vitest';
import { configMap, prod, runOver, syncOf } from '../testing/repository.ts';

const controller = (name: string, ...args: string[]) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: flux-system}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: manager, image: "ghcr.io/fluxcd/${name}:v1.0.0", args: [${args.map((arg) => `"${arg}"`).join(', ')}]}]}
`;
const tenant = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: shop}
spec:
  path: ./shop
  interval: 1h
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
`;
const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  interval: 1h
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
`;
const files = { ...prod, 'apps/tenant.yaml': tenant, 'shop/settings.yaml': configMap('settings').replace('default', 'shop') };

async function units(more: Readonly<Record<string, string>>) {
  const { clusters } = await runOver({ ...files, ...more });
  return Object.fromEntries((clusters[0]?.units ?? []).map(({ id, outcome, message, problems }) => [`${id.namespace}/${id.name}`, { outcome, message, problems: problems.map((problem) => `${problem.place?.file}:${problem.place?.line}:${problem.place?.column} ${problem.message}`) }]));
}

it('tenants share sources where nothing forbids it', async () => {
  expect((await units({}))['shop/shop']).toMatchObject({ outcome: 'rendered' });
  expect((await units({ 'clusters/prod/gotk.yaml': controller('kustomize-controller', '--no-cross-namespace-refs=false') }))['shop/shop']).toMatchObject({ outcome: 'rendered' });
});

it('a Kustomization may not use a source of another namespace with --no-cross-namespace-refs', async () => {
  expect((await units({ 'clusters/prod/gotk.yaml': controller('kustomize-controller', '--no-cross-namespace-refs=true') }))['shop/shop']).toEqual({
    outcome: 'failed',
    message: "can't access 'GitRepository/flux-system/flux-system', cross-namespace references have been blocked",
    problems: ['apps/tenant.yaml:12:66 Kustomization shop/shop may not use GitRepository flux-system/flux-system: kustomize-controller runs with --no-cross-namespace-refs; give it a source in namespace shop'],
  });
});

it('nor may a HelmRelease, whose chart would lie in that namespace', async () => {
  const found = await units({ 'clusters/prod/gotk.yaml': controller('helm-controller', '--no-cross-namespace-refs'), 'shop/release.yaml': release });
  expect(found['shop/web']).toMatchObject({ outcome: 'failed', message: 'cross-namespace references are not allowed: cannot access HelmChart flux-system/shop-web' });
});

it('a FluxInstance for tenants does both, and gives them the rights of the default ServiceAccount', async () => {
  const instance = prod['clusters/prod/flux.yaml'].replace('spec:\n', 'spec:\n  cluster: {multitenant: true}\n');
  const found = await units({ 'clusters/prod/flux.yaml': instance });
  expect(found['flux-system/flux-system']).toMatchObject({ outcome: 'rendered' });
  expect(found['flux-system/apps']).toMatchObject({ outcome: 'failed', message: 'Namespace/shop dry-run failed (Forbidden): namespaces "shop" is forbidden: User "system:serviceaccount:flux-system:default" cannot patch resource "namespaces" in API group "" in the namespace "shop"' });
  const named = syncOf('apps', './apps', '  serviceAccountName: kustomize-controller\n');
  expect((await units({ 'clusters/prod/flux.yaml': instance, 'clusters/prod/apps.yaml': named }))['flux-system/apps']).toMatchObject({ outcome: 'rendered' });
});

it('flux-operator, where something else installs it, may apply everything', async () => {
  const impersonating = (account: string) => ({ ...prod, 'clusters/prod/apps.yaml': syncOf('apps', './apps', `  serviceAccountName: ${account}\n`), 'apps/settings.yaml': configMap('settings') });
  const outcomes = async (account: string) => (await runOver(impersonating(account))).clusters[0]?.units.map(({ outcome }) => outcome);
  expect(await outcomes('flux-operator')).toEqual(['rendered', 'rendered']);
  expect(await outcomes('somebody')).toEqual(['rendered', 'failed']);
});
