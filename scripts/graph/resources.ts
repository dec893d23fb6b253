import type { Cluster } from '../model/cluster.ts';
import type { KindName, Resource } from '../model/graph.ts';
import type { Manifest } from '../model/manifest.ts';
import { groupOf, isBuiltinGroup, isClusterScoped, kindName, refOf } from '../lib/kubernetes/kind.ts';
import { text } from '../lib/read.ts';

/** The objects of a cluster by identity. */
export interface Resources {
  readonly all: readonly Resource[];
  readonly byManifest: ReadonlyMap<Manifest, Resource>;
  readonly byKind: ReadonlyMap<KindName, readonly Resource[]>;
  readonly kindsIn: ReadonlyMap<string, ReadonlySet<KindName>>;
  get(kind: KindName, namespace: string, name: string): Resource | undefined;
}

/** Joins the parts of an identity to one key; a character that no name may hold keeps them apart. */
export function identity(kind: KindName, namespace: string, name: string): string {
  return `${kind}\n${namespace}\n${name}`;
}

/** Indexes every manifest of the cluster once; of objects with one identity the last one stands. */
export function indexResources(cluster: Cluster): Resources {
  const releaseNamespaces = new Map<string, string>();
  for (const { object } of cluster.manifests)
    if (kindName(text(object, 'apiVersion') ?? '', text(object, 'kind') ?? '') === 'helm.toolkit.fluxcd.io/HelmRelease') {
      const ref = refOf(object);
      releaseNamespaces.set(`${ref.namespace}/${ref.name}`, text(object, 'spec', 'targetNamespace') ?? ref.namespace);
    }
  const all: Resource[] = [];
  const byManifest = new Map<Manifest, Resource>();
  const byKind = new Map<KindName, Resource[]>();
  const byIdentity = new Map<string, Resource>();
  const kindsIn = new Map<string, Set<KindName>>();
  for (const manifest of cluster.manifests) {
    const { object, unit } = manifest;
    const ref = refOf(object);
    const kind = kindName(ref.apiVersion, ref.kind);
    const releaseNamespace = unit.kind === 'HelmRelease' ? (releaseNamespaces.get(`${unit.namespace}/${unit.name}`) ?? unit.namespace) : 'default';
    const defaulted = ref.namespace === '' && isBuiltinGroup(groupOf(ref.apiVersion)) ? releaseNamespace : ref.namespace;
    const namespace = isClusterScoped(kind) ? '' : defaulted;
    const resource: Resource = { manifest, object, kind, namespace, name: ref.name, ref: { ...ref, namespace } };
    all.push(resource);
    byManifest.set(manifest, resource);
    byIdentity.set(identity(kind, namespace, ref.name), resource);
    const kinds = kindsIn.get(namespace);
    if (kinds === undefined) kindsIn.set(namespace, new Set([kind]));
    else kinds.add(kind);
    const ofKind = byKind.get(kind);
    if (ofKind === undefined) byKind.set(kind, [resource]);
    else ofKind.push(resource);
  }
  return { all, byManifest, byKind, kindsIn, get: (kind, namespace, name) => byIdentity.get(identity(kind, namespace, name)) };
}
