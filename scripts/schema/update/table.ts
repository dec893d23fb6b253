import type { KindName } from '../../model/graph.ts';

/**
 * Fields that the API server lets nobody change, by kind: `ValidateImmutableField` and its like in k8s.io/kubernetes v1.35.4
 * pkg/apis/<group>/validation. Kinds with more to say have a function of their own.
 */
export const immutableFields: Readonly<Record<KindName, readonly string[]>> = {
  'apps/Deployment': ['spec.selector'],
  'apps/DaemonSet': ['spec.selector'],
  'apps/ReplicaSet': ['spec.selector'],
  'apps/ControllerRevision': ['data'],
  'rbac.authorization.k8s.io/RoleBinding': ['roleRef'],
  'rbac.authorization.k8s.io/ClusterRoleBinding': ['roleRef'],
  'storage.k8s.io/StorageClass': ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'],
  'storage.k8s.io/CSIDriver': ['spec.attachRequired', 'spec.volumeLifecycleModes'],
  'storage.k8s.io/VolumeAttachment': ['spec'],
  'storage.k8s.io/VolumeAttributesClass': ['driverName', 'parameters'],
  'storage.k8s.io/CSIStorageCapacity': ['nodeTopology', 'storageClassName'],
  'scheduling.k8s.io/PriorityClass': ['value', 'preemptionPolicy'],
  'networking.k8s.io/IngressClass': ['spec.controller'],
  'networking.k8s.io/IPAddress': ['spec.parentRef'],
  'node.k8s.io/RuntimeClass': ['handler'],
  'discovery.k8s.io/EndpointSlice': ['addressType'],
  'certificates.k8s.io/ClusterTrustBundle': ['spec.signerName'],
  'certificates.k8s.io/CertificateSigningRequest': ['spec'],
  'resource.k8s.io/ResourceClaim': ['spec'],
  'resource.k8s.io/ResourceClaimTemplate': ['spec'],
  'resource.k8s.io/ResourceSlice': ['spec.pool.name', 'spec.driver', 'spec.nodeName'],
};
