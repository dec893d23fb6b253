import { expect, it } from 'vitest';
import { isObject } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import { complete } from '../../schema/defaults/index.ts';
import { shapeOf } from '../../schema/shape.ts';
import { openStore } from '../../schema/store/store.ts';
import { updateErrors } from '../../schema/update/index.ts';
import { nameOfBase, readBases } from './bases.ts';
import { mutations, poolOf } from './mutate.ts';
import { readRecordedUpdates, sameObject } from './recorded.ts';

/** Where we know better, or other: the server's claim is not bound, so that its size and class stay too. */
const known = ['PersistentVolumeClaim/pvc 64', 'PersistentVolumeClaim/pvc 100', 'StorageClass/fast 20'];

it('refuses the changes that a real API server refuses, and no other', () => {
  const store = openStore('1.35');
  const bases = readBases();
  const pool = poolOf(bases);
  const differs: string[] = [];
  const count = { asked: 0, refused: 0 };
  for (const { base: name, mutations: many, asked, refused } of readRecordedUpdates()) {
    const base = bases.find((one) => nameOfBase(one) === name) as JsonObject;
    expect(isObject(base), name).toBe(true);
    const all = mutations(base, pool).map((one) => one.make()).filter((one) => sameObject(one, base));
    expect(all.length, `${name}: other mutations than were recorded; npm run test:apiserver:updates -- --record`).toBe(many);
    const shape = shapeOf(store, String(base['apiVersion']), String(base['kind']));
    for (const index of asked) {
      count.asked++;
      if (refused.includes(index)) count.refused++;
      const ours = updateErrors(complete(base, store), complete(all[index]!, store), shape);
      if (ours.length > 0 !== refused.includes(index)) differs.push(`${name} ${index}`);
    }
  }
  expect(differs.filter((one) => !known.includes(one))).toEqual([]);
  expect(count).toEqual({ asked: 793, refused: 216 });
});
