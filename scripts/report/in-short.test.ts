import { expect, it } from 'vitest';
import type { Finding } from '../model/finding.ts';
import type { UnitReport } from '../model/report.ts';
import { exampleReport } from '../testing/report.ts';
import { textReport } from './text.ts';

const unit = (name: string, over: Partial<UnitReport>): UnitReport => ({ kind: 'Kustomization', namespace: 'flux-system', name, outcome: 'rendered', manifests: 1, ...over });
const waiting = (name: string, of: string) => unit(name, { outcome: 'blocked', blockedBy: [{ kind: 'Kustomization', namespace: 'flux-system', name: of }] });
const findings = Array.from({ length: 41 }, (_, at): Finding => ({ rule: `x/rule-${at % 9}`, level: 'warn', message: `${at}`, place: { file: 'a.yaml', line: at + 1, column: 1 } }));
const apps = unit('apps', { outcome: 'failed', message: 'no matches for kind "X"' });
const report = { ...exampleReport, findings, notChecked: [], clusters: [{ ...exampleReport.clusters[0]!, placeholders: [], units: [apps, ...Array.from({ length: 10 }, (_, at) => waiting(`app-${at}`, 'apps')), waiting('late', 'app-3')] }] };
const lines = (of: typeof report, verbose = false) => textReport(of, { color: false, verbose, quiet: false, source: () => undefined }).trimEnd().split('\n');

it('ends a long report with what one begins with', () => {
  expect(lines(report).slice(-6, -1)).toEqual([
    'in short:',
    '  Kustomization flux-system/apps failed: no matches for kind "X"; if its CustomResourceDefinition is there before Flux, declare it under external in validate.yaml; 11 units wait for it',
    '  5 x/rule-0, 5 x/rule-1, 5 x/rule-2, 5 x/rule-3, 5 x/rule-4, 4 x/rule-5 and 3 more rules: npm run explain RULE tells what each is about',
    '  to adopt a repository as it is: --baseline FILE --update-baseline writes all of this down as known, and only what is new fails',
    '',
  ]);
  const twice = lines({ ...report, clusters: [report.clusters[0]!, { ...report.clusters[0]!, name: 'dev' }] });
  expect(twice.slice(-5)[0]).toMatch(/^  prod, dev: Kustomization flux-system\/apps failed: .*; 11 units wait for it$/);
  expect(lines({ ...report, findings: findings.slice(1) })).not.toContain('in short:');
  expect(lines(report, true)).not.toContain('in short:');
});

it('has one line for many units that wait for the same', () => {
  expect(lines(report).slice(1, 4)).toEqual([
    '  failed  sync    apps   no matches for kind "X"',
    '  blocked 11 units wait for Kustomization apps: app-0, app-1, app-2, app-3, app-4, …; --verbose lists all',
    '',
  ]);
  expect(lines({ ...report, clusters: [{ ...report.clusters[0]!, units: report.clusters[0]!.units.slice(0, -1) }] }).filter((line) => line.startsWith('  blocked'))).toHaveLength(10);
  expect(lines(report, true).filter((line) => line.startsWith('  blocked'))).toHaveLength(11);
});

it('comes to an end where units wait for each other', () => {
  const circle = Array.from({ length: 12 }, (_, at) => waiting(`app-${at}`, `app-${(at + 1) % 12}`));
  expect(lines({ ...report, clusters: [{ ...report.clusters[0]!, units: circle }] }).filter((line) => line.startsWith('  blocked'))).toHaveLength(12);
});
