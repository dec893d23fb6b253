import type { Cluster } from '../model/cluster.ts';
import type { Graph, Reference, Resource } from '../model/graph.ts';
import { get, text, texts } from '../lib/read.ts';
import { builtinNamespaces } from './builtin.ts';
import { network } from './network.ts';
import { indexPods } from './pods.ts';
import { referencesFrom } from './references.ts';
import { resolver } from './resolve.ts';
import { identity, indexResources } from './resources.ts';

/** Builds the index of a rendered cluster: linear in the number of objects and references. Never throws for what a manifest holds. */
export function buildGraph(cluster: Cluster): Graph {
  const resources = indexResources(cluster);
  const pods = indexPods(resources);
  const namespaceLabels = labelsOfNamespaces(resources.byKind.get('Namespace') ?? [], cluster);
  const { resolve, unrendered } = resolver(cluster, resources);
  const { policiesOf, mayReach } = network(resources, namespaceLabels);

  const references: Reference[] = [];
  const from = new Map<Resource, readonly Reference[]>();
  const to = new Map<string, Reference[]>();
  for (const resource of resources.all) {
    const own = referencesFrom(resource);
    from.set(resource, own);
    for (const reference of own) {
      references.push(reference);
      const { kind, namespace, name } = reference.target;
      const key = identity(kind, namespace, name);
      const referrers = to.get(key);
      if (referrers === undefined) to.set(key, [reference]);
      else referrers.push(reference);
    }
  }
  const namespaces = [...new Set([...builtinNamespaces, ...(resources.byKind.get('Namespace') ?? []).map(({ name }) => name), ...createdByReleases(resources.byKind.get('helm.toolkit.fluxcd.io/HelmRelease') ?? [])])];
  return {
    cluster,
    resources: resources.all,
    references,
    pods: pods.all,
    kindsIn: (namespace) => resources.kindsIn.get(namespace) ?? new Set(),
    ofKind: (kind) => resources.byKind.get(kind) ?? [],
    get: resources.get,
    of: (manifest) => resources.byManifest.get(manifest)!,
    referencesFrom: (resource) => from.get(resource) ?? [],
    referencesTo: ({ kind, namespace, name }) => to.get(identity(kind, namespace, name)) ?? [],
    resolve,
    unrendered,
    podOf: pods.of,
    podsIn: pods.in,
    select: pods.select,
    namespaceLabels,
    namespaces: () => namespaces,
    podsBehind: pods.behind,
    policiesOf,
    mayReach,
  };
}

/** The API server labels each namespace with its name (KEP-2161). */
function labelsOfNamespaces(rendered: readonly Resource[], { facts }: Cluster): (namespace: string) => Readonly<Record<string, string>> {
  const existing = (facts?.objects ?? []).filter(({ kind }) => kind === 'Namespace').map((object) => ({ name: text(object, 'metadata', 'name') ?? '', object }));
  const labels = new Map([...existing, ...rendered].map(({ name, object }) => [name, { ...texts(object, 'metadata', 'labels'), 'kubernetes.io/metadata.name': name }]));
  return (namespace) => labels.get(namespace) ?? { 'kubernetes.io/metadata.name': namespace };
}

function createdByReleases(releases: readonly Resource[]): string[] {
  return releases.flatMap(({ object, namespace }) => (get(object, 'spec', 'install', 'createNamespace') === true ? [text(object, 'spec', 'targetNamespace') ?? namespace] : []));
}
