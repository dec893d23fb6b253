import { isObject } from '../../lib/json.ts';
import { list, object, objects, text } from '../../lib/object.ts';
import type { BuiltInChanges, ClusterFacts } from '../../model/facts.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { cleanSchema } from './crd.ts';
import type { CustomKinds } from './folder.ts';
import type { CustomKind, KubernetesBundle } from './types.ts';

/** Reads a facts file; a sentence where it is none. It lies in the repository, so nothing in it is taken on trust. */
export function readFacts(source: string): ClusterFacts | string {
  let data: Json;
  try {
    data = JSON.parse(source) as Json;
  } catch {
    return 'is no JSON; write it anew with npm run schemas:pull -- --context NAME';
  }
  const version = text(data, 'kubernetes');
  if (!/^1\.\d+/.test(version) || !/^\d{4}-\d\d-\d\d$/.test(text(data, 'pulled'))) return 'holds no facts of a cluster; write it with npm run schemas:pull -- --context NAME';
  return {
    cluster: text(data, 'cluster'), pulled: text(data, 'pulled'), kubernetes: version,
    notRead: list(data, 'notRead').map(String), preferred: strings(object(data, 'preferred')),
    builtIn: {
      kinds: list(data, 'builtIn', 'kinds').filter(isRow).filter((row) => row.length === 5) as unknown as BuiltInChanges['kinds'],
      gone: list(data, 'builtIn', 'gone').map(String),
      types: Object.fromEntries(Object.entries(object(data, 'builtIn', 'types')).map(([name, fields]) => [name, strings(isObject(fields) ? fields : {})])),
    },
    aggregated: list(data, 'aggregated').filter(isRow).filter((row) => row.length === 4) as unknown as ClusterFacts['aggregated'],
    crds: objects(data, 'crds'), objects: objects(data, 'objects').filter((each) => isObject(each['metadata'])),
  };
}

/** The custom kinds that facts hold. */
export function kindsOfFacts({ crds }: ClusterFacts): CustomKind[] {
  return crds.map((kind) => ({
    group: text(kind, 'group'), version: text(kind, 'version'), kind: text(kind, 'kind'), plural: text(kind, 'plural'),
    namespaced: kind['namespaced'] === true, served: kind['served'] === true, storage: kind['storage'] === true,
    ...(kind['deprecated'] === true && { deprecated: true }),
    ...(typeof kind['deprecationWarning'] === 'string' && { deprecationWarning: kind['deprecationWarning'] }),
    ...(kind['statusSubresource'] === true && { statusSubresource: true }),
    ...(typeof kind['replicasPath'] === 'string' && { replicasPath: kind['replicasPath'] }),
    schema: cleanSchema(object(kind, 'schema')),
  }));
}

/** Kinds of git before those of the cluster: a definition that git renders is what the cluster gets. */
export function layered(first: CustomKinds, second: CustomKinds): CustomKinds {
  const defined = new Set(first.all().map(({ group, kind }) => `${group} ${kind}`));
  return {
    find: (group, version, kind) => (defined.has(`${group} ${kind}`) ? first : second).find(group, version, kind) ?? (second.hasGroup(group) ? undefined : first.find(group, version, kind)),
    hasGroup: (group) => first.hasGroup(group) || second.hasGroup(group),
    all: () => [...first.all(), ...second.all().filter(({ group, kind }) => !defined.has(`${group} ${kind}`))],
  };
}

/** A bundle as the cluster serves it. */
export function changedBundle(bundle: KubernetesBundle, facts: ClusterFacts): KubernetesBundle {
  const { kinds, gone, types } = facts.builtIn;
  if (kinds.length === 0 && gone.length === 0 && Object.keys(types).length === 0) return bundle;
  const own = new Map(kinds.map((kind) => [`${kind[0]} ${kind[1]}`, kind]));
  const absent = new Set(gone);
  const kept = bundle.kinds.filter(([apiVersion, kind]) => !own.has(`${apiVersion} ${kind}`)).map(([apiVersion, kind, resource, flags, type]) =>
    [apiVersion, kind, resource, absent.has(`${apiVersion} ${kind}`) ? flags.replace('s', '') : flags, type] as const);
  return { ...bundle, kinds: [...kept, ...own.values()], types: { ...bundle.types, ...types } };
}

const isRow = (value: Json): value is string[] => Array.isArray(value) && value.every((part) => typeof part === 'string');
const strings = (map: JsonObject): Record<string, string> => Object.fromEntries(Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
