import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../lib/json.ts';

/**
 * What a strategic merge needs of an OpenAPI document. 0: nothing below merges; a text: the definition of that name;
 * a list: whether its items merge, by which keys, and what they are; an object: the fields of a mapping, `*` for any.
 */
export type RawSchema = 0 | string | readonly [merge: number, keys: readonly string[], element: RawSchema] | { readonly [field: string]: RawSchema };

/** The kinds of an OpenAPI document, by `apiVersion kind`. */
export interface Definitions {
  readonly kinds: ReadonlyMap<string, RawSchema>;
  readonly schemas: ReadonlyMap<string, RawSchema>;
  /** Whether the objects of a kind have a namespace, where the paths of the document tell. */
  readonly namespaced: ReadonlyMap<string, boolean>;
}

const field = (value: Json | undefined, key: string): Json | undefined => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);
const entries = (value: Json | undefined): [string, Json][] => (isObject(value) ? Object.entries(value) as [string, Json][] : []);

/** A schema in short; `closed`: definitions that are known to merge nothing. */
export function compact(schema: Json | undefined, closed: ReadonlySet<string>): RawSchema {
  const ref = field(schema, '$ref');
  if (typeof ref === 'string') {
    const name = ref.replace('#/definitions/', '');
    return closed.has(name) ? 0 : name;
  }
  const items = field(schema, 'items');
  if (items !== undefined) {
    const strategy = String(field(schema, 'x-kubernetes-patch-strategy') ?? '');
    const key = field(schema, 'x-kubernetes-patch-merge-key');
    const several = field(schema, 'x-kubernetes-list-map-keys');
    const keys = strategy === '' ? [] : Array.isArray(several) ? several.map(String) : key === undefined ? [] : [String(key)];
    const type = field(schema, 'type');
    const element = type === 'array' || (Array.isArray(type) && type.length === 1 && type[0] === 'array') ? compact(items, closed) : 0;
    return strategy === '' && element === 0 ? 0 : [strategy.split(',').includes('merge') ? 1 : 0, keys, element];
  }
  const fields: [string, RawSchema][] = [];
  for (const [name, property] of entries(field(schema, 'properties'))) {
    const value = compact(property, closed);
    if (value !== 0) fields.push([name, value]);
  }
  const more = field(schema, 'additionalProperties');
  const rest = isObject(more) ? compact(more, closed) : 0;
  if (rest !== 0) fields.push(['*', rest]);
  return fields.length === 0 ? 0 : Object.fromEntries(fields);
}

/** Definitions below which no list merges: nothing has to be known of their fields. */
function closedDefinitions(definitions: readonly [string, Json][]): ReadonlySet<string> {
  const closed = new Set(definitions.map(([name]) => name));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, schema] of definitions) {
      if (!closed.has(name) || compact(schema, closed) === 0) continue;
      closed.delete(name);
      changed = true;
    }
  }
  return closed;
}

function kindKey(gvk: Json | undefined): string | undefined {
  const [group, version, kind] = ['group', 'version', 'kind'].map((key) => field(gvk, key));
  if (typeof version !== 'string' || typeof kind !== 'string') return undefined;
  return `${typeof group === 'string' && group !== '' ? `${group}/` : ''}${version} ${kind}`;
}

/** Reads an OpenAPI 2 document, as Kubernetes publishes it. */
export function readOpenApi(document: JsonObject): Definitions {
  const definitions = entries(field(document, 'definitions')).sort(([a], [b]) => (a < b ? -1 : 1));
  const closed = closedDefinitions(definitions);
  const kinds = new Map<string, RawSchema>();
  const schemas = new Map<string, RawSchema>();
  for (const [name, schema] of definitions) {
    const value = compact(schema, closed);
    if (value !== 0) schemas.set(name, value);
    const gvks = field(schema, 'x-kubernetes-group-version-kind');
    for (const key of Array.isArray(gvks) ? gvks.map(kindKey) : []) if (key !== undefined) kinds.set(key, value === 0 ? 0 : name);
  }
  const namespaced = new Map<string, boolean>();
  for (const [path, item] of entries(field(document, 'paths'))) {
    const key = kindKey(field(field(item, 'get'), 'x-kubernetes-group-version-kind'));
    if (key === undefined) continue;
    if (path.includes('namespaces/{namespace}')) namespaced.set(key, true);
    else if (!namespaced.has(key)) namespaced.set(key, false);
  }
  return { kinds, schemas, namespaced };
}
