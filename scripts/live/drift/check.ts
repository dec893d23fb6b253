import { atPointer, isObject } from '../../lib/json.ts';
import { groupOf, refOf, text } from '../../lib/object.ts';
import { globMatches } from '../../lib/glob.ts';
import type { ObjectRef } from '../../model/ids.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Client, Failure } from '../connect/index.ts';
import { anyMetadata, exempt, requestsFor } from '../objects/apply.ts';
import type { Discovery } from '../objects/discovery.ts';
import { compareObjects, type FieldDifference } from '../objects/compare.ts';
import type { Unserved } from '../objects/unserved.ts';
import type { Desired } from './desired.ts';
import { ignoredPaths, removeAt } from './ignore.ts';
import { addedByKubectl, ownerOf } from './owners.ts';

/** How one object of git fares in the cluster. */
export type Outcome =
  | { readonly is: 'equal' | 'missing' }
  | { readonly is: 'different'; readonly fields: readonly ChangedField[]; readonly recreated?: true }
  /** Flux does not touch it; a label or annotation says so. */
  | { readonly is: 'exempt'; readonly why: string }
  /** The server does not take what git has. */
  | { readonly is: 'refused'; readonly message: string }
  /** It could not be asked. */
  | { readonly is: 'unknown'; readonly failure: Failure };

export interface ChangedField extends FieldDifference {
  /** Manager and time of the last change by somebody else than Flux. */
  readonly changedBy?: string;
}

export interface CheckOptions {
  readonly discovery: Discovery;
  readonly unserved: Unserved;
  /** `apps/Deployment shop/web`: workloads whose replicas an autoscaler sets. */
  readonly scaled: ReadonlySet<string>;
  /** `Kind/namespace/name` with `*`, and a JSON pointer with `*`. */
  readonly ignored: readonly { readonly object: string; readonly pointer: string }[];
}

/** Compares one object by server-side apply dry run under the field manager that Flux uses. Nothing is changed. */
export async function checkObject(client: Client, desired: Desired, { discovery, unserved, scaled, ignored }: CheckOptions): Promise<Outcome> {
  const { object: wanted, manager } = desired;
  const ref = refOf(wanted);
  const served = discovery.find(ref.apiVersion, ref.kind);
  if (served === undefined) return { is: 'unknown', failure: { why: 'not-found', message: await unserved(ref.apiVersion, ref.kind) } };
  const { read, apply } = requestsFor(wanted, served, manager);
  const live = await client.send(read);
  if (!live.ok && live.failure.why !== 'not-found') return { is: 'unknown', failure: live.failure };
  const why = exempt(desired, live.ok ? live.value : undefined);
  if (why !== undefined) return { is: 'exempt', why };
  if (!live.ok) return { is: 'missing' };
  const paths = ignoredPaths(desired.ignore, wanted);
  if (paths.includes('')) return { is: 'exempt', why: 'an ignore rule for the whole object' };
  const applied = await client.send(apply);
  if (!applied.ok) return refusal(applied.failure, desired, ref);
  const strip = (body: JsonObject): JsonObject => paths.reduce<Json>((rest, pointer) => removeAt(rest, pointer), body) as JsonObject;
  const fields: FieldDifference[] = compareObjects(strip(live.value), strip(applied.value));
  if (manager === 'kustomize-controller' && !anyMetadata(wanted, 'kustomize.toolkit.fluxcd.io/ssa', 'Merge')) {
    for (const pointer of addedByKubectl(live.value, applied.value)) {
      if (!fields.some((field) => field.pointer === pointer) && !paths.some((rule) => pointer === rule || pointer.startsWith(`${rule}/`))) fields.push({ pointer, live: atPointer(live.value, pointer) ?? null });
    }
  }
  const isScaled = scaled.has(scaleKey(ref));
  const own = fields.filter((field) => !isDigest(field)).filter(({ pointer }) => !(isScaled && pointer === '/spec/replicas') && !ignored.some((rule) => globMatches(rule.object, `${ref.kind}/${ref.namespace}/${ref.name}`) && globMatches(rule.pointer, pointer)));
  if (own.length === 0) return { is: 'equal' };
  return {
    is: 'different',
    fields: own.map((field) => {
      const changedBy = ownerOf(live.value, field.pointer, manager);
      return { ...(ref.kind === 'Secret' ? masked(field) : field), ...(changedBy !== undefined && { changedBy }) };
    }),
  };
}

/** helm-controller puts the digest of a chart from a registry into its label; a chart that was given as a file has none. */
function isDigest({ pointer, live, git }: FieldDifference): boolean {
  return pointer.endsWith('/helm.sh~1chart') && typeof live === 'string' && typeof git === 'string' && /_[0-9a-f]{12}$/.test(live) && live.slice(0, -13) === git.replace(/-v(?=[^-]*$)/, '-');
}

function refusal(failure: Failure, { force }: Desired, { kind }: ObjectRef): Outcome {
  if (failure.why !== 'refused' && failure.why !== 'not-found') return { is: 'unknown', failure };
  if (force && failure.status === 422 && /immutable/.test(failure.message)) return { is: 'different', recreated: true, fields: [] };
  // What the server says of a Secret may quote it.
  return { is: 'refused', message: kind === 'Secret' ? 'the server refuses it (its message is not shown)' : failure.message };
}

function masked({ pointer, live, git }: FieldDifference): FieldDifference {
  if (pointer.startsWith('/metadata/labels/') || pointer === '/type' || pointer === '/immutable') return { pointer, ...(live !== undefined && { live }), ...(git !== undefined && { git }) };
  const stars = (value: Json): Json => (isObject(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, '*****'])) : '*****');
  return { pointer, ...(live !== undefined && { live: stars(live) }), ...(git !== undefined && { git: stars(git) }) };
}

function scaleKey({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return `${groupOf(apiVersion)}/${kind} ${namespace}/${name}`;
}

/** The workloads that HorizontalPodAutoscalers scale: of git, and of the cluster as far as they may be listed. */
export function scaledBy(autoscalers: readonly JsonObject[]): Set<string> {
  return new Set(autoscalers.map((body) => scaleKey({
    apiVersion: text(body, 'spec', 'scaleTargetRef', 'apiVersion'), kind: text(body, 'spec', 'scaleTargetRef', 'kind'), namespace: text(body, 'metadata', 'namespace'), name: text(body, 'spec', 'scaleTargetRef', 'name'),
  })));
}
