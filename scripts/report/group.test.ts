import { expect, it } from 'vitest';
import type { Finding } from '../model/finding.ts';
import { exampleReport } from '../testing/report.ts';
import { textReport } from './text.ts';

const found = (name: string, over: Partial<Finding> = {}): Finding => ({
  rule: 'x/limit', level: 'error', message: `${name} has no limit`, cluster: 'prod', object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name }, pointer: '/spec',
  place: { file: 'a.yaml', line: 1, column: 1 }, chart: { name: 'web 1.2.0', release: 'shop/web', key: 'resources.limits' }, ...over,
});
const text = (findings: readonly Finding[], verbose = false) => textReport({ ...exampleReport, clusters: [], notChecked: [], silenced: 0, findings }, { color: false, verbose, quiet: true, source: () => undefined }).split('\n').slice(0, -2).join('\n');

it('shows once what one rule finds in one chart, with the values key to set', () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => found(name));
  expect(text(many)).toBe(`error x/limit  a has no limit
  a.yaml:1:1
  Pod shop/a /spec  (prod)
  set resources.limits in the values of HelmRelease shop/web
  and 6 more objects of chart web 1.2.0: Pod shop/b, Pod shop/c, Pod shop/d, Pod shop/e, Pod shop/f, …; --verbose lists all
`);
  expect(text(many, true).match(/^error/gm)).toHaveLength(7);
});

it('says what can be mended', () => {
  const fix = { description: 'x', edits: [] };
  const { chart: _, ...plain } = found('a');
  const lines = textReport({ ...exampleReport, clusters: [], notChecked: [], findings: [{ ...plain, fix }, { ...plain, message: 'other', fix }, { ...plain, message: 'third' }] }, { color: false, verbose: false, quiet: false, source: () => undefined }).trimEnd().split('\n');
  expect(lines.at(-2)).toBe('2 findings can be mended: npm run validate -- --fix --dry-run shows how');
});

it('says where a chart offers none', () => {
  expect(text([found('a', { chart: { name: 'web 1.2.0', release: 'shop/web' } })])).toContain('\n  chart web 1.2.0 offers no value for it; spec.postRenderers of HelmRelease shop/web can patch it\n');
});

it('keeps other rules, levels, charts, and other messages of what no chart made apart', () => {
  const { chart, ...plain } = found('e');
  expect(text([found('a'), found('b', { rule: 'x/other' }), found('c', { level: 'warn' }), found('d', { chart: { name: 'web 2.0.0', release: 'shop/web' } }), plain, { ...plain, message: 'other', object: { ...plain.object!, name: 'f' } }]).match(/^(?:error|warn)/gm)).toHaveLength(6);
  expect(chart).toBeDefined();
});

it('shows once what a rule says of one line that makes several objects', () => {
  const { chart: _, ...plain } = found('a');
  const of = (name: string, over: Partial<Finding> = {}) => ({ ...plain, object: { ...plain.object!, name }, ...over });
  expect(text([of('a'), of('b'), of('c'), of('d', { place: { file: 'a.yaml', line: 2, column: 1 } })])).toBe(`error x/limit  a has no limit
  a.yaml:1:1
  Pod shop/a /spec  (prod)
  and 2 more objects: Pod shop/b, Pod shop/c; --verbose lists all

error x/limit  a has no limit
  a.yaml:2:1
  Pod shop/d /spec  (prod)
`);
});

it('shows once what several clusters share', () => {
  const { chart: _, ...plain } = found('a');
  expect(text([plain, { ...plain, cluster: 'dev' }, { ...plain, cluster: 'test', place: { file: 'b.yaml', line: 1, column: 1 } }])).toBe(`error x/limit  a has no limit
  a.yaml:1:1
  Pod shop/a /spec  (prod, dev)

error x/limit  a has no limit
  b.yaml:1:1
  Pod shop/a /spec  (test)
`);
});
