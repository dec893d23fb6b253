import { at, child, type FieldError, fieldError, type FieldPath } from '../errors.ts';
import { isObject, setKey } from '../../lib/json.ts';
import { slipOf } from '../../lib/suggest.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { KubernetesBundle } from '../store/types.ts';
import { nearest } from '../suggest.ts';
import { type Decoder, mismatch } from './mismatch.ts';
import { scalarDecoders } from './scalars.ts';

export type { Decoder } from './mismatch.ts';

/**
 * Decoders for the Go types of a release, as sigs.k8s.io/json decodes them strictly: case-sensitive names, unknown fields
 * refused, null leaves the zero value. Compiled when first asked for.
 */
export function typedDecoders(types: KubernetesBundle['types']): (type: string) => Decoder {
  const compiled = new Map<string, Decoder>();
  const decoderOf = (type: string): Decoder => {
    let decoder = compiled.get(type);
    if (decoder === undefined) {
      // Types refer to themselves (JSONSchemaProps), so the name must resolve before the body is made.
      let body: Decoder | undefined;
      decoder = (value, path, errors) => (body ??= build(type, types, decoderOf))(value, path, errors);
      compiled.set(type, decoder);
    }
    return decoder;
  };
  return decoderOf;
}

function build(type: string, types: KubernetesBundle['types'], decoderOf: (type: string) => Decoder): Decoder {
  const list = /^\[[^\]]*\](.*)$/.exec(type);
  if (list !== null) return listDecoder(list[1]!, decoderOf(list[1]!), types);
  if (type.startsWith('{}')) return mapDecoder(decoderOf(type.slice(2)), type.slice(2), types);
  if (Object.hasOwn(scalarDecoders, type)) return scalarDecoders[type]!;
  if (type.startsWith('schema-or-')) return schemaOr(type, decoderOf);
  const fields = Object.hasOwn(types, type) ? types[type]! : {};
  return structDecoder(fields, decoderOf);
}

function structDecoder(fields: Readonly<Record<string, string>>, decoderOf: (type: string) => Decoder): Decoder {
  const known = new Map(Object.entries(fields).map(([name, type]) => [name.replace(/\*$/, ''), decoderOf(type)]));
  return (value, path, errors) => {
    if (value === null) return undefined;
    if (!isObject(value)) return mismatch(value, 'an object', path, errors);
    const out: JsonObject = {};
    for (const key of Object.keys(value)) {
      const decoder = known.get(key);
      const here = child(path, key);
      if (decoder === undefined) errors.push(unknownField(here, key, known.keys(), (name) => fits(known.get(name)!, value[key]!)));
      else {
        const decoded = decoder(value[key]!, here, errors);
        if (decoded !== undefined) setKey(out, key, decoded);
      }
    }
    return out;
  };
}

/** Whether a value is of the shape that a decoder takes, whatever is wrong further down. */
function fits(decoder: Decoder, value: Json): boolean {
  const errors: FieldError[] = [];
  decoder(value, undefined, errors);
  return errors.every(({ pointer }) => pointer !== '');
}

/** The complaint about a field that its object does not know. `takes`: whether the value is one for the field of that name. */
export function unknownField(path: FieldPath, key: string, known: Iterable<string>, takes: (name: string) => boolean): FieldError {
  const names = [...known];
  const near = nearest(key, names);
  const meant = slipOf(key, names);
  return fieldError(path, 'unknown-field', `unknown field${near === undefined ? '' : `; did you mean "${near}"?`}`, meant === near && meant !== undefined && takes(meant) ? { action: 'rename', key: meant } : undefined);
}

function listDecoder(itemType: string, item: Decoder, types: KubernetesBundle['types']): Decoder {
  return (value, path, errors) => {
    if (value === null) return undefined;
    if (!Array.isArray(value)) return mismatch(value, 'a list', path, errors);
    return value.map((each, index) => item(each, at(path, index), errors) ?? zeroOf(itemType, types));
  };
}

/** What Go has where null stands for an item. */
function zeroOf(type: string, types: KubernetesBundle['types']): Json {
  if (Object.hasOwn(types, type) || type.startsWith('{}')) return {};
  if (type.startsWith('[')) return [];
  if (type === 'string' || type === 'bytes') return '';
  if (type === 'bool') return false;
  return type === 'int32' || type === 'int64' || type === 'float' || type === 'int-or-string' ? 0 : type === 'quantity' ? '0' : null;
}

function mapDecoder(item: Decoder, itemType: string, types: KubernetesBundle['types']): Decoder {
  return (value, path, errors) => {
    if (value === null) return undefined;
    if (!isObject(value)) return mismatch(value, 'an object', path, errors);
    const out: JsonObject = {};
    for (const key of Object.keys(value)) setKey(out, key, item(value[key]!, at(path, key), errors) ?? zeroOf(itemType, types));
    return out;
  };
}

/**
 * JSONSchemaPropsOrBool and its like decode themselves, and leniently: unknown fields below them are dropped without a
 * word. Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/marshal.go
 */
function schemaOr(type: string, decoderOf: (type: string) => Decoder): Decoder {
  const schema = lenient(decoderOf('apiextensions.v1.JSONSchemaProps'));
  const schemas = lenient(decoderOf('[]apiextensions.v1.JSONSchemaProps'));
  const strings = decoderOf('[]string');
  return (value, path, errors) => {
    if (value === null) return undefined;
    if (isObject(value)) return schema(value, path, errors);
    if (type === 'schema-or-bool') return typeof value === 'boolean' ? value : mismatch(value, 'a boolean or a schema', path, errors);
    if (Array.isArray(value)) return (type === 'schema-or-list' ? schemas : strings)(value, path, errors);
    return undefined;
  };
}

function lenient(decoder: Decoder): Decoder {
  return (value, path, errors) => {
    const own: FieldError[] = [];
    const decoded = decoder(value, path, own);
    for (const error of own) if (error.reason !== 'unknown-field') errors.push(error);
    return decoded;
  };
}
