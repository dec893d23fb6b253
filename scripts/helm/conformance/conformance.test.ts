import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { helm } from '../cli/template.ts';
import { createRenderer } from '../render/index.ts';
import { differences } from './differences.ts';
import { allCases, layOut, reasonOf, resultOf, type Case, type Result } from './run.ts';

const renderChart = createRenderer();
const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as Record<string, Result>;

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'helm-conformance-'));
});
afterAll(() => rmSync(root, { recursive: true }), 60_000);

function ours(one: Case): Result {
  const directory = mkdtempSync(join(root, 'case-'));
  const argv = layOut(one, directory);
  const read = (name: string) => {
    try {
      return { ok: true as const, text: readFileSync(name, 'utf8') };
    } catch {
      return { ok: false as const, error: `open ${name}: no such file or directory` };
    }
  };
  const { status, stdout, stderr } = helm(argv, { read, isThere: () => true, render: renderChart });
  return resultOf(status, stdout, stderr, directory);
}

/** Helm prints the violations of a schema in any order. */
const comparable = ({ out, error }: Result): object => (error === undefined ? { out } : { fails: reasonOf(error).split('\n').sort() });

describe('as Helm made it', () => {
  test('there are at least 300 cases, each recorded', () => {
    expect(allCases().length).toBeGreaterThanOrEqual(300);
    expect(allCases().filter(({ id }) => recorded[id] === undefined).map(({ id }) => id)).toEqual([]);
  });

  test.each(allCases().filter(({ id }) => !differences.has(id)))('$id', (one) => expect(comparable(ours(one))).toEqual(comparable(recorded[one.id] ?? {})));

  test('a difference that is gone is taken off the list', () => {
    const gone = allCases().filter((one) => differences.has(one.id) && JSON.stringify(comparable(ours(one))) === JSON.stringify(comparable(recorded[one.id] ?? {})));
    expect(gone.map(({ id }) => id)).toEqual([]);
  });
});
