import { checkLegacyCidr, checkLegacyIp, type Cidr, isV4, parseCidr, parseIp } from '../kit/ip.ts';
import { checkEnum, checkText, dnsLabel, dnsSubdomain, checkLabels, qualifiedName } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { checkPort, checkPortNumber, strOr } from '../kit/values.ts';

/** Upstream: pkg/apis/core/validation/validation.go validateService, pkg/apis/core/v1/defaults.go SetDefaults_Service. */
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const hints = 'service.kubernetes.io/topology-aware-hints';
const topologyMode = 'service.kubernetes.io/topology-mode';
const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

export function checkService(object: Node, serviceCidrs?: readonly string[]): void {
  const [spec, annotations] = [object.get('spec'), object.get('metadata').get('annotations')];
  const type = strOr(spec.get('type'), 'ClusterIP');
  const clusterIPs = clusterIPsOf(spec);
  const headless = clusterIPs.length === 1 && clusterIPs.strings()[0] === 'None';
  if (annotations.has(hints) && annotations.has(topologyMode) && annotations.get(hints).str !== annotations.get(topologyMode).str) annotations.key(topologyMode).invalid(`must be the value of ${hints}`);
  const ports = spec.get('ports');
  if (ports.length === 0 && !headless && type !== 'ExternalName') ports.required('write at least one port');
  if (headless && (type === 'LoadBalancer' || type === 'NodePort')) (clusterIPs.items()[0] ?? clusterIPs).named(spec.as('clusterIPs', 0)).invalid(`may not be None for type ${type}`);
  if (type === 'ExternalName') checkExternalName(spec, clusterIPs);
  checkPorts(ports, type);
  checkLabels(spec.get('selector'));
  checkAffinity(spec);
  if (type !== 'ExternalName') checkClusterIPs(spec, clusterIPs, headless);
  if (type !== 'ExternalName' && serviceCidrs !== undefined) checkAgainstCluster(spec, clusterIPs, headless, serviceCidrs);
  for (const ip of spec.get('externalIPs').items()) {
    if (parseIp(ip.str) === undefined) checkLegacyIp(ip);
    else checkEndpointIp(ip);
  }
  checkEnum(spec.get('type'), types, type);
  checkLoadBalancer(spec, annotations, type);
  checkTraffic(spec, type);
}
/** The server fills clusterIPs from clusterIP. */
function clusterIPsOf(spec: Node): Node {
  const [one, list] = [spec.get('clusterIP'), spec.get('clusterIPs')];
  return list.length === 0 && one.str !== '' ? one.parsed([one.str]).named(list) : list;
}

function checkExternalName(spec: Node, clusterIPs: Node): void {
  for (const node of [clusterIPs, spec.get('ipFamilies')]) if (node.length > 0) node.forbidden('may not be set for type ExternalName');
  if (spec.has('ipFamilyPolicy')) spec.get('ipFamilyPolicy').forbidden('may not be set for type ExternalName');
  const name = spec.get('externalName');
  const host = name.str.replace(/\.$/, '');
  if (host === '') name.required('type ExternalName needs it');
  else checkText(name, dnsSubdomain, host);
}

function checkPorts(ports: Node, type: string): void {
  const [names, numbers, nodePorts] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const port of ports.items()) {
    const [name, number, target, nodePort] = [port.get('name'), port.get('port'), port.get('targetPort'), port.get('nodePort')];
    const protocol = strOr(port.get('protocol'), 'TCP');
    if (name.str !== '') {
      checkText(name, dnsLabel);
      if (names.has(name.str)) name.duplicate();
      names.add(name.str);
    } else if (ports.length > 1) name.required('each of several ports needs a name');
    checkPortNumber(number);
    checkEnum(port.get('protocol'), ['SCTP', 'TCP', 'UDP'], protocol);
    if (target.present && target.value !== 0 && target.value !== '') checkPort(target);
    else if (number.num < 1 || number.num > 65535) target.invalid('must be a port between 1 and 65535', number.num);
    if (port.has('appProtocol')) checkText(port.get('appProtocol'), qualifiedName);
    if (nodePort.num !== 0) {
      const key = `${protocol}/${nodePort.num}`;
      if (type === 'ClusterIP') nodePort.forbidden('may not be used with type ClusterIP');
      else if (nodePorts.has(key)) nodePort.duplicate();
      else if ((type === 'NodePort' || type === 'LoadBalancer') && (nodePort.num < 30000 || nodePort.num > 32767)) nodePort.invalid("is not in the server's range of node ports, 30000-32767");
      nodePorts.add(key);
    }
    const key = `${protocol}/${number.num}`;
    if (numbers.has(key)) port.duplicate(key);
    numbers.add(key);
  }
}

