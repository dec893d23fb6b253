import { isObject } from '../../lib/json.ts';
import { groupOf, object, refOf, text } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { complete } from '../../schema/defaults/index.ts';
import { quantityOf } from '../../schema/quantity.ts';
import { shapeOf, type Shape } from '../../schema/shape.ts';
import type { SchemaStore } from '../../schema/store/store.ts';

/** Kinds that the recorder leaves out: aggregated APIs, what controllers write all the time, and charts that no Kustomization has applied. */
export function isRecorded(body: JsonObject): boolean {
  const { apiVersion, kind } = refOf(body);
  if (groupOf(apiVersion) === 'apiregistration.k8s.io' || ['Event', 'Lease', 'Endpoints', 'EndpointSlice'].includes(kind)) return false;
  return !(groupOf(apiVersion) === 'source.toolkit.fluxcd.io' && kind === 'HelmChart') || text(body, 'metadata', 'labels', 'kustomize.toolkit.fluxcd.io/name') !== '';
}

/**
 * An object as the server holds it, with its defaults: what was left out equals what the server puts there, quantities are equal by
 * amount, and what Go's types do not write (empty texts, zeros) says nothing. What the recorder takes away goes on both sides.
 */
export function normalForm(store: SchemaStore): (body: JsonObject) => JsonObject {
  return (body) => {
    const { apiVersion, kind } = refOf(body);
    const typed = store.builtIn(apiVersion, kind) !== undefined;
    const { apiVersion: _, metadata, ...rest } = complete(asRecorded(body, kind), store);
    const shape = shapeOf(store, apiVersion, kind);
    const out: JsonObject = { metadata: normalMetadata(object({ metadata: metadata ?? null }, 'metadata'), apiVersion) };
    for (const key of Object.keys(rest).sort()) {
      if (key === 'spec' && kind === 'Namespace' && apiVersion === 'v1') continue;
      const value = kind === 'Secret' && key === 'data' ? sameBase64(rest[key]!) : rest[key]!;
      const item = reduce(value, shape?.field(key), typed && key !== 'data' && key !== 'stringData');
      if (item !== undefined) out[key] = item;
    }
    return out;
  };
}

/** What `complete` does not know: null among texts is '', labels of the Job controller are not ours, limits stand for defaults. */
function asRecorded(given: JsonObject, kind: string): JsonObject {
  const metadata = { ...object(given, 'metadata') };
  for (const field of ['labels', 'annotations']) if (isObject(metadata[field])) metadata[field] = withoutNulls(metadata[field]);
  const body: JsonObject = { ...given, metadata };
  if (kind === 'Job') return withoutMarks(body);
  if ((kind === 'ConfigMap' || kind === 'Secret') && isObject(body['data'])) return { ...body, data: withoutNulls(body['data']) };
  if (kind !== 'LimitRange') return body;
  const limits = object(body, 'spec')['limits'];
  if (!Array.isArray(limits)) return body;
  const filled = limits.map((limit) => {
    if (!isObject(limit) || limit['type'] !== 'Container') return limit;
    const given = { ...object(limit, 'max'), ...object(limit, 'default') };
    return { ...limit, default: given, defaultRequest: { ...object(limit, 'min'), ...given, ...object(limit, 'defaultRequest') } };
  });
  return { ...body, spec: { ...object(body, 'spec'), limits: filled } };
}

function withoutNulls(texts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, value ?? '']));
}

const serverFields = ['creationTimestamp', 'generation', 'selfLink', 'resourceVersion', 'uid', 'ownerReferences'];

function normalMetadata(metadata: JsonObject, apiVersion: string): JsonObject {
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(metadata)) {
    if (serverFields.includes(key)) continue;
    // A controller puts its own finalizer on the objects that it made itself.
    if (key === 'finalizers' && groupOf(apiVersion).endsWith('.toolkit.fluxcd.io')) continue;
    const item = reduce(value, undefined, false);
    if (item !== undefined) out[key] = item;
  }
  return out;
}

/** Undefined for what says nothing: null, an empty map or list; where Go writes it, an empty text, zero and false. */
function reduce(value: Json, shape: Shape | undefined, typed: boolean): Json | undefined {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => reduce(item, shape?.item, typed) ?? {});
  if (isObject(value)) {
    const out: JsonObject = {};
    for (const key of Object.keys(value).sort()) {
      const item = reduce(value[key]!, shape?.field(key), typed);
      if (item !== undefined) out[key] = item;
    }
    return Object.keys(out).length === 0 ? undefined : out;
  }
  if (shape?.quantity === true) return amount(value);
  if (typed && (value === '' || value === 0 || value === false)) return undefined;
  return value;
}

/** Whatever its suffix. */
function amount(value: Json): Json {
  const nano = quantityOf(value)?.nano;
  return nano === undefined ? value : `${nano}n`;
}

function sameBase64(data: Json): Json {
  if (!isObject(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, typeof value === 'string' ? Buffer.from(value, 'base64').toString('base64') : value]));
}

/** Without the labels by which the Job controller knows its Pods. */
function withoutMarks(job: JsonObject): JsonObject {
  const copy = structuredClone(job);
  for (const holder of [object(copy, 'spec', 'selector', 'matchLabels'), object(copy, 'spec', 'template', 'metadata', 'labels')]) {
    for (const key of Object.keys(holder)) if (/(^|\/)(controller-uid|job-name)$/.test(key)) delete holder[key];
  }
  return copy;
}
