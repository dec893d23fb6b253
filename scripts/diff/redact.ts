import { isObject, setKey } from '../lib/json.ts';
import type { FieldChange } from '../model/diff.ts';
import type { KindName } from '../model/graph.ts';
import type { Json, JsonObject } from '../model/json.ts';

const mask = '(redacted)';

/** The object with every value of a Secret's `data` and `stringData` out of sight. */
export function redacted(object: JsonObject, kind: KindName): JsonObject {
  if (kind !== 'Secret') return object;
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(object)) setKey(out, key, key === 'data' || key === 'stringData' ? masked(value) : key === 'metadata' ? withoutCopy(value) : value);
  return out;
}

/** A field of a Secret without its values; that it changes is to be seen. */
export function redactedField(field: FieldChange, kind: KindName): FieldChange {
  if (kind !== 'Secret' || !/^\/(?:data|stringData|metadata\/annotations\/kubectl\.kubernetes\.io~1last-applied-configuration)(?:\/|$)/.test(field.pointer)) return field;
  return { ...field, ...(field.before !== undefined && { before: masked(field.before) }), ...(field.after !== undefined && { after: masked(field.after) }), redacted: true };
}

function masked(value: Json): Json {
  if (!isObject(value)) return mask;
  const out: JsonObject = {};
  for (const key of Object.keys(value)) setKey(out, key, mask);
  return out;
}

/** kubectl keeps a copy of what it applied in an annotation. */
function withoutCopy(metadata: Json): Json {
  if (!isObject(metadata) || !isObject(metadata['annotations'])) return metadata;
  const annotations: JsonObject = {};
  for (const [key, value] of Object.entries(metadata['annotations'])) setKey(annotations, key, key.endsWith('/last-applied-configuration') ? mask : value);
  return { ...metadata, annotations };
}
