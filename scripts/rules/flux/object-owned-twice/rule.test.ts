import { expect, it } from 'vitest';
import { emptyConfig } from '../../../discover/config.ts';
import { check } from '../../../check/index.ts';
import { buildGraph } from '../../../graph/index.ts';
import { exampleCluster } from '../../../testing/examples.ts';
import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({ folder: import.meta.dirname, rule });

const crd = (release: string, group: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.com, annotations: { example-unit: HelmRelease/network/${release} } }
spec: { group: ${group} }
`;

/** How often the rule finds something in the CRDs of two releases' charts, which lie in this folder of each chart. */
function found(folder: string, ...crds: readonly string[]): number {
  const { manifests, ...rest } = exampleCluster(crds.join('---\n'));
  // The annotation that names the unit is of this test alone.
  const own = manifests.map((manifest) => ({ ...manifest, object: { ...manifest.object, metadata: { name: 'things.example.com' } }, originOf: () => ({ steps: [{ kind: 'template' as const, name: `app/${folder}/crd.yaml` }], certainty: 'file' as const }) }));
  return check({ graphs: [buildGraph({ ...rest, manifests: own })], config: emptyConfig, rules: [{ id: 'flux/object-owned-twice', rule }], today: '2026-01-01', withoutVerdict: true }).findings.length;
}

it('leaves the same CRD in the crds folders of two charts alone, and only that', () => {
  expect(found('crds', crd('a', 'example.com'), crd('b', 'example.com'))).toBe(0);
  expect(found('crds', crd('a', 'example.com'), crd('b', 'other.com'))).toBe(1);
  expect(found('templates', crd('a', 'example.com'), crd('b', 'example.com'))).toBe(1);
});
