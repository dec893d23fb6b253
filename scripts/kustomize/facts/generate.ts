/**
 * Makes facts.json: `npm run generate:kustomize -- <swagger.json> <folder>`. The first is Kubernetes' OpenAPI document of
 * the version that the pinned kustomize embeds (v1.21.2, api/openapi-spec/swagger.json), the second kustomize's
 * api/internal/konfig/builtinpluginconsts, whose Go files hold the default field specs as YAML.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../model/json.ts';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';

interface OpenApi {
  definitions: Record<string, Schema>;
  paths: Record<string, { get?: { 'x-kubernetes-group-version-kind'?: Gvk } }>;
}
interface Gvk {
  group: string;
  version: string;
  kind: string;
}
interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  $ref?: string;
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-group-version-kind'?: Gvk[];
}

const apiVersion = (gvk: Gvk): string => (gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`);

/** `[strategy, keys, element]` for lists, a definition's name for references, an object for inline schemas, 0 for the rest. */
function compact(schema: Schema, closed: ReadonlySet<string>): Json {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/definitions/', '');
    return closed.has(name) ? 0 : name;
  }
  if (schema.items !== undefined) {
    const strategy = schema['x-kubernetes-patch-strategy'] ?? '';
    const key = schema['x-kubernetes-patch-merge-key'];
    const keys = strategy === '' ? [] : (schema['x-kubernetes-list-map-keys'] ?? (key === undefined ? [] : [key]));
    const element = compact(schema.items, closed);
    return strategy === '' && element === 0 ? 0 : [strategy.split(',').includes('merge') ? 1 : 0, keys, element];
  }
  const fields: JsonObject = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const value = compact(property, closed);
    if (value !== 0) fields[name] = value;
  }
  const rest = typeof schema.additionalProperties === 'object' ? compact(schema.additionalProperties, closed) : 0;
  if (rest !== 0) fields['*'] = rest;
  return Object.keys(fields).length === 0 ? 0 : fields;
}

/** Definitions below which no list merges: nothing has to be known of their fields. */
function closedDefinitions(definitions: Record<string, Schema>): Set<string> {
  const closed = new Set(Object.keys(definitions));
  for (let changed = true; changed; ) {
    changed = false;
    for (const name of closed) {
      if (compact(definitions[name] ?? {}, closed) === 0) continue;
      closed.delete(name);
      changed = true;
    }
  }
  return closed;
}

/** The constants of the Go files: YAML in back quotes, some continued by another constant. */
function fieldSpecs(folder: string): JsonObject {
  const constants = new Map<string, { text: string; more: string }>();
  for (const file of readdirSync(folder).sort()) {
    for (const [, name = '', text = '', more = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/(\w+FieldSpecs) = `\n?([^`]*)`(?: \+ (\w+))?/g)) constants.set(name, { text, more });
  }
  const all: JsonObject = {};
  for (const { text, more } of constants.values()) {
    const root = parseYaml(text + (constants.get(more)?.text ?? '')).documents[0]?.root;
    const value = root === undefined ? null : toJson(root, 'sigs');
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) Object.assign(all, value);
  }
  return all;
}

const [swagger = '', consts = ''] = process.argv.slice(2);
const api = JSON.parse(readFileSync(swagger, 'utf8')) as OpenApi;
const closed = closedDefinitions(api.definitions);
const kinds: JsonObject = {};
const schemas: JsonObject = {};
for (const [name, schema] of Object.entries(api.definitions).sort(([a], [b]) => (a < b ? -1 : 1))) {
  const value = compact(schema, closed);
  if (value !== 0) schemas[name] = value;
  for (const gvk of schema['x-kubernetes-group-version-kind'] ?? []) kinds[`${apiVersion(gvk)} ${gvk.kind}`] = value === 0 ? 0 : name;
}
const namespaced = new Map<string, boolean>();
for (const [path, { get }] of Object.entries(api.paths)) {
  const gvk = get?.['x-kubernetes-group-version-kind'];
  if (gvk === undefined) continue;
  const key = `${apiVersion(gvk)} ${gvk.kind}`;
  if (path.includes('namespaces/{namespace}')) namespaced.set(key, true);
  else if (!namespaced.has(key)) namespaced.set(key, false);
}
const clusterScoped = [...namespaced].filter(([, value]) => !value).map(([key]) => key).sort();
const lines = Object.entries({ kinds, schemas, clusterScoped, fieldSpecs: fieldSpecs(consts) }).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
writeFileSync(new URL('facts.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
