import { refOf } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Client, Failure } from '../connect/index.ts';
import { asSent, exempt, type Manager, requestsFor } from '../objects/apply.ts';
import { compareObjects } from '../objects/compare.ts';
import { type Discovery, pathOf } from '../objects/discovery.ts';
import type { Unserved } from '../objects/unserved.ts';

/** What the server says to the creation of an object, or to its change. */
export type Answer =
  | { readonly says: 'accepts' }
  | { readonly says: 'refuses'; readonly message: string }
  /** It may be right or wrong: what it needs first is not in this cluster, or its refusal is about other objects. */
  | { readonly says: 'nothing'; readonly why: string }
  | { readonly says: 'unknown'; readonly failure: Failure };

export interface Ask {
  readonly client: Client;
  readonly discovery: Discovery;
  readonly unserved: Unserved;
  /** Whether validate knows the cluster's policies, so that it could have said what they say. */
  readonly withFacts: boolean;
}

/**
 * A strict dry run of the creation, as the offline verdict judges it. That an object of the name exists already is told only
 * after everything else was checked (registry/rest/create.go), and so counts as accepted.
 */
export async function askCreate({ client, discovery, unserved, withFacts }: Ask, body: JsonObject): Promise<Answer> {
  const ref = refOf(body);
  const served = discovery.find(ref.apiVersion, ref.kind);
  if (served === undefined) return { says: 'nothing', why: await unserved(ref.apiVersion, ref.kind) };
  const namespace = served.namespaced ? ref.namespace || 'default' : '';
  const answer = await client.send({
    method: 'POST', path: `${pathOf(served, namespace)}?dryRun=All&fieldValidation=Strict&fieldManager=gitops-validate`, body,
    asked: { verb: 'create', resource: served.resource, group: served.group, ...(namespace !== '' && { namespace }) },
  });
  if (answer.ok) return { says: 'accepts' };
  const { failure } = answer;
  if (failure.status === 409 && /already exists/.test(failure.message)) return { says: 'accepts' };
  if (failure.status === 404) return { says: 'nothing', why: /namespaces? "[^"]*" not found/.test(failure.message) ? `namespace ${namespace} is not in the cluster (yet)` : failure.message };
  return refusal(failure, withFacts);
}

export interface Change {
  /** As base and head render it. */
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly manager: Manager;
  /** Whether validate lets the change pass. */
  readonly accepted: boolean;
}

/**
 * A dry run of the change as Flux would make it: an apply to the object that lives, under Flux's field manager. Undefined where none lives.
 * An answer that is not ours counts only where base is what lives: else it is about another change.
 */
export async function askChange({ client, discovery, withFacts }: Ask, { before, after, manager, accepted }: Change): Promise<Answer | undefined> {
  const { apiVersion, kind } = refOf(after);
  const served = discovery.find(apiVersion, kind);
  if (served === undefined) return undefined;
  const { read, apply } = requestsFor(asSent(after), served, manager);
  const live = await client.send(read);
  if (!live.ok) return live.failure.why === 'not-found' ? undefined : { says: 'unknown', failure: live.failure };
  const left = exempt({ object: after, manager }, live.value);
  if (left !== undefined) return { says: 'nothing', why: `Flux leaves it: ${left}` };
  const applied = await client.send(apply);
  const answer: Answer = applied.ok ? { says: 'accepts' } : refusal(applied.failure, withFacts);
  if ((answer.says !== 'accepts' && answer.says !== 'refuses') || (answer.says === 'accepts') === accepted) return answer;
  const based = await client.send(requestsFor(asSent(before), served, manager).apply);
  return based.ok && compareObjects(live.value, based.value).length === 0 ? answer : { says: 'nothing', why: 'what lives is not what base has, so the answer is about another change' };
}

function refusal(failure: Failure, withFacts: boolean): Answer {
  if (failure.why !== 'refused') return { says: 'unknown', failure };
  if (!withFacts && /^.*ValidatingAdmissionPolicy '/.test(failure.message)) return { says: 'nothing', why: `a policy that validate does not know of (npm run schemas:pull): ${failure.message}` };
  return stateful.test(failure.message) ? { says: 'nothing', why: `only the cluster can know: ${failure.message}` } : { says: 'refuses', message: failure.message };
}

/** Refusals because of what is in the cluster already. */
const stateful = /already allocated|exceeded quota|being terminated|failed calling webhook|admission webhook "/;
