import { expect, it } from 'vitest';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { exampleReport } from '../testing/report.ts';
import { adopt } from './adopt.ts';
import { makeBaseline, writeBaseline } from './baseline.ts';

const finding = (message: string, cluster = 'a', line = 1): Finding => ({ rule: 'x/y', level: 'error', message, cluster, place: { file: 'f.yaml', line, column: 1 } });
const report = (findings: readonly Finding[], over: Partial<Report> = {}): Report => ({
  ...exampleReport, findings, ...over,
  clusters: ['a', 'b'].map((name) => ({ name, entry: name, kubernetesVersion: '1.35', fluxVersion: '2.9', manifests: 1, placeholders: [], units: [{ kind: 'Kustomization', namespace: 'n', name: 'u', outcome: name === 'b' ? 'skipped' : 'rendered', manifests: 1 }] })),
});
const baseline = (...findings: Finding[]) => writeBaseline(makeBaseline(findings));
const messages = (adopted: ReturnType<typeof adopt>) => (adopted.ok ? adopted.report.findings.map(({ message }) => message) : undefined);

it('makes a baseline of what is there when a repository adopts the tool', () => {
  const found = report([finding('one'), finding('two')]);
  expect(adopt(found, undefined, true)).toEqual({ ok: true, report: { ...found, findings: [], known: 2 }, write: baseline(finding('one'), finding('two')), note: 'made with 2 findings; --update-baseline takes out what is mended, nothing is added' });
});

it('excuses what is in it, wherever it has moved, and shows what is new', () => {
  const adopted = adopt(report([finding('one', 'a', 90), finding('new')]), baseline(finding('one')), false);
  expect(messages(adopted)).toEqual(['new']);
  expect(adopted).toMatchObject({ report: { known: 1 }, note: '1 finding still in it' });
  expect(adopted).not.toHaveProperty('write');
});

it('refuses to grow, also when it is brought up to date', () => {
  const adopted = adopt(report([finding('one'), finding('new')]), baseline(finding('one'), finding('two')), true);
  expect(messages(adopted)).toEqual(['new']);
  expect(adopted).toMatchObject({ write: baseline(finding('one')), note: '1 mended and taken out, 1 finding still in it; 1 new finding not added: it only shrinks' });
});

it('says what is mended, and writes only when it is told to', () => {
  const adopted = adopt(report([finding('one')]), baseline(finding('one'), finding('two')), false);
  expect(adopted).toMatchObject({ note: '2 findings still in it, 1 of them mended; take them out with --update-baseline' });
  expect(adopted).not.toHaveProperty('write');
});

it('keeps what stands for clusters that were not wholly rendered', () => {
  expect(adopt(report([]), baseline(finding('one'), finding('two', 'b'), finding('three', 'elsewhere')), true)).toMatchObject({ write: baseline(finding('two', 'b'), finding('three', 'elsewhere')), note: '1 mended and taken out, 2 findings still in it' });
});

it('says what is wrong with the file or the run', () => {
  expect(adopt(report([]), undefined, false)).toEqual({ ok: false, message: 'there is no such file; --update-baseline makes it of what is found now' });
  for (const text of ['', '{}', '[1]', '{"version": 1, "findings": {"a": 0}}', '{"version": 2, "findings": {}}']) expect(adopt(report([]), text, true)).toEqual({ ok: false, message: 'this is no baseline: {"version": 1, "findings": {...}}; remove it and make it anew with --update-baseline' });
  expect(adopt(report([], { incomplete: true }), baseline(finding('one')), true)).toEqual({ ok: false, message: 'not written: the run could not do its work, so what it found is not all there is' });
  expect(adopt(report([], { incomplete: true }), baseline(finding('one')), false)).toMatchObject({ ok: true, note: '1 finding still in it, 1 of them mended; take them out with --update-baseline' });
});

it('takes keys as they come', () => {
  const odd = { ...finding('x', '__proto__'), rule: 'constructor' };
  expect(adopt(report([odd, odd]), '{"version": 1, "findings": {"__proto__": 1, "constructor": 2, "__proto__ constructor f.yaml - x": 1}}', false)).toMatchObject({ report: { known: 1, findings: [odd] } });
});
