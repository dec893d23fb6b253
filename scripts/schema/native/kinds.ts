import { checkMutatingBinding, checkMutatingPolicy, checkMutatingWebhooks, checkValidatingBinding, checkValidatingPolicy, checkValidatingWebhooks } from './admissionregistration.ts';
import { checkApiService } from './apiregistration.ts';
import { checkControllerRevision, checkDaemonSet, checkDeployment, checkReplicaSet, checkStatefulSet } from './apps.ts';
import { checkAutoscaler } from './autoscaling.ts';
import { checkCronJob, checkJob } from './batch.ts';
import { checkClusterTrustBundle, checkSigningRequest } from './certificates.ts';
import { checkLease, checkLeaseCandidate, checkPriorityClass, checkRuntimeClass, checkWorkload } from './cluster.ts';
import { checkConfigMap, checkSecret } from './core/config.ts';
import { checkLimitRange, checkResourceQuota } from './core/limits.ts';
import { checkEndpoints, checkEvent, checkNamespace, checkNewEvent, checkNode, checkPodTemplateObject, checkReplicationController } from './core/others.ts';
import { checkService } from './core/service.ts';
import { checkDefinition } from './crd/definition.ts';
import { checkEndpointSlice } from './discovery.ts';
import { checkFlowSchema, checkPriorityLevel } from './flowcontrol.ts';
import { configMapKey, dns1035Label, dnsLabel, dnsSubdomain, pathSegment, type TextCheck } from './kit/names.ts';
import type { Check } from './kit/node.ts';
import type { MetadataRules } from './metadata.ts';
import { checkIngress, checkIngressClass, checkIpAddress, checkNetworkPolicy, checkServiceCidr, ipAddressName } from './networking.ts';
import { checkPod } from './pod/template.ts';
import { checkPodDisruptionBudget } from './policy.ts';
import { checkClusterRole, checkClusterRoleBinding, checkRole, checkRoleBinding } from './rbac.ts';
import { checkDeviceClass, checkDeviceTaintRule, checkResourceClaim, checkResourceClaimTemplate, checkResourceSlice } from './resource.ts';
import { checkCsiDriver, checkCsiNode, checkCsiStorageCapacity, checkStorageClass, checkVolumeAttachment, checkVolumeAttributesClass } from './storage/kinds.ts';
import { checkPersistentVolume, checkPersistentVolumeClaim } from './storage/volume.ts';

/** What the server checks about a kind of its own. */
export interface KindRules extends MetadataRules {
  readonly check?: Check;
}
type Entry = readonly [kind: string, rules: KindRules];

const inNamespace = (kind: string, check?: Check, name: TextCheck = dnsSubdomain): Entry => [kind, { name, namespaced: true, ...(check ? { check } : {}) }];
const inCluster = (kind: string, check?: Check, name: TextCheck = dnsSubdomain): Entry => [kind, { name, namespaced: false, ...(check ? { check } : {}) }];
/** What every object's name must be, as it is a part of URLs. */
const anyName: TextCheck = pathSegment;

