import { seconds } from '../lib/duration.ts';
import { isObject } from '../lib/json.ts';
import { groupOf, object, refOf } from '../lib/object.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Run } from './run.ts';
import { isReady } from './simulation.ts';

/**
 * A Flux object as a controller reads it from the API server and hands it to an expression: a Go value, which has no kind and
 * writes its durations in full, with the status that its controller has given it so far. `self`: the object that asks, which has none.
 */
export function observed(run: Run, whose: 'self' | 'dependency'): JsonObject {
  const { apiVersion: _, kind: __, ...body } = run.manifest.object;
  const metadata = { finalizers: ['finalizers.fluxcd.io'], ...livingMetadata(body) };
  return { ...body, metadata, spec: withDurations(object(body, 'spec')), status: whose === 'self' ? { observedGeneration: -1 } : statusOf(run) };
}

/** What the server adds to the metadata of each object. */
export function livingMetadata(body: JsonObject): JsonObject {
  return { uid: '00000000-0000-0000-0000-000000000000', resourceVersion: '1', generation: 1, creationTimestamp: '2026-01-01T00:00:00Z', ...object(body, 'metadata') };
}

function statusOf(run: Run): JsonObject {
  const ready = isReady(run);
  if (run.reason === undefined && !ready) return { observedGeneration: -1 };
  const status: JsonObject = {
    observedGeneration: 1,
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', observedGeneration: 1, lastTransitionTime: '2026-01-01T00:00:00Z', reason: run.reason ?? 'ReconciliationSucceeded', message: run.message ?? '' }],
  };
  if (!ready) return status;
  const inventory = { entries: run.manifests.filter(({ hooks }) => hooks === undefined).map(({ object: made }) => entryOf(made)) };
  if (run.id.kind === 'Kustomization') return { ...status, lastAppliedRevision: revision, lastAttemptedRevision: revision, inventory };
  if (run.id.kind === 'ResourceSet') return { ...status, lastAppliedRevision: digest, inventory };
  const { chartVersion = '', namespace = '' } = run.release ?? {};
  return {
    ...status, inventory, storageNamespace: namespace, lastAttemptedGeneration: 1, lastAttemptedReleaseAction: 'install', lastAttemptedRevision: chartVersion, lastAttemptedConfigDigest: digest,
    ...(run.release !== undefined && { history: [{ digest, configDigest: digest, firstDeployed: metadataTime, lastDeployed: metadataTime, deleted: null, ...run.release }] }),
  };
}

/** Every source of a run is at one revision. */
const revision = 'main@sha1:0000000000000000000000000000000000000000';
const digest = `sha256:${'0'.repeat(64)}`;
const metadataTime = '2026-01-01T00:00:00Z';

/** `default_web_apps_Deployment`, as the controllers note what they applied. */
function entryOf(body: JsonObject): JsonObject {
  const { apiVersion, kind, namespace, name } = refOf(body);
  return { id: `${namespace}_${name}_${groupOf(apiVersion)}_${kind}`, v: apiVersion.split('/').at(-1) ?? '' };
}

/** `1h` is read and written again as `1h0m0s`. */
function withDurations(spec: JsonObject): JsonObject {
  const convert = (value: Json, key: string): Json => {
    if (isObject(value) && key !== 'values') return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, convert(item, name)]));
    const length = typeof value === 'string' && ['interval', 'retryInterval', 'timeout'].includes(key) ? seconds(value) : undefined;
    return length === undefined ? value : inFull(length);
  };
  return convert(spec, '') as JsonObject;
}

function inFull(length: number): string {
  if (length > 0 && length < 1) return `${length * 1000}ms`;
  const [hours, minutes] = [Math.floor(length / 3600), Math.floor((length % 3600) / 60)];
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${length % 60}s`;
}
