import { isObject, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Decoder } from '../decode/mismatch.ts';
import { unknownField } from '../decode/typed.ts';
import { at, child, type FieldError, type FieldPath } from '../errors.ts';
import type { CrdSchema } from '../store/types.ts';

const typeMeta = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * What the server holds of a custom resource after decoding: unknown fields reported and left out, nulls dropped where the
 * schema is not nullable (a server-side apply keeps those without a default, and validation refuses them), defaults filled in,
 * metadata decoded as Go does. Makes new values, leaves the given ones alone.
 * Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/{pruning,defaulting,objectmeta}
 */
export function decodeCustom(object: JsonObject, schema: CrdSchema, metadata: Decoder, errors: FieldError[], serverSideApply = false): JsonObject {
  const pass: Pass = { metadata, errors, keepNulls: serverSideApply };
  return admitObject(object, { ...schema, 'x-kubernetes-embedded-resource': true }, undefined, pass, false);
}

interface Pass {
  readonly metadata: Decoder;
  readonly errors: FieldError[];
  readonly keepNulls: boolean;
}

function admit(value: Json, schema: CrdSchema | undefined, path: FieldPath | undefined, pass: Pass, keep: boolean): Json {
  if (Array.isArray(value)) {
    const items = schema?.items;
    // skipPrune goes on into the items of a list that keeps what it does not know.
    const preserve = keep || schema?.['x-kubernetes-preserve-unknown-fields'] === true;
    return value.map((item, index) => {
      const filled: Json = item === null && items !== undefined && items.nullable !== true && items.default !== undefined ? copy(items.default) : item;
      return admit(filled, items, at(path, index), pass, preserve);
    });
  }
  return isObject(value) ? admitObject(value, schema, path, pass, keep) : value;
}

/** `keep`: a schema above preserves unknown fields and says nothing about this place. */
function admitObject(value: JsonObject, schema: CrdSchema | undefined, path: FieldPath | undefined, pass: Pass, keep: boolean): JsonObject {
  const out: JsonObject = {};
  const preserve = keep || schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  const properties = schema?.properties;
  const rest = schema?.additionalProperties;
  for (const key of Object.keys(value)) {
    let item: Json = value[key]!;
    if (schema?.['x-kubernetes-embedded-resource'] === true && typeMeta.has(key)) {
      const decoded = key === 'metadata' ? pass.metadata(item, child(path, key), pass.errors) : item;
      if (decoded !== undefined) setKey(out, key, decoded);
      continue;
    }
    const own = properties !== undefined && Object.hasOwn(properties, key) ? properties[key]! : undefined;
    const sub = own ?? (typeof rest === 'object' ? rest : undefined);
    const here = own !== undefined || rest === undefined || rest === false ? child(path, key) : at(path, key);
    if (own === undefined && (rest === undefined || rest === false)) {
      if (preserve) setKey(out, key, item);
      else pass.errors.push(unknownField(here, key, Object.keys(properties ?? {}), (name) => isOfType(item, properties?.[name])));
      continue;
    }
    if (item === null && sub !== undefined && sub.nullable !== true) {
      if (sub.default !== undefined) item = copy(sub.default);
      else if (!pass.keepNulls) continue;
    }
    setKey(out, key, admit(item, sub, here, pass, false));
  }
  if (properties !== undefined) {
    for (const key of Object.keys(properties)) {
      const property = properties[key]!;
      if (property.default !== undefined && !Object.hasOwn(out, key)) setKey(out, key, admit(copy(property.default), property, child(path, key), pass, true));
    }
  }
  return out;
}

/** Whether the schema's type is the value's; a schema of several types says nothing. */
function isOfType(value: Json, schema: CrdSchema | undefined): boolean {
  const type = Array.isArray(value) ? ['array'] : value === null ? [] : typeof value === 'number' || typeof value === 'bigint' ? ['integer', 'number'] : [typeof value];
  return schema?.type !== undefined && type.includes(schema.type);
}

function copy(value: unknown): Json {
  return structuredClone(value) as Json;
}

