import { expect, test } from 'vitest';
import { kustomization as unit, renderFiles as render } from './files.ts';

test('a thousand Kustomizations, each in the one before', async () => {
  const files: Record<string, string> = { 'k/1000/end.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: end, namespace: default}\n', 'cluster/ks.yaml': unit('n0', './k/0') };
  for (let i = 0; i < 1000; i++) files[`k/${i}/ks.yaml`] = unit(`n${i + 1}`, `./k/${i + 1}`);
  const units = await render(files);
  expect(units.filter(({ outcome }) => outcome === 'rendered')).toHaveLength(1002);
});

test('three hundred that wait for each other in a row', async () => {
  const units = await render({
    'one/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: default}\n',
    'cluster/ks.yaml': Array.from({ length: 300 }, (_, i) => unit(`n${i}`, './one', i === 299 ? '' : `, dependsOn: [{name: n${i + 1}}]`)).join(''),
  });
  expect(units.every(({ outcome }) => outcome === 'rendered')).toBe(true);
});

test('one that renders itself, and one that changes the unit that renders it', async () => {
  const units = await render({ 'cluster/ks.yaml': unit('me', './cluster') + unit('flux-system', './cluster', ', timeout: 2m') });
  expect(units.map(({ id, outcome }) => `${id.name} ${outcome}`)).toEqual(['flux-system rendered', 'me rendered']);
});

test('two that undo each other\'s change come to rest', async () => {
  const units = await render({ 'cluster/ks.yaml': unit('a', './a') + unit('b', './b'), 'a/ks.yaml': unit('b', './b', ', timeout: 2m'), 'b/ks.yaml': unit('b', './b', ', timeout: 3m') });
  expect(units.map(({ outcome }) => outcome)).toEqual(['rendered', 'rendered', 'rendered']);
});
