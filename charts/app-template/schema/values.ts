/** The schema of the chart's values. `npm run app-template:schema` writes it to values.schema.json. */
import { bool, entry, exactlyOne, free, has, int, intOrText, keys, list, map, oneOf, ref, rule, text, type Schema } from './build.ts';
import { kubernetes } from './kubernetes.ts';

const templated = 'May hold templates.';
const enabled = bool('Set to false to leave this out.', { default: true });
const labels = ref('texts', 'Labels of the object. Values may hold templates.');
const annotations = ref('texts', 'Annotations of the object. Values may hold templates.');
const names = {
  forceRename: text(`The whole name of the object; excludes prefix and suffix. ${templated}`, { examples: ['{{ .Release.Name }}'] }),
  prefix: text(`Goes before the name. ${templated}`), suffix: text(`Goes after the name. ${templated}`),
};
const noRenameMix: Schema = { not: { type: 'object', anyOf: [{ required: ['forceRename', 'prefix'] }, { required: ['forceRename', 'suffix'] }] } };
const object = { enabled, ...names, labels, annotations };
const textOrList = (description: string, more: Schema = {}): Schema => ({ type: ['string', 'array'], items: { type: 'string' }, description, ...more });
const dependsOn = textOrList('Ids of the same list that come before this one.');
const mounts = {
  globalMounts: ref('mounts', 'Where every container of every controller mounts it.', { examples: [[{ path: '/config' }]] }),
  advancedMounts: map('Where single containers mount it: id of a controller, id of a container, list of mounts.', map('Mounts by id of a container.', ref('mounts')), { examples: [{ main: { app: [{ path: '/data', readOnly: true }] } }] }),
};
const claim = {
  accessMode: text('How nodes may use it.', { examples: ['ReadWriteOnce', 'ReadWriteMany'] }), size: text('Size as a quantity.', { examples: ['1Gi'] }),
  storageClass: text('Storage class; "-" for none, left out for the cluster’s default.'), dataSource: ref('dataSource', 'Fill it from a snapshot or a claim. May hold templates.'), dataSourceRef: ref('dataSource', 'As dataSource, for any kind of object.'),
};
const keyOf = (what: string) => keys(`A key of ${what}.`, { name: text(`Name of the object. In valueFrom it may hold templates.`), key: text('The key.'), optional: bool('Start without it too.') }, { required: ['name', 'key'] });
const sources = {
  secretKeyRef: ref('secretKey'), configMapKeyRef: ref('configMapKey'), fieldRef: ref('podField'), resourceFieldRef: ref('containerResource'), fileKeyRef: ref('fileKey'),
};
const sourceDefinitions: Record<string, Schema> = {
  secretKey: keyOf('a Secret'), configMapKey: keyOf('a ConfigMap'),
  podField: keys('A field of the pod.', { fieldPath: text('Path of the field.', { examples: ['metadata.namespace'] }), apiVersion: text('Version of the path.') }, { required: ['fieldPath'] }),
  containerResource: keys('A resource of a container.', { resource: text('Such as limits.memory.'), containerName: text('Which container.'), divisor: { type: ['string', 'number'], description: 'Unit.' } }, { required: ['resource'] }),
  fileKey: keys('A key of a file in a volume.', { volumeName: text('Volume.'), path: text('File.'), key: text('Key.'), optional: bool('Start without it too.') }, { required: ['volumeName', 'path', 'key'] }),
};
const scalar = ['string', 'number', 'boolean', 'null'];
const valueKinds = exactlyOne('value', 'valueFrom', ...Object.keys(sources));
const valueFrom = ref('valueFrom', 'Where the value comes from. May hold templates.');
const image = {
  repository: text(`Name without the tag. ${templated}`, { examples: ['ghcr.io/example/app'] }), tag: { type: ['string', 'number'], description: `Version; may end in @sha256:…. Quote numbers. ${templated}`, examples: ['1.4.2'] },
  digest: text(`Digest, sha256:…. ${templated}`),
};
const reference = (what: string) => keys(`All keys of a ${what} as variables.`, { name: text(`Name of the ${what}. ${templated}`), identifier: text(`Or the id of one of this release.`), optional: bool('Start without it too.') }, exactlyOne('name', 'identifier'));
const shared = {
  image: ref('image'), command: textOrList('Replaces the entry point of the image. Not templated.', { examples: [['/bin/app']] }), args: textOrList('Arguments. Not templated.', { examples: [['--port', '8080']] }),
  env: ref('env'), envFrom: ref('envFrom'), resources: ref('resources'), securityContext: ref('securityContext'),
};
const pod: Record<string, Schema> = {
  affinity: ref('affinity', 'Which nodes to prefer or require. May hold templates.'), annotations, labels: { ...labels, description: 'Labels of the pod; they win over the chart’s own. Not templated.' },
  automountServiceAccountToken: bool('Give the pod a token for the Kubernetes API. See global.compatibility.', { default: true }),
  dnsConfig: ref('dnsConfig'), dnsPolicy: text('ClusterFirstWithHostNet by default with hostNetwork, else ClusterFirst.', { examples: ['ClusterFirst', 'Default', 'None'] }), enableServiceLinks: bool('Variables for each Service of the namespace.', { default: false }),
  hostAliases: list('Entries for /etc/hosts.', keys('An address.', { ip: text('Address.'), hostnames: list('Names.', { type: 'string' }) })), hostIPC: bool('Share the node’s IPC.', { default: false }), hostNetwork: bool('Share the node’s network.', { default: false }), hostPID: bool('Share the node’s processes.', { default: false }),
  hostUsers: { type: ['boolean', 'null'], description: 'false gives the pod a user namespace. Kubernetes 1.29.' }, hostname: text('Host name of the pod.'), imagePullSecrets: list('Secrets for private registries.', keys('A Secret.', { name: text('Name.') }), { examples: [[{ name: 'registry' }]] }),
  nodeSelector: map('Labels that the node must have.', { type: 'string' }), priorityClassName: text('Priority class.'), resources: ref('resources', 'Resources of the whole pod. Kubernetes 1.32.'),
  resourceClaims: list('Devices for the containers. Kubernetes 1.32.', keys('A claim.', { name: text('Name for containers.'), resourceClaimName: text('A claim that exists.'), resourceClaimTemplateName: text('Or a template for one.') }, { required: ['name'] })),
  resizePolicy: list('What a change of resources restarts. Kubernetes 1.36.', ref('resizePolicy')), restartPolicy: text('Always; for jobs Never (default) or OnFailure.'), runtimeClassName: text('Runtime class.'), schedulerName: text('Scheduler.'), schedulingGates: list('Gates that hold the pod back.', keys('A gate.', { name: text('Name.') }, { required: ['name'] })),
  securityContext: ref('podSecurityContext'), shareProcessNamespace: { type: ['boolean', 'null'], description: 'Containers see each other’s processes. Kubernetes 1.29.' }, terminationGracePeriodSeconds: { type: ['integer', 'null'], description: 'Seconds to stop in. 0 is not rendered.' },
  tolerations: list('Taints that the pod tolerates.', ref('toleration')), topologySpreadConstraints: list('How to spread the pods. May hold templates.', ref('topologySpread')),
};
const job = {
  suspend: bool('Do not start.', { default: false }), backoffLimit: int('Tries after a failure.', { default: 6 }), ttlSecondsAfterFinished: int('Seconds after which the Job is deleted.'), activeDeadlineSeconds: int('Seconds that the Job may take.'), parallelism: int('Pods at once.'),
};
const monitor = { ...object, jobLabel: text(`Value of jobLabel; the name of the monitor by default. ${templated}`), selector: ref('labelSelector', 'Picks what to scrape by labels. May hold templates.') };
const folder = (key: string, what: string) => keys(`${what} made of files of the chart; of use where the chart is copied or a dependency.`, {
  enabled: bool('Make them.', { default: false }), basePath: text('Folder of the chart; each folder below becomes one object.'), ...(key === 'configMapsOverrides' ? { autoDetectBinary: bool('Taken for upstream’s sake; binary files are always found.', { default: false }) } : {}),
  [key]: map('Settings by id: the folder’s path with dashes.', keys('Settings of one object.', {
    forceRename: { type: ['string', 'null'], description: 'The whole name of the object.' }, labels, annotations,
    fileAttributeOverrides: map('Settings by name of a file.', keys('Settings of one file.', { exclude: bool('Leave it out.', { default: false }), binary: bool('Is it binary.', { default: false }), escaped: bool('Keep {{ }} as they are.', { default: false }), isEnvFile: bool('Take KEY=value lines apart.', { default: false }) })),
  })),
});
const item = (type: string, description: string, properties: Record<string, Schema>, more: Schema = {}): Schema =>
  entry(description, { type: { const: type, description: 'Type of the volume.' }, enabled, ...mounts, ...properties }, more);
