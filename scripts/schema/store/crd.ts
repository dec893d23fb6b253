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
    schema: withoutDescriptions(objectAt(objectAt(version, 'schema'), 'openAPIV3Schema')) as CrdSchema,
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

/** Drops what is prose: descriptions, examples, titles. A property that is called `description` stays. */
export function withoutDescriptions(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutDescriptions);
  if (!isObject(schema)) return schema;
  const out: JsonObject = Object.create(null);
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description' || key === 'title' || key === 'example' || key === 'externalDocs') continue;
    if (key === 'properties' && isObject(value)) {
      const properties: JsonObject = Object.create(null);
      for (const [name, property] of Object.entries(value)) properties[name] = withoutDescriptions(property);
      out[key] = properties;
    } else if (key === 'items' || key === 'additionalProperties' || key === 'not' || key === 'allOf' || key === 'anyOf' || key === 'oneOf') {
      out[key] = withoutDescriptions(value);
    } else out[key] = value;
  }
  return out;
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const found = getKey(value, key);
  return isObject(found) ? found : {};
}
