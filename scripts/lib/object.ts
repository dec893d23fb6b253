import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from './json.ts';
import { groupOf, refOf } from './kubernetes/kind.ts';
import { get as at, list, map as object } from './read.ts';

/** Reading as `read.ts` does, for stages that copy Go: its zero values stand for what is not there. */
export { at, groupOf, list, object, refOf };

/** The string at a path; '' where there is none or another type. */
export function text(value: Json | undefined, ...path: (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The objects in the list at a path. */
export function objects(value: Json | undefined, ...path: (string | number)[]): readonly JsonObject[] {
  return list(value, ...path).filter(isObject);
}

/** Whether an object is the one of a kind and name, in whatever namespace. */
export function isNamed(body: JsonObject, group: string, kind: string, name: string): boolean {
  return body['kind'] === kind && text(body, 'metadata', 'name') === name && groupOf(text(body, 'apiVersion')) === group;
}
