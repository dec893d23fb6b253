import type { Json, JsonObject } from '../../model/json.ts';
import { isObject } from '../../lib/json.ts';
import { dyn, listOf, mapOf, named, objectType, type Type } from '../cel/types.ts';
import { parseDuration } from '../decode/duration.ts';
import { isTime } from '../decode/scalars.ts';
import { nanosOf } from '../cel/library/conversions.ts';
import { special, type Value } from '../cel/values.ts';
import type { CrdSchema } from '../store/types.ts';

const formats: Readonly<Record<string, string>> = { byte: 'bytes', duration: 'duration', date: 'timestamp', 'date-time': 'timestamp' };

/**
 * The CEL type of a value under a CRD's schema; undefined where the value is out of CEL's sight.
 * Source: k8s.io/apiserver/pkg/cel/common/schemas.go SchemaDeclType
 */
export function typeOfSchema(schema: CrdSchema, name: string, root = false): Type | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) return dyn;
  switch (schema.type) {
    case 'boolean': return named('bool');
    case 'integer': return named('int');
    case 'number': return named('double');
    case 'string': return named(formats[schema.format ?? ''] ?? 'string');
    case 'array': {
      const item = schema.items === undefined ? undefined : typeOfSchema(schema.items, `${name}.@idx`);
      return item === undefined ? undefined : listOf(item);
    }
    case 'object': {
      if (typeof schema.additionalProperties === 'object') {
        const value = typeOfSchema(schema.additionalProperties, `${name}.@elem`);
        return value === undefined ? undefined : mapOf(value);
      }
      if (schema['x-kubernetes-preserve-unknown-fields'] === true && schema.properties === undefined && !root) return dyn;
      return objectOf(schema, name, root || schema['x-kubernetes-embedded-resource'] === true);
    }
    default: return schema['x-kubernetes-preserve-unknown-fields'] === true ? dyn : undefined;
  }
}

function objectOf(schema: CrdSchema, name: string, resource: boolean): Type {
  const fields: Record<string, Type> = resource
    ? { apiVersion: named('string'), kind: named('string'), metadata: objectType(`${name}.metadata`, { name: named('string'), generateName: named('string') }) }
    : {};
  for (const [field, property] of Object.entries(schema.properties ?? {})) {
    if (resource && field === 'metadata') continue;
    const type = typeOfSchema(property, `${name}.${field}`);
    if (type !== undefined) Object.defineProperty(fields, field, { value: type, enumerable: true, configurable: true });
  }
  return objectType(name, fields);
}

const needed = new WeakMap<CrdSchema, boolean>();

/** Whether a value under the schema holds texts that CEL sees as bytes, durations or timestamps. */
function converts(schema: CrdSchema): boolean {
  let answer = needed.get(schema);
  if (answer === undefined) {
    answer = (schema.type === 'string' && Object.hasOwn(formats, schema.format ?? ''))
      || Object.values(schema.properties ?? {}).some(converts)
      || (schema.items !== undefined && converts(schema.items))
      || (typeof schema.additionalProperties === 'object' && converts(schema.additionalProperties));
    needed.set(schema, answer);
  }
  return answer;
}

/** A value as rules see it: texts with a format become what the format says. */
export function valueOfSchema(value: Json, schema: CrdSchema): Value {
  if (!converts(schema)) return value as Value;
  if (typeof value === 'string') return convertedText(value, schema.format ?? '');
  if (Array.isArray(value)) return schema.items === undefined ? (value as Value) : value.map((item) => valueOfSchema(item, schema.items!));
  if (!isObject(value)) return value as Value;
  const out: Record<string, Value> = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    const own = schema.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    out[key] = own === undefined ? (item as Value) : valueOfSchema(item, own);
  }
  return out as JsonObject;
}

function convertedText(text: string, format: string): Value {
  if (format === 'duration') {
    const nanos = parseDuration(text);
    return nanos === undefined ? text : special({ special: 'duration', nanos });
  }
  if (format === 'byte') return new Uint8Array(Buffer.from(text, 'base64'));
  const whole = format === 'date' ? `${text}T00:00:00Z` : text;
  return isTime(whole) ? special({ special: 'timestamp', nanos: nanosOf(whole) }) : text;
}
