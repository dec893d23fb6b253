import { getKey, isObject } from '../../lib/json.ts';
import type { Json } from '../../model/json.ts';
import { at, child, type FieldError, fieldError, type FieldPath } from '../errors.ts';
import type { CrdSchema } from '../store/types.ts';

/**
 * Objects inside of a custom resource (`x-kubernetes-embedded-resource`) name their kind.
 * Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go
 */
export function checkEmbedded(value: Json, schema: CrdSchema | undefined, path: FieldPath | undefined, errors: FieldError[]): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) value.forEach((item, index) => checkEmbedded(item, schema.items, at(path, index), errors));
  else if (isObject(value)) {
    if (schema['x-kubernetes-embedded-resource'] === true) for (const key of ['apiVersion', 'kind']) {
      const found = getKey(value, key);
      if (found === undefined) errors.push(fieldError(child(path, key), 'required', 'is required'));
      else if (typeof found !== 'string') errors.push(fieldError(child(path, key), 'invalid', 'must be a string'));
      else if (found === '') errors.push(fieldError(child(path, key), 'invalid', 'must not be empty'));
      else if (key === 'kind' && !/^[a-z]([-a-z0-9]*[a-z0-9])?$/i.test(found)) errors.push(fieldError(child(path, key), 'invalid', 'must consist of letters, digits and "-", and start with a letter'));
      else if (key === 'apiVersion' && found.split('/').length > 2) errors.push(fieldError(child(path, key), 'invalid', 'must be of the form group/version'));
    }
    for (const [key, item] of Object.entries(value)) {
      const own = schema.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
      if (own !== undefined) checkEmbedded(item, own, child(path, key), errors);
      else if (typeof schema.additionalProperties === 'object') checkEmbedded(item, schema.additionalProperties, at(path, key), errors);
    }
  }
}
