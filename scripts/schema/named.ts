import { digestOf } from '../lib/digest.ts';
import { getKey } from '../lib/json.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { JsonObject } from '../model/json.ts';
import type { SchemaStore } from './store/store.ts';

/**
 * Names the verdict on an object that is not there, applied or created, by all that it depends on beside the object: the server's version, its feature gates, what was
 * pulled from it, and for kinds that are not its own the CRDs of the cluster, in their order. The same name is the same verdict.
 */
export function namesVerdicts(store: SchemaStore, kubernetesVersion: string, featureGates: readonly string[] | undefined, facts: ClusterFacts | undefined): (object: JsonObject, definitions: readonly JsonObject[], how: 'apply' | 'create') => string {
  const server = digestOf([kubernetesVersion, featureGates, facts]);
  const digests = new WeakMap<JsonObject, string>();
  const lists = new WeakMap<readonly JsonObject[], string>();
  const digest = (crd: JsonObject): string => {
    let known = digests.get(crd);
    if (known === undefined) digests.set(crd, (known = digestOf(crd)));
    return known;
  };
  return (object, definitions, how) => {
    const [apiVersion, kind] = [getKey(object, 'apiVersion'), getKey(object, 'kind')];
    if (typeof apiVersion === 'string' && typeof kind === 'string' && store.builtIn(apiVersion, kind)?.served === true) return `${how} ${server}`;
    let of = lists.get(definitions);
    if (of === undefined) lists.set(definitions, (of = digestOf(definitions.map(digest))));
    return `${how} ${server} ${of}`;
  };
}
