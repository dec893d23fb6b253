import { expect, it } from 'vitest';
import { cases } from './cases.ts';
import { saidOf } from './said.ts';

/** Of the cases that `npm run test:blast` goes through, those in which the line is not that of the object, or Flux leaves it alone. */
const some = [
  'StatefulSet by substituteFrom', 'helm values: pvc off', 'helm release gone', 'helm valuesFrom ConfigMap changes selector', 'role widened by patch',
  'object becomes reconcile disabled', 'Job with ssa IfNotPresent', 'env key changes that is read', 'config key added, key used by valueFrom is another',
];

it.each(some)('%s', async (name) => {
  const one = cases.find(([own]) => own === name)!;
  expect(await saidOf(one)).toEqual(one[3]);
}, 60_000);
