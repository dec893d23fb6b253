import { getKey, isObject } from '../lib/json.ts';
import type { JsonObject } from '../model/json.ts';
import type { ObjectContext } from './context.ts';
import { child, type FieldError, fieldError } from './errors.ts';

/**
 * What admission plugins that are always on refuse, where the object alone decides.
 * Source: plugin/pkg/admission/runtimeclass/admission.go validateOverhead
 */
export function checkPlugins(object: JsonObject, { apiVersion, kind }: ObjectContext): FieldError[] {
  if (apiVersion !== 'v1' || kind !== 'Pod') return [];
  const spec = getKey(object, 'spec');
  if (!isObject(spec) || getKey(spec, 'overhead') === undefined || getKey(spec, 'runtimeClassName') !== undefined) return [];
  return [fieldError(child(child(undefined, 'spec'), 'overhead'), 'forbidden', 'needs a runtimeClassName whose RuntimeClass defines the same overhead; leave it out')];
}
