import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * What a real kube-apiserver 1.35.4 said to every fifth mutation of a base: the index of the refused ones, with the fields
 * that it names. The others of them it accepted. Index 0 is the base itself. Made by `npm run test:apiserver:kinds -- --record`.
 */
export interface Recorded {
  readonly base: string;
  /** How many mutations there were: another number means that the bases or the mutator changed since. */
  readonly mutations: number;
  readonly refused: Readonly<Record<number, readonly string[]>>;
}
export const recordedEach = 5;
export const recordedFile = fileURLToPath(new URL('./verdicts.jsonl', import.meta.url));

export function readRecorded(): Recorded[] {
  return readFileSync(recordedFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded);
}
