import { expect, test } from 'vitest';
import type { Manifest } from '../../model/manifest.ts';
import { buildResources } from './build.ts';

const id = { kind: 'ResourceSet', namespace: 'default', name: 'many' } as const;
const setOf = (resourcesTemplate: string): Manifest => ({ object: { apiVersion: 'fluxcd.controlplane.io/v1', kind: 'ResourceSet', metadata: { name: id.name, namespace: id.namespace }, spec: { resourcesTemplate } }, unit: id, originOf: () => ({ steps: [], certainty: 'file' }) });
const inputs = Array.from({ length: 300 }, (_, at) => ({ name: `n${at}` }));

test('a template is made for each set of inputs', () => {
  const built = buildResources(setOf('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: << inputs.name >>}\n'), id, inputs);
  expect('manifests' in built && built.manifests.map(({ object }) => (object['metadata'] as { name: string }).name)).toEqual(inputs.map(({ name }) => name));
});

test('sets of inputs are bounded together', () => {
  const built = buildResources(setOf('<< range until 100000 >><< end >>'), id, inputs);
  expect(built).toEqual({ error: 'failed to build resources: failed to execute template: the templates take more than 20 million steps; they may never end', pointer: '/spec/resourcesTemplate' });
});
