import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openStore } from '../store/store.ts';
import { makeJudge } from '../verdict.ts';
import { answersFile, changesOf, recorded, seedsIn, ownFolder } from './seeds.ts';

/** What kube-apiserver 1.35 answered to random changes of our seeds: `npm run test:apiserver -- --record` writes it anew. */
const answers = JSON.parse(readFileSync(answersFile, 'utf8')) as Readonly<Record<string, string>>;
const judge = makeJudge(openStore('1.35'), '1.35');

it.each(seedsIn(ownFolder).map((seed) => [seed.name, seed] as const))('agrees with the recorded answers: %s', (name, seed) => {
  const differs = changesOf(seed, recorded, 0).flatMap(({ what, object }, at) => {
    const answer = answers[name]![at];
    return answer === '?' || judge.judge(object).accepted === (answer === '+') ? [] : [`${what}: the server ${answer === '+' ? 'accepts' : 'refuses'} it`];
  });
  expect(differs).toEqual([]);
});