/** Kinds by `Kind` (core) or `group/Kind`, in all versions that are served: they share their validation. */
export const kindRules: ReadonlyMap<string, KindRules> = new Map([
  inNamespace('Pod', checkPod),
  inNamespace('PodTemplate', checkPodTemplateObject),
  inNamespace('ReplicationController', checkReplicationController),
  inNamespace('Service', checkService, dns1035Label),
  inNamespace('ConfigMap', checkConfigMap),
  inNamespace('Secret', checkSecret),
  inNamespace('ServiceAccount'),
  inNamespace('Endpoints', checkEndpoints),
  ['LimitRange', { name: dnsSubdomain, namespaced: true, nameless: true, check: checkLimitRange }],
  inNamespace('ResourceQuota', checkResourceQuota),
  inNamespace('PersistentVolumeClaim', checkPersistentVolumeClaim),
  inCluster('PersistentVolume', checkPersistentVolume),
  inCluster('Namespace', checkNamespace, dnsLabel),
  inCluster('Node', checkNode),
  inNamespace('Event', checkEvent, anyName),
  inNamespace('events.k8s.io/Event', checkNewEvent),
  inNamespace('apps/Deployment', checkDeployment),
  inNamespace('apps/StatefulSet', checkStatefulSet, dnsLabel),
  inNamespace('apps/DaemonSet', checkDaemonSet),
  inNamespace('apps/ReplicaSet', checkReplicaSet),
  inNamespace('apps/ControllerRevision', checkControllerRevision),
  inNamespace('batch/Job', checkJob),
  inNamespace('batch/CronJob', checkCronJob),
  inNamespace('autoscaling/HorizontalPodAutoscaler', checkAutoscaler),
  inNamespace('policy/PodDisruptionBudget', checkPodDisruptionBudget, anyName),
  inNamespace('networking.k8s.io/Ingress', checkIngress),
  inCluster('networking.k8s.io/IngressClass', checkIngressClass),
  inNamespace('networking.k8s.io/NetworkPolicy', checkNetworkPolicy),
  inCluster('networking.k8s.io/IPAddress', checkIpAddress, ipAddressName),
  inCluster('networking.k8s.io/ServiceCIDR', checkServiceCidr),
  inCluster('storage.k8s.io/StorageClass', checkStorageClass),
  inCluster('storage.k8s.io/VolumeAttributesClass', checkVolumeAttributesClass),
  inCluster('storage.k8s.io/VolumeAttachment', checkVolumeAttachment),
  inCluster('storage.k8s.io/CSIDriver', checkCsiDriver),
  inCluster('storage.k8s.io/CSINode', checkCsiNode),
  inNamespace('storage.k8s.io/CSIStorageCapacity', checkCsiStorageCapacity),
  inNamespace('rbac.authorization.k8s.io/Role', checkRole, pathSegment),
  inCluster('rbac.authorization.k8s.io/ClusterRole', checkClusterRole, pathSegment),
  inNamespace('rbac.authorization.k8s.io/RoleBinding', checkRoleBinding, pathSegment),
  inCluster('rbac.authorization.k8s.io/ClusterRoleBinding', checkClusterRoleBinding, pathSegment),
  inCluster('scheduling.k8s.io/PriorityClass', checkPriorityClass),
  inNamespace('scheduling.k8s.io/Workload', checkWorkload),
  inCluster('node.k8s.io/RuntimeClass', checkRuntimeClass),
  inNamespace('coordination.k8s.io/Lease', checkLease),
  inNamespace('coordination.k8s.io/LeaseCandidate', checkLeaseCandidate, configMapKey),
  inNamespace('discovery.k8s.io/EndpointSlice', checkEndpointSlice),
  inCluster('flowcontrol.apiserver.k8s.io/FlowSchema', checkFlowSchema),
  inCluster('flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration', checkPriorityLevel),
  inCluster('admissionregistration.k8s.io/ValidatingWebhookConfiguration', checkValidatingWebhooks),
  inCluster('admissionregistration.k8s.io/MutatingWebhookConfiguration', checkMutatingWebhooks),
  inCluster('admissionregistration.k8s.io/ValidatingAdmissionPolicy', checkValidatingPolicy),
  inCluster('admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', checkValidatingBinding),
  inCluster('admissionregistration.k8s.io/MutatingAdmissionPolicy', checkMutatingPolicy),
  inCluster('admissionregistration.k8s.io/MutatingAdmissionPolicyBinding', checkMutatingBinding),
  inCluster('apiextensions.k8s.io/CustomResourceDefinition', checkDefinition),
  inCluster('apiregistration.k8s.io/APIService', checkApiService, pathSegment),
  inCluster('certificates.k8s.io/CertificateSigningRequest', checkSigningRequest, anyName),
  inCluster('certificates.k8s.io/ClusterTrustBundle', checkClusterTrustBundle, anyName),
  inNamespace('resource.k8s.io/ResourceClaim', checkResourceClaim),
  inNamespace('resource.k8s.io/ResourceClaimTemplate', checkResourceClaimTemplate),
  inCluster('resource.k8s.io/DeviceClass', checkDeviceClass),
  inCluster('resource.k8s.io/ResourceSlice', checkResourceSlice),
  inCluster('resource.k8s.io/DeviceTaintRule', checkDeviceTaintRule),
]);
