import { getKey, isObject } from '../lib/json.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { at, child, type FieldError, fieldError, type FieldPath, pointerOf } from './errors.ts';
import type { Shape } from './shape.ts';

/**
 * What a server-side apply refuses and a create takes: a uid where there is no object yet, and in a built-in kind two items of a list
 * with the same keys (env variables of one name, ports of one number). Source: sigs.k8s.io/structured-merge-diff/v6/typed/validate.go
 */
export function refusedByApply(object: JsonObject, shape: Shape | undefined, said: readonly FieldError[]): FieldError[] {
  const errors: FieldError[] = [];
  const metadata = getKey(object, 'metadata');
  if (isObject(metadata) && typeof getKey(metadata, 'uid') === 'string' && metadata['uid'] !== '') errors.push(fieldError(child(child(undefined, 'metadata'), 'uid'), 'invalid', 'must not be set: the server gives it, and refuses to apply an object of another uid; remove it'));
  visit(object, shape, undefined, errors);
  return errors.filter(({ pointer }) => !said.some((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`)));
}

function visit(value: Json, shape: Shape | undefined, path: FieldPath | undefined, errors: FieldError[]): void {
  if (shape === undefined || typeof value !== 'object' || value === null) return;
  if (isObject(value)) {
    for (const key of Object.keys(value)) if (typeof value[key] === 'object') visit(value[key]!, shape.field(key), child(path, key), errors);
    return;
  }
  if (!Array.isArray(value)) return;
  if (shape.keys !== undefined && value.length > 1) repeated(value, shape.keys, path, errors);
  value.forEach((item, index) => visit(item, shape.item, at(path, index), errors));
}

/** Each item that has the keys of one before it. */
function repeated(items: readonly Json[], keys: readonly string[], path: FieldPath | undefined, errors: FieldError[]): void {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const values = isObject(item) ? keys.map((key) => getKey(item, key) ?? keyDefaults.get(key) ?? null) : [];
    if (values.length === 0 || values.every((value) => value === null)) continue;
    const id = JSON.stringify(values);
    const first = seen.get(id);
    if (first === undefined) seen.set(id, index);
    else errors.push(fieldError(at(path, index), 'duplicate', `has the same ${keys.join(' and ')} as ${pointerOf(at(path, first))} (${values.map(String).join(' ')}), which a server-side apply, as Flux makes it, refuses; remove one`));
  }
}

/** What the server takes for a key that is left out. */
const keyDefaults: ReadonlyMap<string, Json> = new Map([['protocol', 'TCP']]);
