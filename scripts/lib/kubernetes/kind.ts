import type { ObjectRef } from '../../model/ids.ts';
import type { Json } from '../../model/json.ts';
import { text } from '../read.ts';

/** The group of an apiVersion; '' for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** `apps/Deployment`, `Service`: kind with its group, without version. */
export function kindName(apiVersion: string, kind: string): string {
  const group = groupOf(apiVersion);
  return group === '' ? kind : `${group}/${kind}`;
}

/** Kind without group, for messages. */
export function shortKind(kind: string): string {
  return kind.slice(kind.indexOf('/') + 1);
}

/** The identity of an object; '' where a part is missing or is no text. */
export function refOf(object: Json): ObjectRef {
  return {
    apiVersion: text(object, 'apiVersion') ?? '',
    kind: text(object, 'kind') ?? '',
    namespace: text(object, 'metadata', 'namespace') ?? '',
    name: text(object, 'metadata', 'name') ?? '',
  };
}

/** `Service randoms/web`, or `ClusterRole view` where there is no namespace. */
export function showRef(ref: { readonly kind: string; readonly namespace: string; readonly name: string }): string {
  return `${shortKind(ref.kind)} ${ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name}`;
}

/**
 * Built-in kinds that live in no namespace (kube-apiserver 1.35, `kubectl api-resources --namespaced=false`) and the
 * cluster-wide kinds of the controllers that the graph follows.
 */
const clusterScoped = new Set([
  'Namespace', 'Node', 'PersistentVolume', 'ComponentStatus',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration', 'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy', 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy', 'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'apiextensions.k8s.io/CustomResourceDefinition', 'apiregistration.k8s.io/APIService', 'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/ClusterTrustBundle', 'flowcontrol.apiserver.k8s.io/FlowSchema', 'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'networking.k8s.io/IngressClass', 'networking.k8s.io/IPAddress', 'networking.k8s.io/ServiceCIDR', 'node.k8s.io/RuntimeClass',
  'rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/ClusterRoleBinding', 'resource.k8s.io/DeviceClass',
  'resource.k8s.io/ResourceSlice', 'scheduling.k8s.io/PriorityClass', 'storage.k8s.io/CSIDriver', 'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass', 'storage.k8s.io/VolumeAttachment', 'storage.k8s.io/VolumeAttributesClass',
  'snapshot.storage.k8s.io/VolumeSnapshotClass', 'gateway.networking.k8s.io/GatewayClass', 'cert-manager.io/ClusterIssuer',
  'external-secrets.io/ClusterSecretStore', 'external-secrets.io/ClusterExternalSecret', 'trust.cert-manager.io/Bundle',
]);

export function isClusterScoped(kind: string): boolean {
  return clusterScoped.has(kind);
}

/** Groups that Kubernetes itself serves. */
export function isBuiltinGroup(group: string): boolean {
  return group === '' || !group.includes('.') || (group.endsWith('.k8s.io') && builtinDotted.has(group));
}

const builtinDotted = new Set([
  'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'apiregistration.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io',
  'certificates.k8s.io', 'coordination.k8s.io', 'discovery.k8s.io', 'events.k8s.io', 'flowcontrol.apiserver.k8s.io', 'internal.apiserver.k8s.io',
  'networking.k8s.io', 'node.k8s.io', 'rbac.authorization.k8s.io', 'resource.k8s.io', 'scheduling.k8s.io', 'storage.k8s.io', 'storagemigration.k8s.io',
]);