function checkAffinity(spec: Node): void {
  const affinity = strOr(spec.get('sessionAffinity'), 'None');
  checkEnum(spec.get('sessionAffinity'), ['ClientIP', 'None'], affinity);
  const timeout = spec.get('sessionAffinityConfig').get('clientIP').get('timeoutSeconds');
  if (affinity === 'ClientIP' && timeout.present && (timeout.num <= 0 || timeout.num > 86400)) timeout.invalid('must be between 1 and 86400');
}

/** Upstream: ValidateServiceClusterIPsRelatedFields. */
function checkClusterIPs(spec: Node, clusterIPs: Node, headless: boolean): void {
  const [one, families, policy] = [spec.get('clusterIP').str, spec.get('ipFamilies'), spec.get('ipFamilyPolicy')];
  const ips = clusterIPs.strings();
  if (one === '' && ips.length > 0) clusterIPs.invalid('must be empty where clusterIP is not given', '');
  if (one !== '' && ips[0] !== one) clusterIPs.invalid('must have the clusterIP as first value', '');
  const seen = new Set<string>();
  for (const family of families.items()) {
    checkEnum(family, ['IPv4', 'IPv6']);
    if (seen.has(family.str)) family.duplicate();
    seen.add(family.str);
  }
  if (policy.present) checkEnum(policy, ['PreferDualStack', 'RequireDualStack', 'SingleStack']);
  if ((families.length > 1 || ips.length > 1) && (policy.str === '' || policy.str === 'SingleStack')) policy.invalid('must be RequireDualStack or PreferDualStack for two IP families', policy.str);
  const before = spec.errorCount;
  clusterIPs.items().forEach((ip, index) => {
    if (index > 0 || ip.str !== 'None') checkLegacyIp(ip);
    else if (ips.length > 1) clusterIPs.invalid('None must be the only value', '');
  });
  if (ips.length > 2) clusterIPs.invalid('may have two values at most', '');
  if (spec.errorCount > before) return;
  const v4 = ips.map((ip) => { const parsed = parseIp(ip); return parsed !== undefined && isV4(parsed); });
  if (ips.length === 2 && v4[0] === v4[1]) clusterIPs.invalid('may have one address of each IP family only', '');
  if (headless) return;
  clusterIPs.items().forEach((ip, index) => {
    const family = families.strings()[index];
    if (family !== undefined && (family === 'IPv4') !== v4[index] && (family === 'IPv4' || family === 'IPv6')) ip.invalid(`must be an ${family} address, as ipFamilies[${index}] says`);
  });
}

