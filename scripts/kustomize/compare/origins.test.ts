import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OriginTally } from './origins.ts';
import { casesBelow, checkOrigins } from './origins.ts';
import { randomCase } from './random.ts';

const empty = (): OriginTally => ({ changed: 0, wrong: [], withoutLine: 0 });

/** At most two of a hundred: what has no line of its own names the file without one. */
function expectRight({ changed, wrong }: OriginTally): void {
  expect(wrong.length / (wrong.length + changed), wrong.slice(0, 20).join('\n')).toBeLessThanOrEqual(0.02);
}

test('changing the text at the origin changes the field', () => {
  const tally = empty();
  for (let seed = 1; tally.changed < 700; seed++) checkOrigins(randomCase(seed), 3, tally);
  expectRight(tally);
});

const repository = join(import.meta.dirname, '../../..');
const scenarios = join(repository, '../shared/flux-scenarios');

test.skipIf(!existsSync(scenarios))('... also of this repository and of the scenarios (skipped where ../shared/flux-scenarios is missing)', () => {
  const tally = empty();
  const roots = [...['apps', 'infrastructure', 'clusters'].map((name) => join(repository, name)), ...readdirSync(scenarios).map((name) => join(scenarios, name))];
  for (const root of roots.filter((each) => existsSync(each) && !each.endsWith('.md'))) for (const one of casesBelow(root)) checkOrigins(one, 4, tally);
  expect(tally.changed).toBeGreaterThanOrEqual(500);
  expectRight(tally);
});
