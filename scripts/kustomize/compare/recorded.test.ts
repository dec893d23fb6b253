import { describe, expect, test } from 'vitest';
import { digest, ours } from './outcome.ts';
import { randomCase } from './random.ts';
import recorded from './recorded.json' with { type: 'json' };

// What the binary made of each case, as compare.slow.ts recorded it; that one shows the difference of a case that fails here.
describe('the binary\'s results', () => {
  const seeds = Object.entries(recorded);

  test('there are enough of them, and most build', () => {
    expect(seeds.length).toBeGreaterThanOrEqual(400);
    expect(seeds.filter(([, result]) => result !== 'fail').length).toBeGreaterThan(seeds.length / 3);
  });

  test.each(seeds.map(([seed, result]) => [Number(seed), result] as const))('case %i', (seed, result) => {
    const own = digest(ours(randomCase(seed)));
    if (own !== 'unsupported') expect(own).toBe(result);
  });
});
