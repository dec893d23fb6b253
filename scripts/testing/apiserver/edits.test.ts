import { describe, expect, it } from 'vitest';
import { openStore } from '../../schema/store/store.ts';
import { makeJudge } from '../../schema/verdict.ts';
import { nameOfBase, readBases } from './bases.ts';
import { applyEdit, readEdits } from './edits.ts';

describe('edits by hand, and what a real API server said of them', () => {
  it('has the same verdict and names the same fields', () => {
    const judge = makeJudge(openStore('1.35'), '1.35', { serviceCidrs: ['10.96.0.0/12'] });
    const bases = new Map(readBases().map((base) => [nameOfBase(base), base]));
    const wrong: string[] = [];
    for (const { base, set, refused } of readEdits()) {
      const ours = judge.judge(applyEdit(bases.get(base)!, set));
      const named = new Set(ours.errors.map((error) => error.field));
      if (ours.accepted !== (refused === undefined) || refused?.some((field) => !named.has(field)) === true)
        wrong.push(`${base} ${JSON.stringify(set)}: they say ${refused?.join(', ') ?? 'accepted'}, we say ${[...named].join(', ') || 'accepted'}`);
    }
    expect(wrong).toEqual([]);
  });
});
