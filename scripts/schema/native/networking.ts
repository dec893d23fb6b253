import { checkCidr, checkIp, checkLegacyCidr, isV4, parseCidr, parseIp, type Cidr } from './kit/ip.ts';
import { byteLength, checkDomainPrefixedPath, checkEnum, checkText, dns1035Label, dnsLabel, dnsSubdomain, pathSegment, portName, wildcardSubdomain } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { checkLabelSelector } from './kit/selector.ts';
import { checkPortNumber, isInt, strOr } from './kit/values.ts';

/** Ingress, IngressClass, NetworkPolicy, IPAddress, ServiceCIDR. Upstream: pkg/apis/networking/validation/validation.go. */
const classAnnotation = 'kubernetes.io/ingress.class';

export function checkIngress(object: Node): void {
  const [spec, annotation] = [object.get('spec'), object.get('metadata').get('annotations').get(classAnnotation)];
  const className = spec.get('ingressClassName');
  if (spec.get('rules').length === 0 && !spec.has('defaultBackend')) spec.invalid('must have a defaultBackend or rules', '');
  if (spec.has('defaultBackend')) checkBackend(spec.get('defaultBackend'));
  for (const rule of spec.get('rules').items()) {
    checkHost(rule.get('host'));
    if (!rule.has('http')) continue;
    const paths = rule.get('http').get('paths');
    if (paths.length === 0) paths.required('write at least one path');
    for (const path of paths.items()) checkPath(path);
  }
  for (const tls of spec.get('tls').items()) {
    for (const host of tls.get('hosts').items()) checkText(host, host.str.includes('*') ? wildcardSubdomain : dnsSubdomain);
    if (tls.get('secretName').str !== '') checkText(tls.get('secretName'), dnsSubdomain);
  }
  if (className.present) checkText(className, dnsSubdomain);
  if (annotation.present && className.present && annotation.str !== className.str) annotation.named(object.as('annotations', classAnnotation)).invalid('must be the ingressClassName, as both are given');
}
function checkHost(host: Node): void {
  if (host.str === '') return;
  if (parseIp(host.str) !== undefined) host.invalid('must be a DNS name, not an IP address');
  checkText(host, host.str.includes('*') ? wildcardSubdomain : dnsSubdomain);
}
function checkPath(node: Node): void {
  const [type, path] = [node.get('pathType'), node.get('path')];
  if (!type.present) return type.required('write Exact, Prefix or ImplementationSpecific');
  if (checkEnum(type, ['Exact', 'ImplementationSpecific', 'Prefix'])) {
    const strict = type.str !== 'ImplementationSpecific';
    if (!path.str.startsWith('/') && (strict || path.str !== '')) path.invalid('must be an absolute path', path.str);
    if (strict) {
      for (const part of ['//', '/./', '/../', '%2f', '%2F']) if (path.str.includes(part)) path.invalid(`must not contain '${part}'`);
      for (const part of ['/..', '/.']) if (path.str.endsWith(part)) path.invalid(`must not end with '${part}'`);
    }
  }
  checkBackend(node.get('backend'));
}
function checkBackend(backend: Node): void {
  const [resource, service] = [backend.get('resource'), backend.get('service')];
  if (resource.present && service.present) return backend.invalid('may have a service or a resource, not both', '');
  if (resource.present) return checkTypedReference(resource);
  if (!service.present) return backend.invalid('must have a service or a resource', '');
  const name = service.get('name');
  if (name.str === '') name.required();
  else checkText(name, dns1035Label);
  const [portText, number] = [service.get('port').get('name'), service.get('port').get('number')];
  if (portText.str !== '' && number.num !== 0) backend.invalid('may have the name or the number of a port, not both', '');
  else if (portText.str !== '') checkText(portText, portName);
  else if (number.num !== 0) checkPortNumber(number);
  else backend.required('write the name or the number of a port');
}
function checkTypedReference(node: Node): void {
  if (node.has('apiGroup')) checkText(node.get('apiGroup'), dnsSubdomain);
  for (const key of ['kind', 'name']) {
    if (node.get(key).str === '') node.get(key).required();
    else checkText(node.get(key), pathSegment);
  }
}

