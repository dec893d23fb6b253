import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CHART, helmBinary, renderWithHelm } from './render.ts';
import { readSuites } from './unittest.ts';

// The folder of a chart with `unittests/`, and `testFiles/` that its values name.
const folder = process.env['APP_TEMPLATE_SUITE'];
const helm = helmBinary();
const cases = folder && helm ? readSuites(join(folder, 'unittests')) : [];

describe('a suite of unit tests from elsewhere', () => {
  test.skipIf(cases.length > 0)('skipped: set APP_TEMPLATE_SUITE to the folder of a chart with unittests/, and have helm on PATH', () => {});
  const chart = mkdtempSync(join(tmpdir(), 'app-template-'));
  afterAll(() => rmSync(chart, { recursive: true }));
  cpSync(process.env['APP_TEMPLATE_CHART'] ?? CHART, chart, { recursive: true });
  if (folder) for (const name of ['testFiles', 'ci']) if (existsSync(join(folder, name))) cpSync(resolve(folder, name), join(chart, name), { recursive: true });
  test.for(cases.map((one) => [one.name, one] as const))('%s', ([, one]) => {
    expect(one.check(renderWithHelm(helm!, one.values, { ...one.options, chart, skipSchema: process.env['APP_TEMPLATE_SKIP_SCHEMA'] !== undefined }))).toEqual([]);
  });
});