/** What the cluster's service ranges allow. Upstream: pkg/registry/core/service/storage/alloc.go. */
function checkAgainstCluster(spec: Node, clusterIPs: Node, headless: boolean, ranges: readonly string[]): void {
  const cidrs = ranges.map(parseCidr).filter((cidr) => cidr !== undefined);
  const families = new Set<string>(cidrs.map((cidr) => (isV4(cidr.ip) ? 'IPv4' : 'IPv6')));
  const selectorless = headless && spec.get('selector').length === 0;
  if (!selectorless) for (const family of spec.get('ipFamilies').items()) if (['IPv4', 'IPv6'].includes(family.str) && !families.has(family.str)) family.invalid('is no IP family of this cluster');
  if (!selectorless && spec.get('ipFamilyPolicy').str === 'RequireDualStack' && families.size < 2) spec.get('ipFamilyPolicy').invalid('needs a cluster with both IP families');
  for (const ip of clusterIPs.items()) {
    const parsed = parseIp(ip.str);
    if (parsed === undefined) continue;
    if (!families.has(isV4(parsed) ? 'IPv4' : 'IPv6')) ip.invalid('is of an IP family that this cluster does not have');
    else if (!cidrs.some((cidr) => inside(cidr, parsed.bytes))) ip.named(clusterIPs).invalid(`is not in the cluster's range of service addresses, ${ranges.join(', ')}`);
  }
}
function inside(cidr: Cidr, bytes: readonly number[]): boolean {
  return bytes.length === cidr.network.length && bytes.every((byte, index) => (byte & (0xff00 >> Math.min(8, Math.max(0, cidr.prefix - index * 8))) & 255) === cidr.network[index]);
}

function checkLoadBalancer(spec: Node, annotations: Node, type: string): void {
  const [ranges, own, lbClass] = [spec.get('loadBalancerSourceRanges', 'LoadBalancerSourceRanges'), annotations.key(rangesAnnotation), spec.get('loadBalancerClass')];
  const balanced = type === 'LoadBalancer';
  const only = 'may only be used with type LoadBalancer';
  if (ranges.length > 0) {
    if (!balanced) ranges.forbidden(only);
    for (const range of ranges.items()) checkLegacyCidr(range, range.str.trim());
  } else if (own.present) {
    if (!balanced) own.forbidden(only);
    if (own.str.trim() !== '') for (const range of own.str.trim().split(',')) checkLegacyCidr(own, range.trim());
  }
  if (spec.has('allocateLoadBalancerNodePorts') && !balanced) spec.get('allocateLoadBalancerNodePorts').forbidden(only);
  if (!lbClass.present) return;
  if (balanced) checkText(lbClass, qualifiedName);
  else lbClass.forbidden(only);
}

function checkTraffic(spec: Node, type: string): void {
  const [external, health, internal, distribution] = [spec.get('externalTrafficPolicy'), spec.get('healthCheckNodePort'), spec.get('internalTrafficPolicy'), spec.get('trafficDistribution')];
  const reachable = type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && spec.get('externalIPs').length > 0);
  if (external.str !== '') {
    if (!reachable) external.invalid('may only be set for Services that can be reached from outside');
    else checkEnum(external, ['Cluster', 'Local']);
  }
  if (health.num !== 0) {
    if (type !== 'LoadBalancer' || external.str !== 'Local') health.invalid('may only be set with type LoadBalancer and externalTrafficPolicy Local');
    else if (health.num < 30000 || health.num > 32767) health.invalid("is not in the server's range of node ports, 30000-32767");
  }
  if (internal.present) checkEnum(internal, ['Cluster', 'Local']);
  if (distribution.present) checkEnum(distribution, ['PreferClose', 'PreferSameZone', 'PreferSameNode']);
}

/** Upstream: ValidateEndpointIP. */
export function checkEndpointIp(node: Node): void {
  const ip = parseIp(node.str);
  if (ip === undefined) return node.invalid('must be an IP address', node.str);
  const [a = 0, b = 0, c = 0] = ip.bytes;
  const v4 = isV4(ip);
  const zeroes = ip.bytes.slice(0, -1).every((byte) => byte === 0);
  if (zeroes && ip.bytes.at(-1) === 0) node.invalid('may not be the unspecified address');
  if (v4 ? a === 127 : zeroes && ip.bytes.at(-1) === 1) node.invalid('may not be a loopback address');
  if (v4 ? a === 169 && b === 254 : a === 0xfe && (b & 0xc0) === 0x80) node.invalid('may not be a link-local address');
  if (v4 ? a === 224 && b === 0 && c === 0 : a === 0xff && (b & 0x0f) === 2) node.invalid('may not be a link-local multicast address');
}
