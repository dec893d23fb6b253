import { getKey, isObject } from '../../lib/json.ts';
import { object, text } from '../../lib/object.ts';
import type { BuiltInChanges } from '../../model/facts.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { KubernetesBundle } from '../store/types.ts';
import { bundleOf } from './openapi.ts';

/**
 * The bundle of a cluster's OpenAPI v3 documents (`/openapi/v3/apis/apps/v1` and so on), through the form of OpenAPI v2: the two
 * differ in where definitions lie and in a reference with a default standing in `allOf`.
 */
export function bundleOfV3(documents: readonly JsonObject[], kubernetes: string, source: string): KubernetesBundle {
  const [definitions, paths]: [JsonObject, JsonObject] = [Object.create(null), Object.create(null)];
  for (const document of documents) {
    for (const [name, schema] of Object.entries(object(document, 'components', 'schemas'))) definitions[name] ??= asV2(schema);
    Object.assign(paths, object(document, 'paths'));
  }
  return bundleOf({ definitions, paths }, kubernetes, source);
}

function asV2(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(asV2);
  if (!isObject(schema)) return schema;
  const ref = text(schema, '$ref');
  if (ref !== '') return { $ref: ref.replace('#/components/schemas/', '#/definitions/') };
  const all = getKey(schema, 'allOf');
  if (Array.isArray(all) && all.length === 1 && text(all[0], '$ref') !== '') return asV2(all[0]!);
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, asV2(value)]));
}

/** How a cluster's built-in kinds differ from the bundled ones: nothing, where both are of one release and nothing is switched. */
export function differenceOf(cluster: KubernetesBundle, bundled: KubernetesBundle): BuiltInChanges {
  const name = ([apiVersion, kind]: readonly string[]): string => `${apiVersion} ${kind}`;
  const known = new Map(bundled.kinds.map((kind) => [name(kind), kind]));
  const served = new Set(cluster.kinds.map(name));
  return {
    // What the cluster lists is served, of whatever stability.
    kinds: cluster.kinds.map(([a, b, c, flags, d]) => [a, b, c, `${flags.replace('s', '')}s`, d] as const).filter((kind) => known.get(name(kind))?.join() !== kind.join()),
    gone: bundled.kinds.filter((kind) => kind[3].includes('s') && !served.has(name(kind))).map(name),
    types: Object.fromEntries(Object.entries(cluster.types).filter(([type, fields]) => !sameFields(fields, bundled.types[type]))),
  };
}

function sameFields(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>> | undefined): boolean {
  return b !== undefined && Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([field, type]) => b[field] === type);
}
