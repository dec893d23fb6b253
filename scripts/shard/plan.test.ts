import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryTree } from '../render/source/tree.ts';

import { dealOut, sharesOf, weigh } from './plan.ts';

const plan = (weights: number[], of: number) => Array.from({ length: of }, (_, at) => [...sharesOf(weights, { number: at + 1, of })].map(([cluster, { share, of: all }]) => `${cluster}:${share + 1}/${all}`).join(' '));

it('gives whole clusters while there are enough, and shares of the heavy ones where there are not', () => {
  expect(plan([5, 9, 4], 1)).toEqual(['0:1/1 1:1/1 2:1/1']);
  expect(plan([5, 9, 4], 2)).toEqual(['1:1/1', '0:1/1 2:1/1']);
  expect(plan([5, 9, 4], 3)).toEqual(['1:1/1', '0:1/1', '2:1/1']);
  expect(plan([5, 9, 4], 5)).toEqual(['0:1/2', '0:2/2', '1:1/2', '1:2/2', '2:1/1']);
  expect(plan([1], 3)).toEqual(['0:1/3', '0:2/3', '0:3/3']);
});

it('leaves nothing out and does nothing twice', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 30 }), (weights, of) => {
    const shares = new Map<number, string[]>();
    for (const each of plan(weights, of)) {
      expect(each).not.toBe('');
      for (const one of each.split(' ')) shares.set(Number(one.split(':')[0]), [...(shares.get(Number(one.split(':')[0])) ?? []), one.split(':')[1]!]);
    }
    for (const at of weights.keys()) expect(shares.get(at)).toEqual(Array.from({ length: shares.get(at)!.length }, (_, n) => `${n + 1}/${shares.get(at)!.length}`));
  }));
});

it('deals out evenly', () => {
  expect(dealOut([5, 1, 1, 1, 2], 2)).toEqual([0, 1, 1, 1, 1]);
  expect(dealOut([], 2)).toEqual([]);
});

it('weighs an entry by what it leads to', () => {
  const tree = memoryTree({ 'clusters/a/apps.yaml': 'path: ./apps/web/overlays/a\n', 'clusters/b/apps.yaml': 'path: ./apps/small\n', 'apps/web/overlays/a/kustomization.yaml': 'resources: [../../base]\n', 'apps/web/base/big.yaml': 'x'.repeat(1000), 'apps/small/a.yaml': 'a: 1\n', 'apps/web/base/note.md': 'x'.repeat(9999) });
  const weighed = (entry: string) => weigh(entry, { files: tree.files, kind: tree.kind, text: (file) => Buffer.from(tree.read(file)!).toString() });
  expect([weighed('clusters/a'), weighed('clusters/b'), weighed('nowhere')]).toEqual([1053, 25, 1]);
});
