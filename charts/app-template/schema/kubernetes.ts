/** Structures of the Kubernetes API that values hold as they are: known keys for editors, refused where upstream refuses them. */
import { bool, int, intOrText, keys, list, map, oneOf, ref, text, free, type Schema } from './build.ts';

const nullable = (schema: Schema): Schema => ({ ...schema, type: [schema['type'], 'null'].flat() });
const texts = (description: string) => list(description, { type: 'string' });
const seLinux = keys('SELinux context.', { level: text('Level.'), role: text('Role.'), type: text('Type.'), user: text('User.') });
const seccomp = keys('Which system calls are allowed.', {
  type: oneOf('Kind of profile.', ['RuntimeDefault', 'Unconfined', 'Localhost'], { examples: ['RuntimeDefault'] }),
  localhostProfile: text('File of the profile on the node, for Localhost.'),
}, { required: ['type'] });
const appArmor = keys('AppArmor profile.', { type: oneOf('Kind of profile.', ['RuntimeDefault', 'Unconfined', 'Localhost']), localhostProfile: text('Name of the profile on the node.') }, { required: ['type'] });
const windows = free('Options for Windows nodes.');
const expressions = list('Conditions on labels, all of which must hold.', keys('A condition on one label.', {
  key: text('Label.'), operator: text('In, NotIn, Exists, DoesNotExist; for nodes also Gt and Lt.'), values: texts('Values to compare with.'),
}, { required: ['key', 'operator'] }));
const podTerms = (description: string) => list(description, ref('podAffinityTerm'));
const weighted = (key: string, term: Schema) => list('Terms to prefer, with weights.', keys('A term with its weight.', { weight: int('From 1 to 100.'), [key]: term }, { required: ['weight', key] }));
const podAffinity = (description: string) => keys(description, {
  preferredDuringSchedulingIgnoredDuringExecution: weighted('podAffinityTerm', ref('podAffinityTerm')),
  requiredDuringSchedulingIgnoredDuringExecution: podTerms('Terms that must hold.'),
});
const nodeTerm = keys('A term on nodes.', { matchExpressions: expressions, matchFields: expressions });
const actions: Record<string, Schema> = {
  exec: free('A command in the container; success is exit code 0.', { properties: { command: { type: ['array', 'null'], items: { type: 'string' }, description: 'The command and its arguments.' } } }),
  httpGet: free('An HTTP request.', {
    properties: {
      path: nullable(text('Path of the request.')), port: intOrText('Port, a number or the name of a container port.'), scheme: nullable(text('HTTP or HTTPS.')), host: nullable(text('Host; the pod by default.')),
      httpHeaders: { type: ['array', 'null'], description: 'Headers of the request.', items: free('A header.', { properties: { name: text('Name.'), value: text('Value.') }, required: ['name', 'value'] }) },
    }, required: ['port'],
  }),
  tcpSocket: free('A TCP connection.', { properties: { port: intOrText('Port, a number or the name of a container port.'), host: nullable(text('Host; the pod by default.')) }, required: ['port'] }),
};

const handlers = { exec: ref('exec'), httpGet: ref('httpGet'), tcpSocket: ref('tcpSocket') };

