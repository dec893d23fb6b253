import { expect, it } from 'vitest';
import { prod, runOver } from '../../../testing/repository.ts';
import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({ folder: import.meta.dirname, rule });

const release = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: shop, namespace: shop}
spec: {interval: 1h, url: "https://charts.example.com"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: shop}
spec:
  interval: 1h
  chart: {spec: {chart: shop, version: 1.0.0, sourceRef: {kind: HelmRepository, name: shop}}}
`;

it('finds the namespace that a unit fails for, though a release of that unit may bring it', async () => {
  const { lines } = await runOver({ ...prod, 'apps/shop.yaml': release });
  expect(lines.filter((line) => line.includes('namespace-missing'))).toEqual(['apps/shop.yaml:3:35 reference/namespace-missing: nothing makes namespace "shop", which 2 objects live in; add a Namespace']);
});
