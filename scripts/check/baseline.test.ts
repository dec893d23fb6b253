import { expect, it } from 'vitest';
import type { Finding } from '../model/finding.ts';
import { applyBaseline, makeBaseline, readBaseline, writeBaseline } from './baseline.ts';

const finding = (name: string, line = 1, cluster = 'a'): Finding => ({
  rule: 'x/y', level: 'error', message: 'm', cluster, object: { apiVersion: 'v1', kind: 'Pod', namespace: 'n', name }, pointer: '/spec', place: { file: 'f.yaml', line, column: 1 },
});

it('excuses what was there before, wherever it has moved', () => {
  const baseline = makeBaseline([finding('one'), finding('two')]);
  expect(applyBaseline([finding('one', 99), finding('two', 7)], baseline, ['a'])).toEqual({ fresh: [], known: 2, shrunk: baseline, changed: false });
});

it('shows what is new, and one more of the same', () => {
  const baseline = makeBaseline([finding('one')]);
  const { fresh, known } = applyBaseline([finding('one'), finding('one', 5), finding('three')], baseline, ['a']);
  expect(fresh.map(({ object, place }) => `${object?.name}:${place?.line}`)).toEqual(['one:5', 'three:1']);
  expect(known).toBe(1);
});

it('shrinks by what is mended and never grows', () => {
  const { shrunk, changed } = applyBaseline([finding('two'), finding('new')], makeBaseline([finding('one'), finding('two')]), ['a']);
  expect(shrunk).toEqual({ version: 1, findings: { 'a x/y Pod/n/two /spec m': 1 } });
  expect(changed).toBe(true);
});

it('keeps the entries of clusters that were not checked', () => {
  const baseline = makeBaseline([finding('one'), finding('one', 1, 'b')]);
  expect(applyBaseline([], baseline, ['a']).shrunk.findings).toEqual({ 'b x/y Pod/n/one /spec m': 1 });
});

it('reads what it wrote, and nothing else', () => {
  const baseline = makeBaseline([finding('one')]);
  expect(readBaseline(writeBaseline(baseline))).toEqual(baseline);
  for (const text of ['', '{}', '[]', '{"version":2,"findings":{}}', '{"version":1,"findings":{"a":"b"}}', '{"version":1,"findings":{"a":-1}}']) expect(readBaseline(text)).toBeUndefined();
});