const fromObject = (type: string, what: string) => item(type, `Files from a ${what}.`, {
  name: text(`Name of the ${what}. ${templated}`), identifier: text('Or the id of one of this release.'), defaultMode: int('Mode of the files.', { examples: [420] }),
  items: list('Which keys, and as which files.', keys('A key.', { key: text('Key.'), path: text('File.'), mode: int('Mode.') })),
}, rule({ type: 'object' }, exactlyOne('name', 'identifier')));
const types: Record<string, string> = {
  configMap: 'configMapVolume', secret: 'secretVolume', nfs: 'nfsVolume', emptyDir: 'emptyDirVolume', hostPath: 'hostPathVolume', image: 'imageVolume', ephemeral: 'ephemeralVolume', projected: 'projectedVolume', custom: 'customVolume',
};
/** One branch by `type`, so that a message speaks of the type that was meant. */
const persistence = Object.entries(types).reduceRight<Schema>((rest, [type, name]) => rule(has('type', type), ref(name), rest),
  rule({ required: ['existingClaim'] }, ref('existingClaimVolume'), ref('claimVolume')));

const definitions: Record<string, Schema> = {
  ...kubernetes, ...sourceDefinitions,
  valueFrom: keys('Where the value of a variable comes from. May hold templates.', sources, exactlyOne(...Object.keys(sources))),
  texts: map('Strings by key.', { type: ['string', 'null'] }, { type: ['object', 'null'] }),
  mounts: list('Mounts.', ref('mount')),
  mount: keys('Where a container sees the volume.', {
    path: text(`Path in the container; /<id> by default. ${templated}`), subPath: text(`A file or folder of the volume. ${templated}`), subPathExpr: text('As subPath, with variables $(NAME).'), readOnly: bool('Read-only.', { default: false }), mountPropagation: text('None, HostToContainer or Bidirectional.'),
  }),
  dataSource: keys('An object to fill the volume from.', { kind: text('Kind.'), name: text('Name.'), apiGroup: text('API group.'), namespace: text('Namespace.') }, { required: ['kind', 'name'] }),
  resizePolicy: keys('What a change of one resource does.', { resourceName: text('cpu or memory.'), restartPolicy: text('NotRequired or RestartContainer.') }, { required: ['resourceName', 'restartPolicy'] }),
  podOptions: keys('Options of a pod.', pod),
  image: keys('The image to run. A tag or a digest is required.', { ...image, pullPolicy: oneOf('When to pull.', ['Always', 'IfNotPresent', 'Never']) }),
  env: {
    type: ['object', 'array'], description: 'Environment variables: a map by name, or a list as Kubernetes has it, which keeps its order. Strings may hold templates.',
    additionalProperties: {
      type: [...scalar, 'object'], description: 'The value, or where it comes from.', additionalProperties: false,
      properties: { value: { type: scalar, description: 'The value.' }, valueFrom, ...sources, dependsOn }, ...rule({ type: 'object' }, valueKinds),
    },
    items: keys('A variable.', { name: text('Name.'), value: { type: scalar, description: 'The value.' }, valueFrom, ...sources }, { required: ['name'], ...valueKinds }),
    examples: [{ TZ: 'Europe/Vienna', PORT: 8080, PASSWORD: { secretKeyRef: { name: 'app', key: 'password' } } }],
  },
  envFrom: list('Objects whose keys all become variables.', keys('One object.', {
    configMapRef: reference('ConfigMap'), secretRef: reference('Secret'), configMap: text(`Id of a ConfigMap of this release, or a name. ${templated}`), secret: text(`Id of a Secret of this release, or a name. ${templated}`), prefix: { type: ['string', 'null'], description: 'Goes before each name.' },
  }), { examples: [[{ secretRef: { name: 'app' } }]] }),
  probe: keys('A probe; off unless enabled.', {
    enabled: bool('Use it.', { default: false }), custom: bool('Take `spec` as the whole probe. It may hold templates.', { default: false }), type: oneOf('How to ask; AUTO goes by the protocol of the primary port.', ['TCP', 'HTTP', 'HTTPS', 'GRPC', 'COMMAND', 'AUTO'], { default: 'TCP' }),
    path: text('Path of the HTTP request.'), port: { type: ['number', 'string'], description: `Port; the primary port of the controller’s primary service by default. ${templated}` }, service: text('Service of a gRPC health check.'), command: textOrList('Command of a probe of type COMMAND.'), spec: ref('probeSpec'),
  }, { type: ['object', 'null'] }),
  container: entry('A container.', {
    ...shared, enabled, dependsOn, nameOverride: text(`Name of the container; its id by default. ${templated}`), workingDir: text('Working directory.'), ports: list('Ports, for information and for names.', ref('containerPort')),
    probes: keys('Probes of the container.', { liveness: ref('probe', 'Restart when it fails.'), readiness: ref('probe', 'No traffic when it fails.'), startup: ref('probe', 'Holds the others back until it passes.') }),
    lifecycle: ref('lifecycle'), resizePolicy: list('What a change of resources restarts. Kubernetes 1.35.', ref('resizePolicy')), restartPolicy: text('Always makes an init container a sidecar.'), stdin: bool('Keep standard input open.', { default: false }), tty: bool('Give it a terminal.', { default: false }),
    terminationMessagePath: text('File with the last message.'), terminationMessagePolicy: oneOf('Where the last message comes from.', ['File', 'FallbackToLogsOnError']),
  }),
  claimTemplate: keys('A claim for each pod.', { name: text('Name of the volume.'), enabled: bool('Mount it.', { default: true }), ...claim, labels, annotations, globalMounts: mounts.globalMounts, advancedMounts: map('Where single containers mount it, by id of a container.', ref('mounts')) }, { required: ['name', 'size', 'accessMode'] }),
  controller: entry('A workload.', {
    type: oneOf('Kind of workload.', ['deployment', 'statefulset', 'daemonset', 'cronjob', 'job'], { default: 'deployment' }), ...object,
    containers: map('Containers by id; at least one.', ref('container')), initContainers: map('Containers that run before, by id.', ref('container')),
    replicas: { type: ['integer', 'null'], description: 'Number of pods; null leaves it to others.', default: 1 }, strategy: text('Deployment: Recreate (default) or RollingUpdate. StatefulSet: RollingUpdate (default) or OnDelete.'),
    rollingUpdate: keys('Settings of RollingUpdate.', { unavailable: intOrText('Pods that may be missing.'), surge: intOrText('Pods too many.'), partition: int('StatefulSet: first ordinal to update.') }), revisionHistoryLimit: int('Old versions to keep.', { default: 3 }),
    pod: ref('podOptions', 'Options of its pods; they win over defaultPodOptions.'), defaultContainerOptions: keys('Defaults for its containers.', shared), defaultContainerOptionsStrategy: oneOf('overwrite: a key of the container replaces the default; merge: maps are merged.', ['overwrite', 'merge'], { default: 'overwrite' }),
    applyDefaultContainerOptionsToInitContainers: bool('Defaults for init containers too.', { default: true }), serviceAccount: keys('Its service account.', { identifier: text('Id under `serviceAccount`.'), name: text('Or a name.') }),
    podDisruptionBudget: keys('How many pods a drain may stop.', { minAvailable: intOrText('Pods that stay.'), maxUnavailable: intOrText('Pods that may go.'), annotations, labels: { ...labels, description: 'Not used, as upstream.' } }, { type: ['object', 'null'] }),
    horizontalPodAutoscaler: keys('Scales a deployment or statefulset; replicas is then left out.', { minReplicas: int('Least pods; replicas by default.'), maxReplicas: int('Most pods.'), metrics: list('What to go by, as in autoscaling/v2.', free('A metric.')), behavior: free('How fast, as in autoscaling/v2.'), labels, annotations }, { required: ['maxReplicas'], type: ['object', 'null'] }),
    cronjob: keys('Settings of a cronjob.', {
      ...job, schedule: text('When, in cron’s form.', { examples: ['*/15 * * * *'] }), timeZone: text('Time zone of the schedule.', { examples: ['Europe/Vienna'] }), concurrencyPolicy: text('Forbid, Allow or Replace.', { default: 'Forbid' }),
      startingDeadlineSeconds: int('Seconds that a start may be late.', { default: 30 }), successfulJobsHistory: int('Finished jobs to keep.', { default: 1 }), failedJobsHistory: int('Failed jobs to keep.', { default: 1 }),
    }, { required: ['schedule'] }),
    job: keys('Settings of a job.', { ...job, completions: { type: ['integer', 'null'], description: 'Pods that must succeed.' }, completionMode: text('NonIndexed or Indexed.') }),
    statefulset: keys('Settings of a statefulset.', {
      podManagementPolicy: text('OrderedReady or Parallel.', { default: 'OrderedReady' }), serviceName: { type: ['string', 'object'], description: `Its governing service: a name, or {identifier}. ${templated}`, properties: { identifier: text('Id under `service`.') }, additionalProperties: false },
      startOrdinal: int('Number of the first pod. Kubernetes 1.31.', { minimum: 0, default: 0 }), volumeClaimTemplates: list('Claims for each pod.', ref('claimTemplate')),
      persistentVolumeClaimRetentionPolicy: keys('What becomes of the claims.', { whenDeleted: oneOf('When the statefulset is deleted.', ['Delete', 'Retain'], { default: 'Retain' }), whenScaled: oneOf('When it is scaled down.', ['Delete', 'Retain'], { default: 'Retain' }) }),
    }),
  }, {
    ...noRenameMix,
    allOf: ['statefulset', 'cronjob', 'job'].map((key) => rule({ required: [key] }, { required: ['type'], properties: { type: { const: key } } }))
      .concat(rule(has('type', 'cronjob'), { required: ['cronjob'] })),
  }),
  service: entry('A Service.', {
    ...object, controller: text('Id of the controller whose pods it reaches; may be left out with one controller.'), primary: bool('The service that probes ask.', { default: false }), type: oneOf('Type.', ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], { default: 'ClusterIP' }),
    ports: map('Ports by name.', ref('servicePort'), { examples: [{ http: { port: 80, targetPort: 8080 } }] }), clusterIP: text('Address, or None. For ClusterIP.'), externalName: text('Host name. For ExternalName.'), loadBalancerIP: text('Address. For LoadBalancer.'), loadBalancerSourceRanges: list('Who may connect. For LoadBalancer.', { type: 'string' }), loadBalancerClass: text('Implementation. For LoadBalancer.'),
    internalTrafficPolicy: oneOf('Where traffic of the cluster goes.', ['Cluster', 'Local']), externalTrafficPolicy: oneOf('Where traffic from outside goes.', ['Cluster', 'Local']), allocateLoadBalancerNodePorts: bool('Node ports for a LoadBalancer.'), sessionAffinity: oneOf('Keep a client at one pod.', ['None', 'ClientIP']), sessionAffinityConfig: free('For how long.'),
    externalIPs: list('More addresses.', { type: 'string' }), publishNotReadyAddresses: bool('Name pods that are not ready.'), ipFamilyPolicy: oneOf('One family or two.', ['SingleStack', 'PreferDualStack', 'RequireDualStack']), ipFamilies: list('Families in order.', { enum: ['IPv4', 'IPv6'] }), trafficDistribution: oneOf('Prefer near pods. Kubernetes 1.33.', ['PreferClose', 'PreferSameZone', 'PreferSameNode']),
    extraSelectorLabels: map('More labels that the pods must have; they win.', { type: 'string' }),
  }, noRenameMix),
  servicePort: entry('A port, or a range of ports.', {
    enabled, primary: bool('The port that probes, ingresses and routes use by default.', { default: false }), port: intOrText('Number.'), portRange: keys('Numbers; each becomes a port <name>-<number>.', { start: int('First.'), end: int('Last.') }, { required: ['start', 'end'] }),
    targetPort: intOrText('Port of the container, a number or a name; `port` by default.'), protocol: oneOf('HTTP and HTTPS are TCP, and tell AUTO probes what to ask.', ['TCP', 'UDP', 'SCTP', 'HTTP', 'HTTPS', 'GRPC'], { default: 'TCP' }), nodePort: intOrText('Port on the nodes.'), appProtocol: text('Protocol for gateways and meshes.'),
  }, rule({ type: 'object' }, exactlyOne('port', 'portRange'))),
  ingress: entry('An Ingress.', {
    ...object, className: text('Ingress class.'), defaultBackend: free('Where everything goes; excludes rules. As in networking.k8s.io/v1.'),
    hosts: list('Hosts.', keys('A host.', { host: text(`Name. ${templated}`), paths: list('Paths.', keys('A path.', { path: text(`Path. ${templated}`), pathType: text('Prefix, Exact or ImplementationSpecific.', { default: 'Prefix' }), service: ref('ingressService') }, { required: ['path'] })) }, { required: ['host', 'paths'] })),
    tls: list('Certificates.', keys('A certificate.', { hosts: list(`Names. ${templated}`, { type: 'string' }), secretName: text(`Secret with it. ${templated}`) }, { required: ['hosts'] })),
  }, noRenameMix),
  ingressService: keys('The service behind it; may be left out with one service.', { identifier: text('Id under `service`.'), name: text(`Or the name of another service, with a port number. ${templated}`), port: intOrText('Number, or the name of a port of the service with that id; its primary port by default.') }, {
    ...rule({ required: ['name'] }, { required: ['port'], properties: { port: { type: 'integer' } }, not: { required: ['identifier'] } }),
  }),
  route: entry('A route of the Gateway API.', {
    ...object, kind: oneOf('Kind of route.', ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'], { default: 'HTTPRoute' }), hostnames: list(`Host names. ${templated}`, { type: 'string' }),
    parentRefs: list('Gateways.', keys('A gateway.', { name: text('Name.'), namespace: text('Namespace; required unless global.compatibility is v5.'), group: text('API group.', { default: 'gateway.networking.k8s.io' }), kind: text('Kind.', { default: 'Gateway' }), sectionName: text('Listener.'), port: int('Port of the listener.') }, { required: ['name'] }), { examples: [[{ name: 'internal', namespace: 'network', sectionName: 'https' }]] }),
    rules: list('Rules; one to the only service by default.', keys('A rule.', {
      name: text(`Name. ${templated}`), backendRefs: list('Where to.', keys('A service or another object.', { identifier: text('Id under `service`.'), name: text(`Or a name. ${templated}`), port: intOrText('Number, or the name of a port of the service with that id.'), namespace: text('Namespace.'), group: text('API group.'), kind: text('Kind.', { default: 'Service' }), weight: int('Share of the traffic.', { default: 1 }) })),
      matches: list('What the rule is for. HTTPRoute, GRPCRoute.', free('A match.')), filters: list('What to change. HTTPRoute, GRPCRoute.', free('A filter.', { properties: { type: text('Type.') } })), sessionPersistence: free('Keep a client at one backend. HTTPRoute, GRPCRoute.'), timeouts: free('Timeouts. HTTPRoute.'),
    })),
  }, noRenameMix),
  claimVolume: item('persistentVolumeClaim', 'A claim that the release makes.', { ...names, labels, annotations, ...claim, retain: bool('Keep the claim when the release is removed.', { default: false }), volumeName: text('A volume that exists.') }, { required: ['accessMode', 'size'], ...noRenameMix }),
  existingClaimVolume: item('persistentVolumeClaim', 'A claim that exists.', { existingClaim: text(`Name of the claim. ${templated}`) }, { required: ['existingClaim'] }),
  configMapVolume: fromObject('configMap', 'ConfigMap'), secretVolume: fromObject('secret', 'Secret'),
  emptyDirVolume: item('emptyDir', 'Space that lives as long as the pod.', { medium: text('Memory for a RAM disk.'), sizeLimit: text('Most it may take.', { examples: ['1Gi'] }) }),
  hostPathVolume: item('hostPath', 'A path of the node.', { hostPath: text('The path.'), hostPathType: text('What must be there: Directory, File, Socket …') }),
  nfsVolume: item('nfs', 'A path of an NFS server.', { server: text('Host.'), path: text('Path.') }, { required: ['server', 'path'] }),
  imageVolume: item('image', 'The files of an image. Kubernetes 1.33.', { image: { type: ['string', 'object'], description: 'The image: text, or repository, tag and digest.', properties: image }, pullPolicy: oneOf('When to pull.', ['Always', 'IfNotPresent', 'Never']) }, { required: ['image'] }),
  ephemeralVolume: item('ephemeral', 'A claim that lives as long as the pod.', { ...claim, labels, annotations }, { required: ['accessMode', 'size'] }),
  projectedVolume: item('projected', 'Several sources in one folder.', { sources: list('Sources as Kubernetes has them. May hold templates.', free('A source.')), defaultMode: int('Mode of the files.') }, { required: ['sources'] }),
  customVolume: item('custom', 'A volume as Kubernetes has it.', { volumeSpec: free('The volume without its name. Not templated.') }, { required: ['volumeSpec'] }),
  configMap: entry('A ConfigMap.', {
    ...object, data: map(`Text by key. ${templated}`, { type: 'string' }), binaryData: map('Base64 by key.', { type: 'string' }), includeInChecksum: bool('A change restarts the pods.', { default: true }), includeChecksumInControllers: list('Only of these controllers.', { type: 'string' }),
  }, { ...noRenameMix, ...rule({ type: 'object' }, exactlyOne('data', 'binaryData')) }),
  secret: entry('A Secret. Prefer a sealed one: what is here is in git.', {
    ...object, stringData: map(`Text by key. ${templated}`, { type: 'string' }), type: text('Type.', { default: 'Opaque' }), includeInChecksum: bool('A change restarts the pods.', { default: true }), includeChecksumInControllers: list('Only of these controllers.', { type: 'string' }),
  }, { ...noRenameMix, required: ['stringData'] }),
  serviceAccount: entry('A ServiceAccount.', { ...object, staticToken: bool('Make a Secret with a token that does not expire.', { default: false }) }, noRenameMix),
  role: entry('A Role or ClusterRole.', { ...object, type: oneOf('Kind.', ['Role', 'ClusterRole']), rules: list(`What it allows. ${templated}`, free('A rule.')) }, { ...noRenameMix, required: ['type', 'rules'] }),
  binding: entry('A RoleBinding or ClusterRoleBinding.', {
    ...object, type: oneOf('Kind.', ['RoleBinding', 'ClusterRoleBinding']), roleRef: keys('The role.', { identifier: text('Id under rbac.roles.'), name: text('Or a name.'), kind: oneOf('Its kind.', ['Role', 'ClusterRole']) }, { anyOf: [{ required: ['identifier'] }, { required: ['name', 'kind'] }] }),
    subjects: list(`Who gets it. ${templated}`, keys('Someone.', { identifier: text('Id under `serviceAccount`.'), kind: text('Or ServiceAccount, User or Group.'), name: text('Name.'), namespace: text('Namespace of a ServiceAccount.'), apiGroup: text('Not used.') }, { anyOf: [{ required: ['identifier'] }, { required: ['name', 'kind'] }] })),
  }, { ...noRenameMix, required: ['type', 'roleRef', 'subjects'] }),
  networkPolicy: entry('A NetworkPolicy.', {
    ...object, controller: text('Id of the controller whose pods it is for.'), podSelector: free('Or labels of the pods; {} for all of the namespace.'), extraSelectorLabels: map('More labels that the pods must have; they win.', { type: 'string' }), policyTypes: list('What it restricts.', { type: 'string' }, { examples: [['Ingress', 'Egress']] }),
    rules: keys('What is allowed. May hold templates.', { ingress: list('In.', keys('A rule.', { from: ref('networkPolicyPeers'), ports: ref('networkPolicyPorts') })), egress: list('Out.', keys('A rule.', { to: ref('networkPolicyPeers'), ports: ref('networkPolicyPorts') })) }),
  }, { ...noRenameMix, required: ['rules'] }),
  serviceMonitor: entry('A ServiceMonitor.', {
    ...monitor, endpoints: list(`What to scrape. ${templated}`, free('An endpoint.', { properties: { port: text('Name of a port of the service.') } }), { examples: [[{ port: 'http', path: '/metrics' }]] }), service: keys('The service; may be left out with one service.', { identifier: text('Id under `service`.'), name: text(`Or a name. ${templated}`) }, exactlyOne('identifier', 'name')), serviceName: text(`Old form of service.name. ${templated}`), targetLabels: list('Labels of the service to keep.', { type: 'string' }),
  }, noRenameMix),
  podMonitor: entry('A PodMonitor.', {
    ...monitor, podMetricsEndpoints: list(`What to scrape. ${templated}`, free('An endpoint.', { properties: { port: text('Name of a port of a container.') } })), controller: keys('The controller; may be left out with one.', { identifier: text('Id under `controllers`.') }, { required: ['identifier'] }), podTargetLabels: list('Labels of the pod to keep.', { type: 'string' }),
  }, noRenameMix),
  raw: entry('An object of any kind.', {
    ...object, manifest: free('The object as it is, without its name; labels and annotations are under metadata. May hold templates.'), namespace: text(`Namespace; none by default. ${templated}`), apiVersion: text('API version, beside `spec`.'), kind: text('Kind, beside `spec`.'), spec: free('Old form: the keys beside metadata, so that a spec is spec.spec. May hold templates.'),
  }, { ...noRenameMix, ...rule({ type: 'object', required: ['manifest'] }, { not: { required: ['spec'] }, properties: { manifest: { required: ['apiVersion', 'kind'] } } }, rule({ type: 'object' }, { required: ['apiVersion', 'kind', 'spec'] })) }),
  persistence: { type: ['object', 'null'], description: 'A volume, and where it is mounted.', properties: { type: oneOf('Type of the volume.', ['persistentVolumeClaim', ...Object.keys(types)], { default: 'persistentVolumeClaim' }) }, ...rule({ type: 'object' }, persistence) },
};

