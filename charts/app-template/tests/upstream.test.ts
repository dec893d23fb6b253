import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CHART, render } from './render.ts';
import { readSuites } from './unittest.ts';

// The folder of a chart with `unittests/`, and `testFiles/` that its values name.
const folder = process.env['APP_TEMPLATE_SUITE'];
const cases = folder ? readSuites(join(folder, 'unittests')) : [];

describe('a suite of unit tests from elsewhere', () => {
  test.skipIf(cases.length > 0)('skipped: set APP_TEMPLATE_SUITE to the folder of a chart with unittests/', () => {});
  const chart = mkdtempSync(join(tmpdir(), 'app-template-'));
  afterAll(() => rmSync(chart, { recursive: true }));
  cpSync(CHART, chart, { recursive: true });
  // the suite speaks of the chart that it was written for
  const metadata = join(chart, 'Chart.yaml');
  if (folder) writeFileSync(metadata, readFileSync(metadata, 'utf8').replace(/^(name|version): .*$/gm, (_, key: string) => `${key}: ${new RegExp(`^${key}: (.*)$`, 'm').exec(readFileSync(join(folder, 'Chart.yaml'), 'utf8'))![1]}`));
  if (folder) for (const name of ['testFiles', 'ci']) if (existsSync(join(folder, name))) cpSync(resolve(folder, name), join(chart, name), { recursive: true });
  // a failure shows its first words only: values may hold files
  test.for(cases.map((one) => [one.name, one] as const))('%s', ([, one]) => {
    expect(one.check(render(one.values, { ...one.options, chart })).map((failure) => failure.slice(0, 500))).toEqual([]);
  });
});
