import { refOf } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Client, type Failure, isFinal, type Result } from '../connect/index.ts';
import { type Discovery, pathOf } from '../objects/discovery.ts';

/** What the server says to the creation of an object. */
export type Answer =
  | { readonly says: 'accepts' }
  | { readonly says: 'refuses'; readonly message: string }
  /** The object may be right or wrong: what it needs first is not in this cluster, or its refusal is about other objects. */
  | { readonly says: 'nothing'; readonly why: string }
  | { readonly says: 'unknown'; readonly failure: Failure };

/**
 * A strict dry run of the creation, as the offline verdict judges it. That an object of the name exists already is told only
 * after everything else was checked (registry/rest/create.go), and so counts as accepted.
 */
export async function askCreate(client: Client, discovery: Discovery, body: JsonObject): Promise<Answer> {
  const ref = refOf(body);
  const served = discovery.find(ref.apiVersion, ref.kind);
  if (served === undefined) return { says: 'nothing', why: `the cluster does not serve ${ref.apiVersion} ${ref.kind} (yet)` };
  const namespace = served.namespaced ? ref.namespace || 'default' : '';
  const answer = await client.send({
    method: 'POST', path: `${pathOf(served, namespace)}?dryRun=All&fieldValidation=Strict&fieldManager=gitops-validate`, body,
    asked: { verb: 'create', resource: served.resource, group: served.group, ...(namespace !== '' && { namespace }) },
  });
  if (answer.ok) return { says: 'accepts' };
  const { failure } = answer;
  if (failure.status === 409 && /already exists/.test(failure.message)) return { says: 'accepts' };
  if (failure.status === 404) return { says: 'nothing', why: /namespaces? "[^"]*" not found/.test(failure.message) ? `namespace ${namespace} is not in the cluster (yet)` : failure.message };
  if (failure.why !== 'refused') return { says: 'unknown', failure };
  return stateful.test(failure.message) ? { says: 'nothing', why: `only the cluster can know: ${failure.message}` } : { says: 'refuses', message: failure.message };
}

/** Refusals because of what is in the cluster already. */
const stateful = /already allocated|exceeded quota|is immutable|being terminated|failed calling webhook|admission webhook "/;

/** Asks about every object, in parallel as far as the client lets. A cluster that is gone is a failure. */
export async function askAll(client: Client, discovery: Discovery, bodies: readonly JsonObject[], onProgress: (line: string) => void): Promise<Result<readonly Answer[]>> {
  let done = 0;
  const answers = await Promise.all(bodies.map(async (body) => {
    const answer = await askCreate(client, discovery, body);
    onProgress(`${++done} of ${bodies.length} objects`);
    return answer;
  }));
  const over = answers.find((answer) => answer.says === 'unknown' && isFinal(answer.failure));
  return over?.says === 'unknown' ? { ok: false, failure: over.failure } : { ok: true, value: answers };
}