const named = (definition: string, description: string, more: Schema = {}): Schema => map(description, ref(definition), more);
const properties: Record<string, Schema> = {
  global: free('Settings of the whole release.', {
    properties: {
      nameOverride: { type: ['string', 'null'], description: 'Value of the label app.kubernetes.io/name; the release’s name by default.' }, fullnameOverride: { type: ['string', 'null'], description: 'What object names start with; made of release and name by default.' },
      alwaysAppendIdentifierToResourceName: bool('Names end in the id even where there is one object of a kind.', { default: false }), propagateGlobalMetadataToPods: bool('Give labels and annotations from here to pods too.', { default: false }),
      labels: { ...labels, description: 'Labels of every object. Values may hold templates.' }, annotations: { ...annotations, description: 'Annotations of every object. Values may hold templates.' },
      compatibility: oneOf('Whose defaults hold. v4: upstream’s 4.6.2. v5: upstream’s 5: no token in pods, the only service account by its name, a gateway’s namespace may be left out, a network policy picks the only controller.', ['v4', 'v5'], { default: 'v4' }),
      strict: bool('Refuse values that upstream takes though they cannot be meant: two primaries, no controller, an unknown top-level key, a policy for a controller that is not there, a port that is no number.', { default: false }),
    },
  }),
  nameOverride: { type: ['string', 'null'], description: 'Taken for upstream’s sake, without effect; use global.nameOverride.' }, fullnameOverride: { type: ['string', 'null'], description: 'As global.fullnameOverride, which wins.' },
  defaultPodOptions: ref('podOptions', 'Options of all pods.'), defaultPodOptionsStrategy: oneOf('overwrite: a map of the pod replaces the default; merge: maps are merged.', ['overwrite', 'merge'], { default: 'overwrite' }),
  controllers: named('controller', 'Workloads by id.', { examples: [{ main: { containers: { app: { image: { repository: 'ghcr.io/example/app', tag: '1.4.2' } } } } }] }),
  service: named('service', 'Services by id.'), ingress: named('ingress', 'Ingresses by id.'), route: named('route', 'Routes of the Gateway API by id.'), persistence: named('persistence', 'Volumes by id.', { examples: [{ config: { existingClaim: 'app' }, tmp: { type: 'emptyDir', globalMounts: [{ path: '/tmp' }] } }] }),
  configMaps: named('configMap', 'ConfigMaps by id.'), configMapsFromFolder: folder('configMapsOverrides', 'ConfigMaps'), secrets: named('secret', 'Secrets by id.'), secretsFromFolder: folder('overrides', 'Secrets'),
  serviceAccount: named('serviceAccount', 'ServiceAccounts by id.'), rbac: keys('Rights.', { roles: named('role', 'Roles by id.'), bindings: named('binding', 'Bindings by id.') }), networkpolicies: named('networkPolicy', 'NetworkPolicies by id.'),
  serviceMonitor: named('serviceMonitor', 'ServiceMonitors by id.'), podMonitor: named('podMonitor', 'PodMonitors by id.'), rawResources: named('raw', 'Other objects by id.'),
};

/** The schema of the values. */
export const schema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#', title: 'Values of app-template', description: 'One application: its workloads and what belongs to them.', type: 'object', properties,
  ...rule({ properties: { global: has('strict', true) }, required: ['global'] }, { propertyNames: { enum: Object.keys(properties) } }),
  definitions,
};
