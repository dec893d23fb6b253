import type { Json, JsonObject } from '../../model/json.ts';
import { parseImage } from '../../lib/kubernetes/image.ts';
import { isObject } from '../../lib/json.ts';

/** The value that the server gives a field that is absent; a function decides by the struct that holds it. */
export type Default = Json | ((struct: JsonObject) => Json | undefined);

const pullPolicy = (reference: string) => (struct: JsonObject): Json => {
  const image = struct[reference];
  const parsed = typeof image === 'string' ? parseImage(image) : undefined;
  return parsed !== undefined && (parsed.tag === 'latest' || (parsed.tag === '' && parsed.digest === '')) ? 'Always' : 'IfNotPresent';
};
const container = { imagePullPolicy: pullPolicy('image'), terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', stdin: false, stdinOnce: false, tty: false, resources: {} };
const secretOrMap = { defaultMode: 420 };
const webhook = { failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10 };
const deviceRequest: Readonly<Record<string, Default>> = { allocationMode: 'ExactCount', count: ({ allocationMode }) => (allocationMode === 'ExactCount' ? 1 : undefined) };
const isType = (wanted: string, value: Json) => ({ type }: JsonObject): Json | undefined => (type === wanted ? value : undefined);

/**
 * Defaults by the Go type that holds the field, in the order in which they are set. False and 0 stand where Go leaves the
 * zero value out of what it writes. Source: k8s.io/kubernetes v1.35.4 pkg/apis/<group>/<version>/defaults.go and the markers
 * that make zz_generated.defaults.go.
 */
export const defaults: Readonly<Record<string, Readonly<Record<string, Default>>>> = {
  'core.v1.Container': container,
  'core.v1.EphemeralContainer': container,
  'core.v1.ContainerPort': { protocol: 'TCP' },
  'core.v1.PodSpec': {
    dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', securityContext: {}, terminationGracePeriodSeconds: 30, schedulerName: 'default-scheduler',
    hostNetwork: false, hostPID: false, hostIPC: false,
    // Either name is copied to the other when the object is stored (core/v1/conversion.go).
    serviceAccountName: ({ serviceAccount }) => serviceAccount, serviceAccount: ({ serviceAccountName }) => serviceAccountName,
  },
  'core.v1.PodTemplateSpec': { metadata: {} },
  'core.v1.Probe': { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, initialDelaySeconds: 0 },
  'core.v1.HTTPGetAction': { path: '/', scheme: 'HTTP' },
  'core.v1.GRPCAction': { service: '' },
  'core.v1.VolumeMount': { readOnly: false },
  'core.v1.Volume': { emptyDir: (volume) => (Object.keys(volume).every((key) => key === 'name') ? {} : undefined) },
  'core.v1.SecretVolumeSource': secretOrMap,
  'core.v1.ConfigMapVolumeSource': secretOrMap,
  'core.v1.DownwardAPIVolumeSource': secretOrMap,
  'core.v1.ProjectedVolumeSource': secretOrMap,
  'core.v1.ServiceAccountTokenProjection': { expirationSeconds: 3600 },
  'core.v1.HostPathVolumeSource': { type: '' },
  'core.v1.ImageVolumeSource': { pullPolicy: pullPolicy('reference') },
  'core.v1.PersistentVolumeClaimVolumeSource': { readOnly: false },
  'core.v1.NFSVolumeSource': { readOnly: false },
  'core.v1.ISCSIVolumeSource': { iscsiInterface: 'default', readOnly: false },
  'core.v1.ISCSIPersistentVolumeSource': { iscsiInterface: 'default', readOnly: false },
  'core.v1.RBDVolumeSource': { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring', readOnly: false },
  'core.v1.ObjectFieldSelector': { apiVersion: 'v1' },
  'core.v1.ServiceSpec': {
    sessionAffinity: 'None',
    sessionAffinityConfig: ({ sessionAffinity }) => (sessionAffinity === 'ClientIP' ? { clientIP: { timeoutSeconds: 10800 } } : undefined),
    type: 'ClusterIP',
    externalTrafficPolicy: (spec) => (spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer' || (spec['type'] === 'ClusterIP' && Array.isArray(spec['externalIPs'])) ? 'Cluster' : undefined),
    internalTrafficPolicy: ({ type }) => (type === 'ExternalName' ? undefined : 'Cluster'),
    allocateLoadBalancerNodePorts: isType('LoadBalancer', true),
    publishNotReadyAddresses: false,
  },
  'core.v1.ServicePort': { protocol: 'TCP', targetPort: ({ port }) => port },
  'core.v1.Secret': { type: 'Opaque' },
  'core.v1.PersistentVolumeSpec': { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' },
  // Claims of a template are whole objects to the server.
  'core.v1.PersistentVolumeClaim': { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } },
  'core.v1.PersistentVolumeClaimSpec': { volumeMode: 'Filesystem', resources: {} },
  'apps.v1.DeploymentSpec': { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, minReadySeconds: 0, paused: false },
  'apps.v1.DeploymentStrategy': { type: 'RollingUpdate', rollingUpdate: isType('RollingUpdate', {}) },
  'apps.v1.RollingUpdateDeployment': { maxUnavailable: '25%', maxSurge: '25%' },
  'apps.v1.DaemonSetSpec': { updateStrategy: {}, revisionHistoryLimit: 10, minReadySeconds: 0 },
  'apps.v1.DaemonSetUpdateStrategy': { type: 'RollingUpdate', rollingUpdate: isType('RollingUpdate', {}) },
  'apps.v1.RollingUpdateDaemonSet': { maxUnavailable: 1, maxSurge: 0 },
  'apps.v1.StatefulSetSpec': { podManagementPolicy: 'OrderedReady', updateStrategy: {}, persistentVolumeClaimRetentionPolicy: {}, replicas: 1, revisionHistoryLimit: 10, minReadySeconds: 0, serviceName: '' },
  'apps.v1.StatefulSetUpdateStrategy': { rollingUpdate: ({ type }) => (type === undefined || type === '' ? {} : undefined), type: 'RollingUpdate' },
  'apps.v1.RollingUpdateStatefulSetStrategy': { partition: 0 },
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': { whenDeleted: 'Retain', whenScaled: 'Retain' },
  'apps.v1.ReplicaSetSpec': { replicas: 1, minReadySeconds: 0 },
  'batch.v1.JobSpec': {
    completions: ({ parallelism }) => (parallelism === undefined ? 1 : undefined), parallelism: 1,
    backoffLimit: ({ backoffLimitPerIndex }) => (backoffLimitPerIndex === undefined ? 6 : 2147483647),
    completionMode: 'NonIndexed', suspend: false, manualSelector: false,
    podReplacementPolicy: ({ podFailurePolicy }) => (podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'),
  },
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': { status: 'True' },
  'batch.v1.CronJobSpec': { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': { minReplicas: 1 },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': {
    minReplicas: 1,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
  },
  'autoscaling.v2.HorizontalPodAutoscalerBehavior': {
    scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] },
    scaleDown: { policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
  },
  'autoscaling.v2.HPAScalingRules': { selectPolicy: 'Max' },
  'core.v1.EndpointPort': { protocol: 'TCP' },
  'discovery.v1.EndpointPort': { name: '', protocol: 'TCP' },
  'networking.v1.NetworkPolicyPort': { protocol: 'TCP' },
  'networking.v1.NetworkPolicySpec': { policyTypes: ({ egress }) => (Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']) },
  'networking.v1.IngressClassParametersReference': { scope: 'Cluster' },
  'rbac.v1.RoleRef': { apiGroup: 'rbac.authorization.k8s.io' },
  'rbac.v1.Subject': { apiGroup: ({ kind }) => (kind === 'User' || kind === 'Group' ? 'rbac.authorization.k8s.io' : undefined) },
  'storage.v1.StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', allowVolumeExpansion: false },
  'storage.v1.CSIDriverSpec': { attachRequired: true, podInfoOnMount: false, storageCapacity: false, fsGroupPolicy: 'ReadWriteOnceWithFSType', volumeLifecycleModes: ['Persistent'], requiresRepublish: false, seLinuxMount: false },
  'resource.v1.ExactDeviceRequest': deviceRequest,
  'resource.v1.DeviceSubRequest': deviceRequest,
  'scheduling.v1.PriorityClass': { preemptionPolicy: 'PreemptLowerPriority', globalDefault: false },
  'admissionregistration.v1.ValidatingWebhook': webhook,
  'admissionregistration.v1.MutatingWebhook': { ...webhook, reinvocationPolicy: 'Never' },
  'admissionregistration.v1.RuleWithOperations': { scope: '*' },
  'admissionregistration.v1.NamedRuleWithOperations': { scope: '*' },
  'admissionregistration.v1.ServiceReference': { port: 443 },
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': { failurePolicy: 'Fail' },
  'admissionregistration.v1.MatchResources': { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} },
  'core.v1.LimitRangeItem': {
    default: ({ type, max }) => (type === 'Container' ? max : undefined),
    defaultRequest: ({ type, min, default: limit }) => (type === 'Container' && (isObject(min) || isObject(limit)) ? { ...(isObject(min) ? min : {}), ...(isObject(limit) ? limit : {}) } : undefined),
  },
};
