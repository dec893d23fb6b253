import { object, objects, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Client, fail, isFinal, type Result } from '../connect/index.ts';
import type { Discovery } from '../objects/discovery.ts';
import { list } from '../objects/list.ts';

/**
 * `ready` and `suspended` are as Flux has them; `working` is on it; `waiting` for another object; `failed` says why;
 * `missing` is in git and not in the cluster.
 */
export type State = 'ready' | 'suspended' | 'working' | 'waiting' | 'failed' | 'missing';

/** One of Flux's objects, as the cluster has it. */
export interface FluxObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly state: State;
  readonly reason: string;
  readonly message: string;
  /** What it has made of its source: `main@sha1:…`, `traefik 41.3.0`; '' before the first time. */
  readonly revision: string;
  /** What it tried last, where that is another one. */
  readonly attempted: string;
  /** Of the Ready condition, RFC 3339. */
  readonly since: string;
  /** The value of `reconcile.fluxcd.io/requestedAt` that it has answered. */
  readonly lastHandled: string;
  /** `Kustomization/flux-system/apps`: what it cannot do without. */
  readonly needs: readonly string[];
  /** The Kustomization that applied it. */
  readonly parent?: string;
  /** The source of a Kustomization, with its path. */
  readonly source?: string;
  readonly path?: string;
}

const kinds: readonly (readonly [string, string])[] = [
  ['source.toolkit.fluxcd.io', 'GitRepository'], ['source.toolkit.fluxcd.io', 'OCIRepository'], ['source.toolkit.fluxcd.io', 'HelmRepository'],
  ['source.toolkit.fluxcd.io', 'HelmChart'], ['source.toolkit.fluxcd.io', 'Bucket'], ['source.toolkit.fluxcd.io', 'ExternalArtifact'],
  ['kustomize.toolkit.fluxcd.io', 'Kustomization'], ['helm.toolkit.fluxcd.io', 'HelmRelease'], ['fluxcd.controlplane.io', 'FluxInstance'],
];

export function keyOf({ kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string }): string {
  return `${kind}/${namespace}/${name}`;
}

/** Reads all of Flux's objects; what is forbidden, or came no more, is named in `notRead`. */
export async function readFlux(client: Client, discovery: Discovery): Promise<Result<{ readonly objects: readonly FluxObject[]; readonly notRead: readonly string[] }>> {
  if (discovery.preferred('kustomize.toolkit.fluxcd.io', 'Kustomization') === undefined) return fail('not-found', `Flux is not installed behind context "${client.context}": the cluster serves no kustomize.toolkit.fluxcd.io; see npm run bootstrap`);
  const notRead: string[] = [];
  const found: FluxObject[] = [];
  for (const [group, kind] of kinds) {
    const served = discovery.preferred(group, kind);
    if (served === undefined) continue;
    const all = await list(client, served);
    if (!all.ok && isFinal(all.failure) && (all.failure.why === 'interrupted' || found.length === 0)) return all;
    if (!all.ok && !notRead.includes(all.failure.message)) notRead.push(all.failure.message);
    if (!all.ok) continue;
    found.push(...all.value.map(fluxObject));
  }
  return { ok: true, value: { objects: found, notRead } };
}

function fluxObject(body: JsonObject): FluxObject {
  const [kind, namespace, name] = [text(body, 'kind'), text(body, 'metadata', 'namespace'), text(body, 'metadata', 'name')];
  const ready = objects(body, 'status', 'conditions').find((condition) => condition['type'] === 'Ready');
  const labels = object(body, 'metadata', 'labels');
  const parent = text(labels, 'kustomize.toolkit.fluxcd.io/name');
  const source = sourceOf(body, namespace);
  const state = stateOf(body, ready);
  const [revision, attempted] = revisions(body);
  return {
    kind, namespace, name, state, reason: text(ready, 'reason'),
    message: ready === undefined && state === 'working' ? 'has no status: nothing reconciles it yet' : text(ready, 'message'), since: text(ready, 'lastTransitionTime'), revision, attempted: attempted === revision ? '' : attempted, lastHandled: text(body, 'status', 'lastHandledReconcileAt'),
    needs: [
      ...objects(body, 'spec', 'dependsOn').map((other) => keyOf({ kind, namespace: text(other, 'namespace') || namespace, name: text(other, 'name') })),
      ...(source === undefined ? [] : [source]),
    ],
    ...(parent !== '' && { parent: `Kustomization/${text(labels, 'kustomize.toolkit.fluxcd.io/namespace')}/${parent}` }),
    ...(source !== undefined && { source }),
    ...(text(body, 'spec', 'path') !== '' && { path: text(body, 'spec', 'path') }),
  };
}

function stateOf(body: JsonObject, ready: JsonObject | undefined): State {
  if (object(body, 'spec')['suspend'] === true) return 'suspended';
  // A HelmRepository of type oci and an ExternalArtifact have no reconciler.
  if (ready === undefined && (text(body, 'spec', 'type') === 'oci' || text(body, 'kind') === 'ExternalArtifact')) return 'ready';
  const reconciling = objects(body, 'status', 'conditions').some((condition) => condition['type'] === 'Reconciling' && condition['status'] === 'True');
  const observed = object(body, 'status')['observedGeneration'];
  const isCurrent = observed === undefined || observed === object(body, 'metadata')['generation'];
  if (ready === undefined || !isCurrent) return 'working';
  if (ready['status'] === 'True') return reconciling ? 'working' : 'ready';
  if (ready['status'] === 'Unknown') return 'working';
  return waitReasons.has(text(ready, 'reason')) ? 'waiting' : 'failed';
}

/** Reasons with which the controllers say that it is not their turn yet. */
const waitReasons = new Set(['DependencyNotReady', 'ArtifactNotFound', 'SourceNotReady', 'HelmChartNotReady']);

function sourceOf(body: JsonObject, namespace: string): string | undefined {
  const spec = object(body, 'spec');
  if (text(body, 'kind') === 'HelmRelease' && text(body, 'status', 'helmChart') !== '') return `HelmChart/${text(body, 'status', 'helmChart')}`;
  const found = [object(spec, 'sourceRef'), object(spec, 'chartRef'), object(spec, 'chart', 'spec', 'sourceRef')].find((ref) => text(ref, 'name') !== '');
  return found === undefined ? undefined : keyOf({ kind: text(found, 'kind'), namespace: text(found, 'namespace') || namespace, name: text(found, 'name') });
}

function revisions(body: JsonObject): [string, string] {
  const status = object(body, 'status');
  const release = text(body, 'kind') === 'HelmRelease' ? objects(status, 'history')[0] : undefined;
  const applied = release !== undefined ? `${text(release, 'chartName')} ${text(release, 'chartVersion')}` : text(status, 'lastAppliedRevision') || text(status, 'artifact', 'revision');
  return [applied, release !== undefined ? '' : text(status, 'lastAttemptedRevision')];
}
