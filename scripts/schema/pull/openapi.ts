import { byBytes } from '../../lib/by-bytes.ts';
import { getKey, isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { KubernetesBundle } from '../store/types.ts';

/** Definitions that Go decodes by code of their own (UnmarshalJSON); OpenAPI shows only their JSON type. */
const special: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'int-or-string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'microtime',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Duration': 'duration',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'any',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool': 'schema-or-bool',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray': 'schema-or-list',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray': 'schema-or-strings',
};

/** `/apis/apps/v1/namespaces/{namespace}/deployments`: the collection that a create is posted to. */
const collection = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/(namespaces\/\{namespace\}\/)?([a-z]+)$/;

/**
 * Turns the server's OpenAPI v2 document (`/openapi/v2`, or `api/openapi-spec/swagger.json` of a release) into the
 * compact bundle: fields and types, no descriptions. Kinds are those that a client can create.
 */
export function bundleOf(swagger: JsonObject, kubernetes: string, source: string): KubernetesBundle {
  const definitions = objectAt(swagger, 'definitions');
  const names = new Map<string, string>();
  for (const [name, definition] of Object.entries(definitions))
    for (const gvk of listAt(definition, 'x-kubernetes-group-version-kind'))
      if (isObject(gvk)) names.set(`${gvk['group']}/${gvk['version']}/${gvk['kind']}`, name);
  const kinds: [string, string, string, string, string][] = [];
  for (const [path, item] of Object.entries(objectAt(swagger, 'paths'))) {
    const match = collection.exec(path);
    const gvk = isObject(item) ? objectAt(objectAt(item, 'post'), 'x-kubernetes-group-version-kind') : {};
    const name = names.get(`${gvk['group']}/${gvk['version']}/${gvk['kind']}`);
    if (match === null || name === undefined) continue;
    const group = String(gvk['group']);
    const version = String(gvk['version']);
    const flags = (match[1] === undefined ? '' : 'n') + (/^v\d+$/.test(version) ? 's' : '');
    kinds.push([group === '' ? version : `${group}/${version}`, String(gvk['kind']), match[2]!, flags, shortName(name)]);
  }
  kinds.sort((a, b) => byBytes(`${a[0]} ${a[1]}`, `${b[0]} ${b[1]}`));
  return { kubernetes, source, kinds, types: typesFor(kinds.map((kind) => kind[4]), definitions) };
}

/** Only the types that the kinds reach. */
function typesFor(roots: readonly string[], definitions: JsonObject): KubernetesBundle['types'] {
  const byShort = new Map(Object.entries(definitions).map(([name, definition]) => [shortName(name), definition]));
  const types: Record<string, Record<string, string>> = {};
  const todo = [...roots];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const definition = byShort.get(name);
    if (types[name] !== undefined || !isObject(definition)) continue;
    const required = new Set(listAt(definition, 'required'));
    const fields: Record<string, string> = {};
    for (const [field, schema] of Object.entries(objectAt(definition, 'properties')).sort((a, b) => byBytes(a[0], b[0]))) {
      const type = typeOf(schema, definitions);
      fields[required.has(field) ? `${field}*` : field] = type;
      const base = type.replace(/^(\[[^\]]*\]|\{\})+/, '');
      if (byShort.has(base)) todo.push(base);
    }
    types[name] = fields;
  }
  return Object.fromEntries(Object.entries(types).sort((a, b) => byBytes(a[0], b[0])));
}

function typeOf(schema: Json, definitions: JsonObject): string {
  if (!isObject(schema)) return 'any';
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    const name = ref.replace('#/definitions/', '');
    const own = special[name];
    if (own !== undefined) return own;
    const target = getKey(definitions, name);
    return isObject(target) && target['properties'] === undefined && target['type'] !== 'object' ? typeOf(target, definitions) : shortName(name);
  }
  switch (schema['type']) {
    case 'boolean': return 'bool';
    case 'integer': return schema['format'] === 'int32' ? 'int32' : 'int64';
    case 'number': return 'float';
    case 'string': return schema['format'] === 'byte' ? 'bytes' : schema['format'] === 'date-time' ? 'time' : 'string';
    case 'array': return listOf(schema) + typeOf(schema['items'] ?? null, definitions);
    case 'object': return schema['additionalProperties'] === undefined ? 'any' : `{}${typeOf(schema['additionalProperties'], definitions)}`;
    default: return 'any';
  }
}

function listOf(schema: JsonObject): string {
  if (schema['x-kubernetes-list-type'] === 'set') return '[=]';
  if (schema['x-kubernetes-list-type'] === 'map') return `[${listAt(schema, 'x-kubernetes-list-map-keys').join(',')}]`;
  return '[]';
}

/** `io.k8s.api.apps.v1.Deployment` -> `apps.v1.Deployment` */
function shortName(name: string): string {
  return name.replace(/^io\.k8s\.(api\.|apimachinery\.pkg\.apis\.|kube-aggregator\.pkg\.apis\.|apiextensions-apiserver\.pkg\.apis\.)?/, '');
}

function objectAt(value: Json, key: string): JsonObject {
  const found = isObject(value) ? getKey(value, key) : undefined;
  return isObject(found) ? found : {};
}

function listAt(value: Json, key: string): Json[] {
  const found = isObject(value) ? getKey(value, key) : undefined;
  return Array.isArray(found) ? found : [];
}
