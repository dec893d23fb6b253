import type { JsonObject } from '../../model/json.ts';
import { isFinal, type Result } from '../connect/index.ts';
import type { Manager } from '../objects/apply.ts';
import { type Answer, type Ask, askChange, askCreate } from './ask.ts';

/** What validate says to an object, or to its change. */
export interface Offline {
  readonly accepted: boolean;
  readonly messages: readonly string[];
}

/** An object of git to ask about, with what validate says of it. */
export interface Question {
  readonly object: JsonObject;
  /** Absent where validate has no schema or cannot tell. */
  readonly offline?: Offline;
  /** Where base has it, too, and otherwise: how it was, and what validate says to the change alone. */
  readonly change?: { readonly before: JsonObject; readonly manager: Manager; readonly refusals: readonly string[] };
  /** The CustomResourceDefinition in git that makes its kind. */
  readonly definition?: JsonObject;
  /** `apps/web.yaml:3:5` */
  readonly place?: string;
}

/** Both verdicts on the creation of an object; with `before`, on its change. */
export interface Judged extends Omit<Question, 'change'> {
  readonly before?: JsonObject;
  readonly server: Answer;
}

/** Asks about every object, in parallel as far as the client lets. A cluster that is gone before it answered anything is a failure. */
export async function judgeAll(ask: Ask, questions: readonly Question[], onProgress: (line: string) => void): Promise<Result<readonly Judged[]>> {
  let done = 0;
  const judged = await Promise.all(questions.map(async ({ change, ...question }): Promise<Judged[]> => {
    const { object, offline } = question;
    const creation: Judged = { ...question, server: await askCreate(ask, object) };
    // An object that one side does not take at all says nothing about its change.
    const isTaken = offline?.accepted === true && (creation.server.says === 'accepts' || creation.server.says === 'nothing');
    const refusals = change?.refusals ?? [];
    const answer = change !== undefined && isTaken ? await askChange(ask, { before: change.before, after: object, manager: change.manager, accepted: refusals.length === 0 }) : undefined;
    onProgress(`${++done} of ${questions.length} objects`);
    return answer === undefined ? [creation] : [creation, { ...question, before: change!.before, offline: { accepted: refusals.length === 0, messages: refusals }, server: answer }];
  }));
  const all = judged.flat();
  const over = all.find(({ server }) => server.says === 'unknown' && isFinal(server.failure))?.server;
  const isNothing = over?.says === 'unknown' && (over.failure.why === 'interrupted' || all.every(({ server }) => server.says === 'unknown'));
  return over?.says === 'unknown' && isNothing ? { ok: false, failure: over.failure } : { ok: true, value: all };
}
