import { getKey, isObject, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';

export type Draft = 'draft-04' | 'draft-06' | 'draft-07' | '2019-09' | '2020-12';

/** A schema made ready for ajv, and the remote documents that it wants. */
export interface Prepared {
  readonly draft: Draft;
  readonly schema: Json;
  /** Absolute URLs of documents that references lead to, without fragments. */
  readonly remotes: readonly string[];
  /** What references lead to files: Helm reads them from the root of the file system. */
  readonly files: readonly string[];
}

/** The draft that `$schema` names; 2020-12 where there is none, undefined where it is none that Helm knows. */
export function draftOf(schema: Json): Draft | undefined {
  const url = isObject(schema) ? getKey(schema, '$schema') : undefined;
  if (typeof url !== 'string') return '2020-12';
  const path = url.replace(/#$/, '').replace(/^https?:\/\//, '');
  return drafts.get(path);
}

const drafts = new Map<string, Draft>([
  ['json-schema.org/schema', '2020-12'],
  ['json-schema.org/draft/2020-12/schema', '2020-12'],
  ['json-schema.org/draft/2019-09/schema', '2019-09'],
  ['json-schema.org/draft-07/schema', 'draft-07'],
  ['json-schema.org/draft-06/schema', 'draft-06'],
  ['json-schema.org/draft-04/schema', 'draft-04'],
]);

/** The base that Helm gives a chart's schema. */
export const schemaBase = 'file:///values.schema.json';

/**
 * Copies a schema and irons out where ajv and Helm's validator differ: before 2019-09 whatever stands beside a `$ref`
 * counts for nothing, draft 4 has `id` and boolean `exclusiveMinimum`. Only where a schema stands: a property may be
 * called `$ref`.
 */
export function prepare(schema: Json, draft: Draft, base = schemaBase): Prepared {
  const walk: Walk = { draft, remotes: new Set(), files: new Set(), ids: new Set(), old: draft.startsWith('draft') };
  const copy = prepareSchema(walk, schema, base);
  const elsewhere = (urls: ReadonlySet<string>): string[] => [...urls].filter((url) => !walk.ids.has(url));
  return { draft, schema: copy, remotes: elsewhere(walk.remotes), files: elsewhere(walk.files) };
}

interface Walk {
  readonly draft: Draft;
  readonly old: boolean;
  readonly remotes: Set<string>;
  readonly files: Set<string>;
  /** What the document calls itself and its parts. */
  readonly ids: Set<string>;
}

/** Keywords that a draft does not know yet, which Helm's validator then ignores and ajv does not. */
const unknown: Readonly<Partial<Record<Draft, ReadonlySet<string>>>> = {
  'draft-04': new Set(['const', 'contains', 'propertyNames', 'if', 'then', 'else']),
  'draft-06': new Set(['if', 'then', 'else']),
};

const mapsOfSchemas = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'dependencies']);
const listsOfSchemas = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']);
const schemas = new Set(['items', 'additionalItems', 'additionalProperties', 'contains', 'propertyNames', 'not', 'if', 'then', 'else', 'unevaluatedItems', 'unevaluatedProperties', 'contentSchema']);
const keptBesideRef = new Set(['$ref', 'definitions', '$defs', '$id', 'id', '$schema', 'properties', 'patternProperties', 'items']);

function prepareSchema(walk: Walk, schema: Json, base: string): Json {
  if (!isObject(schema)) return schema;
  const idKey = walk.draft === 'draft-04' ? 'id' : '$id';
  const reference = getKey(schema, '$ref');
  const hidden = walk.old && typeof reference === 'string';
  const id = getKey(schema, idKey);
  const inside = typeof id === 'string' && !hidden ? resolveUrl(id, base) : base;
  if (inside !== base) walk.ids.add(inside.split('#')[0] ?? '');
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (unknown[walk.draft]?.has(key) === true) continue;
    if (hidden && !keptBesideRef.has(key)) continue;
    if (key === '$schema') continue;
    // ajv counts these although $ref hides them; what refers to them by pointer finds them below `definitions` only
    if (hidden && ['properties', 'patternProperties', 'items', '$id', 'id'].includes(key)) continue;
    if (key === idKey && typeof value === 'string') setKey(copy, '$id', value);
    else if (key === 'id' && walk.draft !== 'draft-04') continue;
    else if ((key === '$ref' || key === '$dynamicRef') && typeof value === 'string') setKey(copy, key, noteReference(walk, value, inside));
    else setKey(copy, key, prepareValue(walk, key, value, inside));
  }
  if (walk.draft === 'draft-04') exclusiveLimits(copy);
  return copy;
}

function prepareValue(walk: Walk, key: string, value: Json, base: string): Json {
  if (mapsOfSchemas.has(key) && isObject(value)) {
    const map: JsonObject = {};
    for (const [name, item] of Object.entries(value)) setKey(map, name, Array.isArray(item) ? item : prepareSchema(walk, item, base));
    return map;
  }
  if (listsOfSchemas.has(key) && Array.isArray(value)) return value.map((item) => prepareSchema(walk, item, base));
  return schemas.has(key) ? prepareSchema(walk, value, base) : value;
}

function exclusiveLimits(schema: JsonObject): void {
  for (const [flag, limit] of [['exclusiveMinimum', 'minimum'], ['exclusiveMaximum', 'maximum']] as const) {
    const value = schema[flag];
    if (typeof value !== 'boolean') continue;
    delete schema[flag];
    const bound = schema[limit];
    if (value && bound !== undefined) {
      schema[flag] = bound;
      delete schema[limit];
    }
  }
}

function noteReference(walk: Walk, reference: string, base: string): string {
  const url = resolveUrl(reference, base);
  const [document = ''] = url.split('#');
  if (document === '' || document === base.split('#')[0] || metaSchema.test(document)) return reference;
  if (/^(?:https?|urn):/.test(document)) walk.remotes.add(document);
  else if (document.startsWith('file:')) walk.files.add(document);
  return reference;
}

const metaSchema = /^https?:\/\/json-schema\.org\//;

function resolveUrl(reference: string, base: string): string {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}
