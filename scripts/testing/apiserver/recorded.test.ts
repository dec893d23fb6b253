import { describe, expect, it } from 'vitest';
import { openStore } from '../../schema/store/store.ts';
import { makeJudge } from '../../schema/verdict.ts';
import { nameOfBase, readBases } from './bases.ts';
import { mutations, poolOf } from './mutate.ts';
import { readRecorded, recordedEach } from './recorded.ts';

/** Where we differ: a dry run does not look at the range of node ports, a real create does. */
const known = (name: string, pointer: string): boolean => (name === 'Service/lb' && pointer.endsWith('/nodePort'));

describe('verdicts of a real API server', () => {
  const bases = readBases();
  const pool = poolOf(bases);
  const judge = makeJudge(openStore('1.35'), '1.35', { serviceCidrs: ['10.96.0.0/12'] });
  const recorded = new Map(readRecorded().map((one) => [one.base, one]));
  const count = { fields: 0, same: 0 };

  it.each(bases.map((base) => [nameOfBase(base), base] as const))('%s', (name, base) => {
    const all = [{ pointer: '', change: 'base', make: () => base }, ...mutations(base, pool)];
    const theirs = recorded.get(name);
    expect(theirs?.mutations, 'run npm run test:apiserver:kinds -- --record').toBe(all.length);
    const wrong: string[] = [];
    for (let index = 0; index < all.length; index += recordedEach) {
      const { pointer, change, make } = all[index]!;
      const fields = theirs?.refused[index];
      const ours = judge.judge(make());
      if (ours.accepted !== (fields === undefined)) {
        if (!known(name, pointer)) wrong.push(`${fields === undefined ? 'false alarm' : 'miss'} ${pointer} ${change.slice(0, 60)}: ${ours.errors.map((error) => error.field).join(', ')}`);
      } else if (fields !== undefined && fields.length > 0) {
        count.fields++;
        const named = new Set(ours.errors.map((error) => error.field));
        if (fields.every((field) => named.has(field))) count.same++;
      }
    }
    expect(wrong).toEqual([]);
  });

  it('names the fields that the server names in at least 98 % of the refusals', () => {
    expect(count.fields).toBeGreaterThan(1500);
    expect(count.same / count.fields).toBeGreaterThan(0.98);
  });
});
