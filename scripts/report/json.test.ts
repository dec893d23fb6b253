import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { anyText } from '../testing/markdown.ts';
import { exampleReport, hostileReport, hostileTexts } from '../testing/report.ts';
import { jsonReport } from './json.ts';

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(new URL('report.schema.json', import.meta.url), 'utf8')) as object);

function checked(text: string) {
  const value = JSON.parse(text) as { version: number; summary: Record<string, unknown>; findings: Record<string, unknown>[] };
  validate(value);
  expect(validate.errors).toBeNull();
  return value;
}

it('is as its schema says, whatever it holds', () => {
  for (const text of [...hostileTexts, ...fc.sample(anyText, 50)]) expect(checked(jsonReport(hostileReport(text), 1)).findings[0]).toMatchObject({ message: text, file: text });
  checked(jsonReport({ ...exampleReport, known: 3 }, 2));
});

it('counts, and writes each finding in full', () => {
  const { summary, findings } = checked(jsonReport(exampleReport, 1));
  const { clusters, ...counts } = summary;
  expect(counts).toEqual({
    exitCode: 1, complete: true, units: { rendered: 1, failed: 1, blocked: 1, suspended: 1, skipped: 0 }, manifests: 7, rules: 9,
    findings: { error: 2, warn: 1, info: 1 }, silenced: 2, notChecked: ['prod: HelmRelease shop/web: not fetched'], seconds: 1.25,
  });
  expect(clusters).toEqual(exampleReport.clusters);
  expect(findings[0]?.['fix']).toEqual({ description: 'remove privileged', edits: [{ file: 'apps/my api/pod.yaml', line: 7, column: 5, endLine: 8, endColumn: 1, replacement: '' }, { file: 'apps/my api/pod.yaml', line: 9, column: 1, endLine: 9, endColumn: 1, replacement: 'x: y\n' }] });
  expect(findings[3]).toEqual({ key: '- yaml/syntax apps/c.yaml - expected a key', rule: 'yaml/syntax', level: 'error', message: 'expected a key', file: 'apps/c.yaml', line: 1, column: 1, cluster: null, object: null, pointer: null });
  expect(findings.map(({ key }) => key).slice(0, 3)).toEqual(['prod test/privileged Pod/shop/api /spec/containers/0 container "api" is privileged', ...Array<string>(2).fill('prod test/image-tag Pod/shop/api - image has no tag')]);
});

it('writes ten thousand findings', () => {
  const { findings } = checked(jsonReport({ ...exampleReport, findings: Array.from({ length: 10_000 }, () => exampleReport.findings[0]!) }, 1));
  expect(findings.length).toBe(10_000);
});
