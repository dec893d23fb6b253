import { describe, expect, test } from 'vitest';
import { build, memoryFs } from '../index.ts';
import { cases } from './cases/index.ts';
import ofCases from './cases/recorded.json' with { type: 'json' };
import { digest, ours } from './outcome.ts';
import type { Case } from './random.ts';
import { randomCase } from './random.ts';
import recorded from './recorded.json' with { type: 'json' };

// What the binary made of each case, as compare.slow.ts recorded it; that one shows the difference of a case that fails here.
function different(all: readonly Case[], results: Readonly<Record<string, string>>): string[] {
  return all.filter((each) => {
    const own = digest(ours(each));
    return own !== 'unsupported' && own !== results[each.name];
  }).map(({ name }) => name);
}

describe('the binary\'s results', () => {
  const seeds = Object.entries(recorded);
  const parts = Map.groupBy(cases, ({ name }) => name.slice(0, name.indexOf(':')));

  test('there are enough of them, and most build', () => {
    expect(cases.length).toBeGreaterThanOrEqual(1000);
    expect(Object.keys(ofCases)).toEqual(cases.map(({ name }) => name));
    expect(Object.values(ofCases).filter((result) => result !== 'fail').length).toBeGreaterThan(cases.length / 2);
    expect(seeds.length).toBeGreaterThanOrEqual(400);
    expect(seeds.filter(([, result]) => result !== 'fail').length).toBeGreaterThan(seeds.length / 3);
  });

  test.each([...parts])('%s', (_, part) => {
    expect(different(part, ofCases)).toEqual([]);
  });

  test('random cases', () => {
    const results = Object.fromEntries(seeds.map(([seed, result]) => [`random ${seed}`, result]));
    expect(different(seeds.map(([seed]) => randomCase(Number(seed))), results)).toEqual([]);
  });

  test('every failure is one sentence with a place', () => {
    const failures = cases.flatMap((each) => {
      const built = build(memoryFs(each.files), each.dir, { order: 'legacy' });
      return built.ok ? [] : built.problems.map(({ message, help = '', place }) => ({ name: each.name, said: `${message} ${help}`, place }));
    });
    expect(failures.length).toBeGreaterThan(300);
    expect(failures.filter(({ place }) => place === undefined || !(place.line > 0 && place.column > 0))).toEqual([]);
    expect(failures.filter(({ said }) => /[\n]|Error|undefined|\[object|accumulat/.test(said))).toEqual([]);
  });

  test('hardly any is left to the binary', () => {
    expect(cases.filter((each) => 'unsupported' in ours(each)).map(({ name }) => name)).toEqual(['text: BOM behind dashes', 'text: byte order mark inside']);
  });
});