/** Definitions by name. */
export const kubernetes: Record<string, Schema> = {
  ...actions,
  lifecycleHandler: free('What to do.', { properties: { ...handlers, sleep: free('A pause.', { properties: { seconds: int('How long.') }, required: ['seconds'] }) } }),
  labelSelector: keys('Picks objects by their labels.', { matchLabels: map('Labels and their values.', { type: 'string' }), matchExpressions: expressions }),
  podAffinityTerm: keys('A term on pods.', {
    labelSelector: ref('labelSelector', 'The pods meant.'), namespaceSelector: ref('labelSelector', 'Their namespaces, by label.'), namespaces: texts('Their namespaces, by name.'),
    topologyKey: text('Node label that says what counts as one place.', { examples: ['kubernetes.io/hostname'] }), matchLabelKeys: texts('Labels whose values are taken from the pod itself.'), mismatchLabelKeys: texts('Labels whose values must differ from the pod’s.'),
  }, { required: ['topologyKey'] }),
  affinity: keys('Which nodes to prefer or require.', {
    nodeAffinity: keys('By node.', {
      preferredDuringSchedulingIgnoredDuringExecution: weighted('preference', nodeTerm),
      requiredDuringSchedulingIgnoredDuringExecution: keys('Terms one of which must hold.', { nodeSelectorTerms: list('Terms.', nodeTerm) }, { required: ['nodeSelectorTerms'] }),
    }),
    podAffinity: podAffinity('Near other pods.'), podAntiAffinity: podAffinity('Away from other pods.'),
  }),
  toleration: keys('A taint that the pod tolerates.', {
    key: text('Key of the taint; empty for all.'), operator: text('Exists or Equal.'), value: text('Value of the taint.'), effect: text('NoSchedule, PreferNoSchedule or NoExecute.'), tolerationSeconds: int('How long NoExecute is tolerated.'),
  }),
  topologySpread: keys('How to spread the pods over the cluster.', {
    maxSkew: int('Largest difference in pods between two places.'), topologyKey: text('Node label that says what counts as one place.'), whenUnsatisfiable: text('DoNotSchedule or ScheduleAnyway.'),
    labelSelector: ref('labelSelector', 'The pods to count.'), matchLabelKeys: texts('Labels whose values are taken from the pod itself.'), minDomains: int('Least number of places.'), nodeAffinityPolicy: text('Honor or Ignore.'), nodeTaintsPolicy: text('Honor or Ignore.'),
  }, { required: ['maxSkew', 'topologyKey', 'whenUnsatisfiable'] }),
  dnsConfig: keys('DNS settings beside the policy.', {
    nameservers: texts('Addresses of name servers.'), searches: texts('Search domains.'), options: list('Resolver options.', keys('An option.', { name: text('Name.'), value: text('Value.') })),
  }),
  podSecurityContext: keys('Security settings of the pod.', {
    fsGroup: int('Group that owns the volumes.'), fsGroupChangePolicy: text('OnRootMismatch or Always.'), runAsGroup: int('Group of the processes.'), runAsNonRoot: bool('Refuse to run as root.'), runAsUser: int('User of the processes.'),
    seLinuxOptions: seLinux, seLinuxChangePolicy: text('MountOption or Recursive.'), seccompProfile: seccomp, appArmorProfile: appArmor, supplementalGroups: list('More groups.', { type: 'integer' }), supplementalGroupsPolicy: text('Merge or Strict.'),
    sysctls: list('Kernel parameters.', keys('A parameter.', { name: text('Name.'), value: text('Value.') }, { required: ['name', 'value'] })), windowsOptions: windows,
  }, { examples: [{ runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000, fsGroupChangePolicy: 'OnRootMismatch' }] }),
  securityContext: keys('Security settings of the container.', {
    allowPrivilegeEscalation: bool('May a process gain more rights than its parent.'), capabilities: keys('Linux capabilities.', { add: texts('To add.'), drop: texts('To drop.') }), privileged: bool('All rights of the node.'), procMount: text('Default or Unmasked.'),
    readOnlyRootFilesystem: bool('Mount the image read-only.'), runAsGroup: int('Group of the process.'), runAsNonRoot: bool('Refuse to run as root.'), runAsUser: int('User of the process.'), seLinuxOptions: seLinux, seccompProfile: seccomp, appArmorProfile: appArmor, windowsOptions: windows,
  }, { type: ['object', 'null'], examples: [{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }] }),
  resources: keys('What the container needs and may use.', {
    requests: map('What is reserved.', { type: ['string', 'number'] }, { type: ['object', 'null'], examples: [{ cpu: '10m', memory: '64Mi' }] }), limits: map('What it may use at most.', { type: ['string', 'number'] }, { type: ['object', 'null'], examples: [{ memory: '256Mi' }] }),
    claims: { type: ['array', 'null'], description: 'Devices, by the name of a claim of the pod.', items: keys('A claim.', { name: text('Name in `resourceClaims` of the pod.'), request: text('One request of the claim.') }, { required: ['name'] }) },
  }, { type: ['object', 'null'], examples: [{ requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } }] }),
  containerPort: keys('A port that the container listens on.', {
    containerPort: int('Number.'), name: nullable(text('Name.')), protocol: nullable(text('TCP, UDP or SCTP.')), hostIP: nullable(text('Address on the node.')), hostPort: nullable(int('Port on the node.')),
  }, { required: ['containerPort'] }),
  lifecycle: keys('Commands around start and stop.', {
    postStart: ref('lifecycleHandler', 'After the start.'), preStop: ref('lifecycleHandler', 'Before the stop.'), stopSignal: text('Signal that stops the container.'),
  }),
  probeSpec: keys('Thresholds; with `custom`, the whole probe as Kubernetes has it.', {
    initialDelaySeconds: nullable(int('Seconds before the first try.', { default: 0 })), periodSeconds: nullable(int('Seconds between tries.', { default: 10 })), timeoutSeconds: nullable(int('Seconds that a try may take.', { default: 1 })),
    failureThreshold: nullable(int('Failures in a row that count.', { default: 3 })), successThreshold: nullable(int('Successes in a row that count; only with `custom`.')), terminationGracePeriodSeconds: nullable(int('Seconds to stop after a failed liveness probe; only with `custom`.')),
    ...handlers, grpc: free('A gRPC health check.', { properties: { port: { type: ['integer', 'null'], description: 'Port.' }, service: nullable(text('Name of the service.')) }, required: ['port'] }),
  }),
  networkPolicyPorts: list('Ports; all of them where left out.', free('A port.', { properties: { port: intOrText('Number or name.'), endPort: int('End of a range.'), protocol: text('TCP, UDP or SCTP.') }, additionalProperties: false })),
  networkPolicyPeers: list('Who is on the other side; everyone where left out.', free('A peer.', {
    properties: { podSelector: free('Pods, by label.'), namespaceSelector: free('Namespaces, by label.'), ipBlock: free('Addresses.', { properties: { cidr: text('Network.'), except: texts('Parts to leave out.') }, required: ['cidr'], additionalProperties: false }) }, additionalProperties: false,
  })),
};