export function checkIngressClass(object: Node): void {
  const [controller, parameters] = [object.get('spec').get('controller'), object.get('spec').get('parameters')];
  if (byteLength(controller.str) > 250) controller.tooLong(250);
  checkDomainPrefixedPath(controller);
  if (!parameters.present) return;
  checkTypedReference(parameters);
  const [scope, namespace] = [strOr(parameters.get('scope'), parameters.has('scope') ? '' : 'Cluster'), parameters.get('namespace')];
  if (!checkEnum(parameters.get('scope'), ['Cluster', 'Namespace'], scope)) return;
  if (scope === 'Namespace') {
    if (!namespace.present) namespace.required('scope Namespace needs it');
    else checkText(namespace, dnsLabel);
  } else if (namespace.present) namespace.forbidden('may not be given with scope Cluster');
}

export function checkNetworkPolicy(object: Node): void {
  const spec = object.get('spec');
  checkLabelSelector(spec.get('podSelector'));
  for (const [direction, peers] of [['ingress', 'from'], ['egress', 'to']] as const) {
    for (const rule of spec.get(direction).items()) {
      for (const port of rule.get('ports').items()) checkPolicyPort(port);
      for (const peer of rule.get(peers).items()) checkPeer(peer);
    }
  }
  const types = spec.get('policyTypes');
  if (types.length > 2) return types.invalid('may have two types at most', '');
  for (const type of types.items()) checkEnum(type, ['Ingress', 'Egress']);
}
function checkPolicyPort(node: Node): void {
  const [protocol, port, end] = [node.get('protocol'), node.get('port'), node.get('endPort')];
  checkEnum(protocol, ['TCP', 'UDP', 'SCTP'], protocol.present ? protocol.str : 'TCP');
  if (!port.present) {
    if (end.present) end.invalid('may not be given without a port');
  } else if (isInt(port.value)) {
    checkPortNumber(port);
    if (end.present && end.num < port.num) end.invalid('must be at least the port');
    if (end.present) checkPortNumber(end);
  } else {
    if (end.present) end.invalid('may not be given where the port is a name');
    checkText(port, portName);
  }
}
function checkPeer(peer: Node): void {
  const block = peer.get('ipBlock');
  const selectors = ['podSelector', 'namespaceSelector'].filter((key) => peer.has(key));
  for (const key of selectors) checkLabelSelector(peer.get(key));
  if (block.present) checkBlock(block);
  if (!block.present && selectors.length === 0) peer.required('write a podSelector, a namespaceSelector or an ipBlock');
  else if (block.present && selectors.length > 0) peer.forbidden('may not have an ipBlock beside a selector');
}
function checkBlock(block: Node): void {
  const cidr = block.get('cidr');
  if (cidr.str === '') return cidr.required();
  checkLegacyCidr(cidr);
  const outer = parseCidr(cidr.str);
  if (outer === undefined) return;
  for (const except of block.get('except').items()) {
    checkLegacyCidr(except);
    const inner = parseCidr(except.str);
    if (inner !== undefined && !contains(outer, inner)) except.invalid('must be a part of cidr, and not all of it');
  }
}
function contains(outer: Cidr, inner: Cidr): boolean {
  if (outer.network.length !== inner.network.length || outer.prefix >= inner.prefix) return false;
  return outer.network.every((byte, index) => byte === ((inner.network[index] ?? 0) & (0xff00 >> Math.min(8, Math.max(0, outer.prefix - index * 8))) & 255));
}

/** The name of an IPAddress is the address. */
export function ipAddressName(name: string): string[] {
  const ip = parseIp(name);
  return ip === undefined || ip.sloppy || ip.mapped ? ['must be an IP address in canonical form'] : [];
}
export function checkIpAddress(object: Node): void {
  const name = object.get('metadata').get('name');
  if (ipAddressName(name.str).length === 0) checkIp(name);
  const parent = object.get('spec').get('parentRef');
  if (!parent.present) return parent.required();
  if (parent.get('group').str !== '') checkText(parent.get('group'), dnsSubdomain);
  for (const key of ['resource', 'name', 'namespace']) {
    if (parent.get(key).str !== '') checkText(parent.get(key), pathSegment);
    else if (key !== 'namespace') parent.get(key).required();
  }
}

export function checkServiceCidr(object: Node): void {
  const cidrs = object.get('spec').get('cidrs');
  if (cidrs.length === 0) return cidrs.required('write at least one CIDR');
  if (cidrs.length > 2) return cidrs.invalid('may have two CIDRs at most', '');
  for (const cidr of cidrs.items()) checkCidr(cidr);
  const [one, two] = cidrs.strings().map(parseCidr);
  if (one !== undefined && two !== undefined && isV4(one.ip) === isV4(two.ip)) cidrs.invalid('may have one CIDR of each IP family only', '');
}
