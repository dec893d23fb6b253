import { getKey, isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { CrdSchema, CustomKind } from './types.ts';

/** The kinds that a CustomResourceDefinition defines, one for each version; [] where the object is no such definition. */
export function kindsOf(crd: JsonObject): CustomKind[] {
  if (crd['kind'] !== 'CustomResourceDefinition' || !String(crd['apiVersion']).startsWith('apiextensions.k8s.io/')) return [];
  const spec = objectAt(crd, 'spec');
  const names = objectAt(spec, 'names');
  const versions = getKey(spec, 'versions');
  return (Array.isArray(versions) ? versions : []).filter(isObject).map((version) => ({
    group: String(spec['group']),
    version: String(version['name']),
    kind: String(names['kind']),
    plural: String(names['plural']),
    namespaced: spec['scope'] === 'Namespaced',
    served: version['served'] === true,
    storage: version['storage'] === true,
    ...(version['deprecated'] === true ? { deprecated: true } : {}),
    ...(typeof version['deprecationWarning'] === 'string' ? { deprecationWarning: version['deprecationWarning'] } : {}),
    ...subresourcesOf(version),
    schema: cleanSchema(objectAt(objectAt(version, 'schema'), 'openAPIV3Schema')),
  }));
}

function subresourcesOf(version: JsonObject): Pick<CustomKind, 'statusSubresource' | 'replicasPath'> {
  const subresources = objectAt(version, 'subresources');
  const replicasPath = objectAt(subresources, 'scale')['specReplicasPath'];
  return {
    ...(isObject(getKey(subresources, 'status')) ? { statusSubresource: true } : {}),
    ...(typeof replicasPath === 'string' ? { replicasPath } : {}),
  };
}

const isCount = (value: Json): boolean => typeof value === 'number';
const isFlag = (value: Json): boolean => typeof value === 'boolean';
const isText = (value: Json): boolean => typeof value === 'string';
const isTexts = (value: Json): boolean => Array.isArray(value) && value.every(isText);
const keywords: Readonly<Record<string, (value: Json) => boolean>> = {
  type: isText, format: isText, pattern: isText, required: isTexts, nullable: isFlag, uniqueItems: isFlag, exclusiveMinimum: isFlag, exclusiveMaximum: isFlag,
  minimum: isCount, maximum: isCount, multipleOf: isCount, minLength: isCount, maxLength: isCount, minItems: isCount, maxItems: isCount,
  minProperties: isCount, maxProperties: isCount, enum: Array.isArray, default: () => true,
  'x-kubernetes-preserve-unknown-fields': isFlag, 'x-kubernetes-embedded-resource': isFlag, 'x-kubernetes-int-or-string': isFlag,
  'x-kubernetes-list-type': isText, 'x-kubernetes-list-map-keys': isTexts, 'x-kubernetes-map-type': isText,
  'x-kubernetes-validations': (value) => Array.isArray(value) && value.every((rule) => isObject(rule) && isText(rule['rule'] ?? null)),
};

/** Deeper schemas than this are cut: a place below takes anything. */
const maxDepth = 100;

/**
 * A schema with what validation uses, of the right types: prose (`description`, `example`, `title`) and what a stranger wrote
 * wrongly is left out. A property that is called `description` stays.
 */
export function cleanSchema(schema: Json, depth = 0): CrdSchema {
  if (!isObject(schema) || depth > maxDepth) return { 'x-kubernetes-preserve-unknown-fields': true };
  const out: JsonObject = Object.create(null);
  for (const [key, value] of Object.entries(schema)) {
    if (Object.hasOwn(keywords, key)) {
      if (keywords[key]!(value)) out[key] = value;
    } else if (key === 'properties' && isObject(value)) {
      const properties: JsonObject = Object.create(null);
      for (const [name, property] of Object.entries(value)) properties[name] = cleanSchema(property, depth + 1) as JsonObject;
      out[key] = properties;
    } else if (key === 'additionalProperties' && typeof value === 'boolean') out[key] = value;
    else if ((key === 'items' || key === 'additionalProperties' || key === 'not') && isObject(value)) out[key] = cleanSchema(value, depth + 1) as JsonObject;
    else if ((key === 'allOf' || key === 'anyOf' || key === 'oneOf') && Array.isArray(value)) out[key] = value.map((each) => cleanSchema(each, depth + 1) as JsonObject);
  }
  return out as CrdSchema;
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const found = getKey(value, key);
  return isObject(found) ? found : {};
}
