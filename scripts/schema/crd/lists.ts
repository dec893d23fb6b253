import { getKey, isObject } from '../../lib/json.ts';
import type { Json } from '../../model/json.ts';
import { at, child, type FieldError, fieldError, type FieldPath } from '../errors.ts';
import type { CrdSchema } from '../store/types.ts';
import { textOf } from './validate.ts';

/**
 * Lists of type `set` hold no item twice, lists of type `map` no two items with the same keys.
 * Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go
 */
export function checkLists(value: Json, schema: CrdSchema | undefined, path: FieldPath | undefined, errors: FieldError[]): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    if (schema['x-kubernetes-list-type'] === 'set') duplicates(value.map(textOf), path, errors, 'is in the list already');
    if (schema['x-kubernetes-list-type'] === 'map') mapKeys(value, schema['x-kubernetes-list-map-keys'] ?? [], path, errors);
    value.forEach((item, index) => checkLists(item, schema.items, at(path, index), errors));
  } else if (isObject(value)) {
    const rest = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    for (const [key, item] of Object.entries(value)) {
      if (rest !== undefined) checkLists(item, rest, at(path, key), errors);
      else if (schema.properties !== undefined && Object.hasOwn(schema.properties, key)) checkLists(item, schema.properties[key], child(path, key), errors);
    }
  }
}

function mapKeys(items: readonly Json[], keys: readonly string[], path: FieldPath | undefined, errors: FieldError[]): void {
  const wrong = items.findIndex((item) => item !== null && !isObject(item));
  if (wrong >= 0) {
    errors.push(fieldError(at(path, wrong), 'invalid', 'must be an object'));
    return;
  }
  const idOf = (item: Json): string => keys.map((key) => (isObject(item) && getKey(item, key) !== undefined ? textOf(getKey(item, key)!) : '')).join('\u0000');
  duplicates(items.map(idOf), path, errors, `has the same ${keys.join(' and ')} as an item before it`);
}

/** The second of several equal items is reported, once. */
function duplicates(ids: readonly string[], path: FieldPath | undefined, errors: FieldError[], message: string): void {
  const seen = new Map<string, number>();
  ids.forEach((id, index) => {
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    if (times === 2) errors.push(fieldError(at(path, index), 'duplicate', message));
  });
}
