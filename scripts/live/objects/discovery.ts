import { objects, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Client, fail, type Result } from '../connect/index.ts';

/** A kind that the server serves, in one version. */
export interface ServedKind {
  /** `apps/v1` */
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  /** Plural, for paths and RBAC. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** Whether the server names this version first. */
  readonly preferred: boolean;
}

export interface Discovery {
  readonly kinds: readonly ServedKind[];
  find(apiVersion: string, kind: string): ServedKind | undefined;
  /** The version that the server prefers. */
  preferred(group: string, kind: string): ServedKind | undefined;
  /** `metrics.k8s.io/v1beta1`: versions of aggregated servers that do not answer. */
  readonly stale: readonly string[];
}

const accept = ['v2', 'v2beta1'].map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`).join(',');

/** Asks what the server serves, in two requests (KEP-3352, Kubernetes 1.26 and later). */
export async function discover(client: Client): Promise<Result<Discovery>> {
  const kinds: ServedKind[] = [];
  const stale: string[] = [];
  for (const path of ['/api', '/apis']) {
    const answer = await client.send({ path, accept });
    if (!answer.ok) return answer;
    if (answer.value['kind'] !== 'APIGroupDiscoveryList') return fail('server', `Kubernetes ${client.version} is too old: 1.27 or newer is needed`);
    for (const group of objects(answer.value, 'items')) {
      const name = text(group, 'metadata', 'name');
      for (const [i, version] of objects(group, 'versions').entries()) {
        const apiVersion = name === '' ? text(version, 'version') : `${name}/${text(version, 'version')}`;
        if (version['freshness'] === 'Stale') stale.push(apiVersion);
        for (const resource of objects(version, 'resources')) kinds.push(served(resource, apiVersion, name, i === 0));
      }
    }
  }
  const byName = new Map(kinds.map((each) => [`${each.apiVersion} ${each.kind}`, each]));
  const first = new Map<string, ServedKind>();
  for (const each of kinds) if (!first.has(`${each.group} ${each.kind}`)) first.set(`${each.group} ${each.kind}`, each);
  return {
    ok: true,
    value: { kinds, stale, find: (apiVersion, kind) => byName.get(`${apiVersion} ${kind}`), preferred: (group, kind) => first.get(`${group} ${kind}`) },
  };
}

function served(resource: JsonObject, apiVersion: string, group: string, preferred: boolean): ServedKind {
  return {
    apiVersion, group, preferred,
    kind: text(resource, 'responseKind', 'kind'), resource: text(resource, 'resource'), namespaced: resource['scope'] === 'Namespaced',
    verbs: ((resource['verbs'] ?? []) as unknown[]).filter((verb) => typeof verb === 'string'),
  };
}

/** `/apis/apps/v1/namespaces/shop/deployments/web`; without a name the collection, without a namespace that of the whole cluster. */
export function pathOf({ apiVersion, resource }: Pick<ServedKind, 'apiVersion' | 'resource'>, namespace = '', name = ''): string {
  return `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}${namespace === '' ? '' : `/namespaces/${encodeURIComponent(namespace)}`}/${resource}${name === '' ? '' : `/${encodeURIComponent(name)}`}`;
}
