import { checkEnum, checkLabelKey, checkLabels, checkRequiredEnum, checkText, dnsLabel, dnsSubdomain, dnsSubdomainUnderscore, labelValue, qualifiedName } from '../kit/names.ts';
import { checkLegacyIp } from '../kit/ip.ts';
import type { Node } from '../kit/node.ts';
import { boolOr, inRange, numOr, strOr } from '../kit/values.ts';
import { checkAffinity, checkTopologySpread } from './affinity.ts';
import { checkContainer, checkContainers, checkInitContainers, type PodFacts } from './containers.ts';
import { checkOs } from './os.ts';
import { checkPodResources, checkRequirements } from './resources.ts';
import { checkPodSecurity } from './security.ts';
import { checkVolumes } from './volumes.ts';

/** All containers of a Pod, in the order in which the server visits them. */
export function containersOf(spec: Node): Node[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => spec.get(key).items());
}

/** Upstream: pkg/apis/core/validation/validation.go ValidatePodSpec. `pod` is undefined for a template. */
export function checkPodSpec(spec: Node, pod?: Node): void {
  const isPod = pod !== undefined;
  const podLabels = new Set(pod?.get('metadata').get('labels').keys());
  const restartPolicy = strOr(spec.get('restartPolicy'), 'Always');
  const dnsPolicy = strOr(spec.get('dnsPolicy'), 'ClusterFirst');
  const volumes = checkVolumes(spec.get('volumes'), pod?.get('metadata').get('name').str);
  const claims = checkResourceClaims(spec.get('resourceClaims'));
  const facts: PodFacts = {
    volumes, claims, restartPolicy, isPod,
    grace: numOr(spec.get('terminationGracePeriodSeconds'), 30),
    hostUsers: boolOr(spec.get('hostUsers'), true),
    hostNetwork: spec.get('hostNetwork').bool,
  };
  checkContainers(spec.get('containers'), facts);
  checkInitContainers(spec.get('initContainers'), spec.get('containers'), facts);
  for (const container of spec.get('ephemeralContainers').items()) checkContainer(container, facts);
  checkPodResources(spec, claims, spec.get('os').get('name').str === 'windows', isPod);
  checkHostNetworkPorts(spec, facts);
  checkEnum(spec.get('restartPolicy'), ['Always', 'OnFailure', 'Never'], restartPolicy);
  checkEnum(spec.get('dnsPolicy'), ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'], dnsPolicy);
  checkLabels(spec.get('nodeSelector'));
  checkPodSecurity(spec);
  checkAffinity(spec.get('affinity'), podLabels);
  checkDns(spec.get('dnsConfig'), dnsPolicy);
  for (const gate of spec.get('readinessGates').items()) checkText(gate.get('conditionType'), qualifiedName);
  checkSchedulingGates(spec.get('schedulingGates'));
  checkTopologySpread(spec.get('topologySpreadConstraints'), podLabels);
  checkHostUsers(spec, facts);
  checkHostname(spec);
  checkReferences(spec);
  checkTolerations(spec.get('tolerations'));
  checkOs(spec, containersOf(spec));
  checkFileKeyRefs(spec);
}

function checkReferences(spec: Node): void {
  const account = spec.get('serviceAccountName').str === '' ? spec.get('serviceAccount', 'serviceAccountName') : spec.get('serviceAccountName');
  if (account.str !== '') checkText(account, dnsSubdomain);
  for (const key of ['nodeName', 'priorityClassName']) if (spec.get(key).str !== '') checkText(spec.get(key), dnsSubdomain);
  for (const key of ['hostname', 'subdomain']) if (spec.get(key).str !== '') checkText(spec.get(key), dnsLabel);
  if (spec.has('runtimeClassName')) checkText(spec.get('runtimeClassName'), dnsSubdomain);
  if (spec.has('activeDeadlineSeconds')) inRange(spec.get('activeDeadlineSeconds'), 1, 2147483647);
  if (spec.has('preemptionPolicy')) checkRequiredEnum(spec.get('preemptionPolicy'), ['PreemptLowerPriority', 'Never']);
  for (const alias of spec.get('hostAliases').items()) {
    checkLegacyIp(alias.get('ip'));
    for (const name of alias.get('hostnames').items()) checkText(name, dnsSubdomain);
  }
  if (spec.has('overhead')) checkOverhead(spec.get('overhead'));
}
/** Overhead is a list of limits; the server checks it as such. */
function checkOverhead(overhead: Node): void {
  checkRequirements(overhead.as().parsed({ limits: overhead.object() }), new Set(), false);
}

function checkResourceClaims(claims: Node): Set<string> {
  const names = new Set<string>();
  for (const claim of claims.items()) {
    const [name, own, template] = [claim.get('name'), claim.get('resourceClaimName'), claim.get('resourceClaimTemplateName')];
    if (name.str === '') name.required();
    else if (names.has(name.str)) name.duplicate();
    else checkText(name, dnsLabel);
    names.add(name.str);
    if (own.present && template.present) claim.invalid('may have a resourceClaimName or a resourceClaimTemplateName, not both');
    if (!own.present && !template.present) claim.invalid('must have a resourceClaimName or a resourceClaimTemplateName');
    for (const ref of [own, template]) if (ref.present) checkText(ref, dnsSubdomain);
  }
  names.delete('');
  return names;
}

function checkHostNetworkPorts(spec: Node, facts: PodFacts): void {
  if (!facts.hostNetwork) return;
  for (const container of spec.get('containers').items()) {
    for (const port of container.get('ports').items()) {
      const [host, own] = [port.get('hostPort').num, port.get('containerPort').num];
      if (host !== 0 && host !== own) port.get('hostPort').invalid('must be the containerPort where hostNetwork is true');
    }
  }
}

function checkDns(config: Node, policy: string): void {
  const [servers, searches] = [config.get('nameservers'), config.get('searches')];
  if (policy === 'None') {
    if (!config.present) return config.required('dnsPolicy None needs a dnsConfig');
    if (servers.length === 0) return servers.required('dnsPolicy None needs a name server');
  }
  if (servers.length > 3) servers.invalid('must not have more than 3 name servers');
  for (const server of servers.items()) checkLegacyIp(server);
  if (searches.length > 32) searches.invalid('must not have more than 32 search paths');
  if (Buffer.byteLength(searches.strings().join(' ')) > 2048) searches.invalid('must not have more than 2048 characters in all');
  for (const search of searches.items()) if (search.str !== '.') checkText(search, dnsSubdomainUnderscore, search.str.replace(/\.$/, ''));
  for (const option of config.get('options').items()) if (option.get('name').str === '') option.required('an option needs a name');
}

function checkSchedulingGates(gates: Node): void {
  const seen = new Set<string>();
  for (const gate of gates.items()) {
    const name = gate.get('name').str;
    checkText(gate, qualifiedName, name);
    if (seen.has(name)) gate.duplicate(name);
    seen.add(name);
  }
}

/** Upstream: validateHostUsers. */
function checkHostUsers(spec: Node, facts: PodFacts): void {
  if (facts.hostUsers) return;
  if (facts.hostNetwork) spec.get('hostNetwork').forbidden('may not be true where hostUsers is false');
  if (spec.get('hostPID').bool) spec.get('hostPID', 'HostPID').forbidden('may not be true where hostUsers is false');
  if (spec.get('hostIPC').bool) spec.get('hostIPC', 'HostIPC').forbidden('may not be true where hostUsers is false');
  for (const container of containersOf(spec)) if (container.get('volumeDevices').length > 0) container.get('volumeDevices').forbidden('may not be given where hostUsers is false');
}

/** Upstream: validatePodHostName. */
function checkHostname(spec: Node): void {
  const node = spec.get('hostnameOverride');
  if (!node.present) return;
  if (spec.get('setHostnameAsFQDN').bool) node.forbidden('may not be given where setHostnameAsFQDN is true');
  if (spec.get('hostNetwork').bool) node.forbidden('may not be given where hostNetwork is true');
  if (node.str.length > 64) node.tooLong(64);
  checkText(node, dnsSubdomain);
}

/** Upstream: ValidateTolerations. */
export function checkTolerations(tolerations: Node): void {
  for (const toleration of tolerations.items()) {
    const [key, operator, effect, value] = [toleration.get('key'), toleration.get('operator'), toleration.get('effect'), toleration.get('value')];
    if (key.str !== '') checkLabelKey(key);
    else if (operator.str !== 'Exists') operator.invalid('must be Exists where there is no key', operator.str);
    if (toleration.has('tolerationSeconds') && effect.str !== 'NoExecute') effect.invalid('must be NoExecute where tolerationSeconds is set', effect.str);
    if (operator.str === 'Exists') {
      if (value.str !== '') value.named(operator).invalid('must be empty where the operator is Exists');
    } else if (operator.str === 'Equal' || operator.str === '') {
      const problems = labelValue(value.str);
      if (problems.length > 0) value.named(operator).invalid(problems.join('; '));
    } else operator.notSupported(['Equal', 'Exists']);
    if (effect.str !== '') checkEnum(effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute']);
  }
}

/** Files that hold variables lie in emptyDir volumes of the same Pod. Upstream: validateFileKeyRefVolumes. */
function checkFileKeyRefs(spec: Node): void {
  let volumes: Map<string, Node> | undefined;
  for (const container of containersOf(spec)) {
    for (const variable of container.get('env').items()) {
      const name = variable.get('valueFrom').get('fileKeyRef').get('volumeName');
      if (!variable.get('valueFrom').has('fileKeyRef')) continue;
      volumes ??= new Map(spec.get('volumes').items().map((volume) => [volume.get('name').str, volume]));
      const volume = volumes.get(name.str);
      if (volume === undefined) name.notFound(name.str);
      else if (!volume.has('emptyDir') && volume.keys().length > 1) name.invalid('must be an emptyDir volume');
    }
  }
}
