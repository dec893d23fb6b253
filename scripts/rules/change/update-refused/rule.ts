import { defineRule } from '../../../model/rule.ts';
import { isBuiltinGroup } from '../../../lib/kubernetes/kind.ts';
import { refusals } from '../refusals.ts';

/** Kinds with a rule of their own, which says what to do. */
const own = new Set([
  'apps/StatefulSet', 'apps/Deployment', 'apps/DaemonSet', 'apps/ReplicaSet', 'batch/Job', 'PersistentVolumeClaim', 'PersistentVolume', 'Service', 'Secret', 'ConfigMap',
  'rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding', 'storage.k8s.io/StorageClass', 'storage.k8s.io/CSIDriver', 'storage.k8s.io/VolumeAttributesClass',
  'apiextensions.k8s.io/CustomResourceDefinition',
]);

export default defineRule({
  meta: { summary: 'Objects keep what the API server lets nobody change', level: 'error', source: 'kube-apiserver pkg/apis/*/validation' },
  checkChange: (change) => refusals(change, (kind) => !own.has(kind) && isBuiltinGroup(kind.includes('/') ? kind.slice(0, kind.indexOf('/')) : ''), { instead: 'give the object another name, or delete it first', loss: 'it is gone in between' }),
});
