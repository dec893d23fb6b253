import { getKey, isObject, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { decodeCustom } from '../crd/decode.ts';
import { shapeOf, type Shape } from '../shape.ts';
import type { SchemaStore } from '../store/store.ts';
import { defaults } from './table.ts';

/**
 * An object as the server holds it when a client has sent it: defaults filled in, nulls and empty lists and maps left out,
 * `stringData` of Secrets in `data`. What its schema does not know stays as it is. Makes new values.
 */
export function complete(object: JsonObject, store: SchemaStore): JsonObject {
  const apiVersion = String(getKey(object, 'apiVersion') ?? '');
  const kind = String(getKey(object, 'kind') ?? '');
  const custom = store.builtIn(apiVersion, kind) === undefined ? store.custom(apiVersion, kind) : undefined;
  if (custom !== undefined) return withoutStatus(decodeCustom(object, { ...custom.schema, 'x-kubernetes-preserve-unknown-fields': true }, (metadata) => metadata, []));
  const shape = shapeOf(store, apiVersion, kind);
  const filled = fill(apiVersion === 'v1' && kind === 'Secret' ? withData(object) : object, shape, 0);
  return withoutStatus(isObject(filled) ? filled : {});
}

function fill(value: Json, shape: Shape | undefined, depth: number): Json | undefined {
  if (value === null) return undefined;
  if (depth > 200) return value;
  if (Array.isArray(value)) return value.length === 0 && shape?.item !== undefined ? undefined : value.map((item) => fill(item, shape?.item, depth + 1) ?? item);
  if (!isObject(value)) return value;
  const out: JsonObject = {};
  for (const key of Object.keys(value)) {
    const filled = fill(value[key]!, shape?.field(key), depth + 1);
    if (filled !== undefined) setKey(out, key, filled);
  }
  if (shape !== undefined && shape.type === undefined && Object.keys(out).length === 0) return undefined;
  const own = shape?.type !== undefined && Object.hasOwn(defaults, shape.type) ? defaults[shape.type]! : {};
  for (const [key, given] of Object.entries(own)) {
    if (out[key] !== undefined && out[key] !== '') continue;
    const made = typeof given === 'function' ? given(out) : given;
    const filled = made === undefined ? undefined : fill(structuredClone(made), shape?.field(key), depth + 1);
    if (filled !== undefined) out[key] = filled;
  }
  return out;
}

/** The server writes `stringData` into `data` (pkg/apis/core/v1/conversion.go). */
function withData(secret: JsonObject): JsonObject {
  const texts = getKey(secret, 'stringData');
  if (!isObject(texts)) return secret;
  const { stringData: _, ...rest } = secret;
  const given = getKey(secret, 'data');
  const data: JsonObject = isObject(given) ? { ...given } : {};
  for (const [key, text] of Object.entries(texts)) setKey(data, key, Buffer.from(String(text ?? '')).toString('base64'));
  return { ...rest, data };
}

function withoutStatus(object: JsonObject): JsonObject {
  const { status: _, ...rest } = object;
  return rest;
}
