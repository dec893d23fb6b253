import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { text } from '../../lib/read.ts';
import type { JsonObject } from '../../model/json.ts';

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

/** What the same server said to changes of a base: the index of each mutation that it refuses as an update. Made by `npm run test:apiserver:updates -- --record`. */
export interface RecordedUpdates {
  readonly base: string;
  readonly mutations: number;
  /** Of these mutations the others were accepted. */
  readonly asked: readonly number[];
  readonly refused: readonly number[];
}
export const updatesFile = fileURLToPath(new URL('./updates.jsonl', import.meta.url));

export function readRecordedUpdates(): RecordedUpdates[] {
  return readFileSync(updatesFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as RecordedUpdates);
}

/** Whether a mutation is still the same object, which a change of name, namespace or kind makes another. */
export function sameObject(one: JsonObject, other: JsonObject): boolean {
  const key = (object: JsonObject) => [text(object, 'apiVersion'), text(object, 'kind'), text(object, 'metadata', 'namespace'), text(object, 'metadata', 'name')].join('\n');
  return key(one) === key(other);
}
