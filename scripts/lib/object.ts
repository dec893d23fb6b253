import type { Json, JsonObject } from '../model/json.ts';
import type { ObjectRef } from '../model/ids.ts';
import { getKey, isObject } from './json.ts';

/** The API group of an apiVersion: `apps` of `apps/v1`, '' of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The value at a path of keys, or undefined. */
export function at(value: Json | undefined, ...path: (string | number)[]): Json | undefined {
  let here = value;
  for (const key of path) {
    if (Array.isArray(here)) here = typeof key === 'number' ? here[key] : undefined;
    else if (isObject(here)) here = getKey(here, String(key));
    else return undefined;
  }
  return here;
}

/** The string at a path; '' where there is none or another type. */
export function text(value: Json | undefined, ...path: (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The list at a path; empty where there is none. */
export function list(value: Json | undefined, ...path: (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The objects in the list at a path. */
export function objects(value: Json | undefined, ...path: (string | number)[]): readonly JsonObject[] {
  return list(value, ...path).filter(isObject);
}

/** The object at a path; an empty one where there is none. */
export function object(value: Json | undefined, ...path: (string | number)[]): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

export function refOf(manifest: JsonObject): ObjectRef {
  return {
    apiVersion: text(manifest, 'apiVersion'),
    kind: text(manifest, 'kind'),
    namespace: text(manifest, 'metadata', 'namespace'),
    name: text(manifest, 'metadata', 'name'),
  };
}

/** Whether an object is the one of a kind and name, in whatever namespace. */
export function isNamed(body: JsonObject, group: string, kind: string, name: string): boolean {
  return body['kind'] === kind && text(body, 'metadata', 'name') === name && groupOf(text(body, 'apiVersion')) === group;
}
