import { text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import type { Graph, KindName, Resource } from '../../../model/graph.ts';
import { defineRule } from '../../../model/rule.ts';

/** Kinds of operators that take their volumes along when they are deleted. */
const holders = new Set<KindName>([
  'postgresql.cnpg.io/Cluster', 'acid.zalan.do/postgresql', 'longhorn.io/Volume', 'snapshot.storage.k8s.io/VolumeSnapshot', 'kafka.strimzi.io/Kafka', 'kafka.strimzi.io/KafkaNodePool',
  'elasticsearch.k8s.elastic.co/Elasticsearch', 'mysql.oracle.com/InnoDBCluster', 'k8s.mariadb.com/MariaDB', 'mongodbcommunity.mongodb.com/MongoDBCommunity', 'minio.min.io/Tenant', 'rook.io/CephCluster', 'ceph.rook.io/CephCluster', 'ceph.rook.io/CephBlockPool', 'ceph.rook.io/CephFilesystem', 'ceph.rook.io/CephObjectStore',
]);

export default defineRule({
  meta: { summary: 'Volumes are not deleted by the way', level: 'error', source: 'CHECKS 26; flux2#4392' },
  *checkChange({ base, removed }) {
    for (const { resource, deleted, because } of removed) {
      const lost = deleted ? lostWith(resource, base) : undefined;
      if (lost !== undefined) yield { manifest: resource.manifest, pointer: '', message: `Flux deletes ${showRef(resource.ref)}${lost}: ${because}; keep it until its data is saved, or let git mark it ${mark(resource)} before it is taken out` };
    }
  },
});

function mark({ manifest: { unit } }: Resource): string {
  return unit.kind === 'HelmRelease' ? 'helm.sh/resource-policy: keep' : 'kustomize.toolkit.fluxcd.io/prune: disabled';
}

/** What goes with an object; undefined where nothing is lost. */
function lostWith({ kind, object }: Resource, base: Graph): string | undefined {
  if (kind === 'PersistentVolumeClaim') {
    const storageClass = base.get('storage.k8s.io/StorageClass', '', text(object, 'spec', 'storageClassName') ?? '');
    return text(storageClass?.object ?? {}, 'reclaimPolicy') === 'Retain' ? '; its volume stays, and nothing binds it again by itself' : ' and the data on it, unless its volume is retained';
  }
  if (kind === 'PersistentVolume') return ', and claims that are bound to it lose it';
  if (kind === 'apps/StatefulSet') return text(object, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete' ? ' and its claims (whenDeleted: Delete)' : undefined;
  return holders.has(kind) ? ' and the volumes that its operator made for it' : undefined;
}
