import { expect, it } from 'vitest';
import { exampleReport, hostileReport, hostileTexts } from '../testing/report.ts';
import { textReport } from './text.ts';
import { visible } from './visible.ts';

it.each([...hostileTexts, '\u001b[31mred\u001b[0m', 'zero\u200bwidth'])('text of a repository cannot steer the terminal or hide: %j', (text) => {
  const shown = textReport(hostileReport(text), { color: false, verbose: true, quiet: false, source: () => text });
  expect(shown).toBe(visible(shown));
  expect(textReport(hostileReport(text), { color: true, verbose: true, quiet: false, source: () => text }).replace(/\u001b\[\d*m/g, '')).toBe(shown);
});

it('tells once what was not checked in several clusters', () => {
  const [first, second] = exampleReport.clusters;
  const notChecked = [`${first!.name}: HelmRelease a/b: no chart`, `${second!.name}: HelmRelease a/b: no chart`, `${second!.name}: HelmRelease c/d: no chart`, 'a hint'];
  const lines = textReport({ ...exampleReport, findings: [], notChecked }, { color: false, verbose: false, quiet: true, source: () => undefined }).split('\n');
  expect(lines.slice(0, 5)).toEqual(['not checked:', `  ${first!.name}, ${second!.name}: HelmRelease a/b: no chart`, `  ${second!.name}: HelmRelease c/d: no chart`, '  a hint', '']);
});

it('shows no line of a Secret', () => {
  const [finding] = exampleReport.findings;
  const shown = (kind: string) => textReport({ ...exampleReport, findings: [{ ...finding!, level: 'error', place: { file: 'a.yaml', line: 1, column: 1 }, object: { apiVersion: 'v1', kind, namespace: 'default', name: 'a' } }] }, { color: false, verbose: false, quiet: true, source: () => 'stringData: {password: hunter2}\n' });
  expect(shown('ConfigMap')).toContain('hunter2');
  expect(shown('Secret')).toContain('a.yaml:1');
  expect(shown('Secret')).not.toContain('hunter2');
});
