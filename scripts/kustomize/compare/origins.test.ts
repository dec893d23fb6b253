import { expect, test } from 'vitest';
import type { OriginTally } from './origins.ts';
import { checkOrigins } from './origins.ts';
import { randomCase } from './random.ts';

test('changing the text at the origin changes the field', () => {
  const tally: OriginTally = { changed: 0, wrong: [], withoutLine: 0 };
  for (let seed = 1; tally.changed < 700; seed++) checkOrigins(randomCase(seed), 3, tally);
  expect(tally.wrong.slice(0, 5).length === 0 || tally.wrong.length / (tally.wrong.length + tally.changed) <= 0.02, tally.wrong.slice(0, 20).join('\n')).toBe(true);
});
