import { checkIp, checkLegacyIp, isV4, parseIp } from './kit/ip.ts';
import { checkEnum, checkRequiredEnum, checkText, dnsLabel, dnsSubdomain, labelValue, qualifiedName } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { checkEndpointIp } from './core/service.ts';

/** EndpointSlice. Upstream: pkg/apis/discovery/validation/validation.go, v1/defaults.go. */
export function checkEndpointSlice(object: Node): void {
  const [type, ports, endpoints] = [object.get('addressType'), object.get('ports'), object.get('endpoints')];
  checkRequiredEnum(type, ['FQDN', 'IPv4', 'IPv6']);
  checkPorts(ports);
  if (endpoints.length > 1000) return endpoints.tooMany(1000);
  for (const endpoint of endpoints.items()) checkEndpoint(endpoint, type.str);
}
function checkPorts(ports: Node): void {
  if (ports.length > 20000) return ports.tooMany(20000);
  const names = new Set<string>();
  for (const port of ports.items()) {
    const [name, protocol] = [port.get('name'), port.get('protocol')];
    if (name.str !== '') checkText(name, dnsLabel);
    if (names.has(name.str)) name.duplicate(name.str);
    names.add(name.str);
    checkEnum(protocol, ['SCTP', 'TCP', 'UDP'], protocol.present ? protocol.str : 'TCP');
    if (port.has('appProtocol')) checkText(port.get('appProtocol'), qualifiedName);
  }
}
function checkEndpoint(endpoint: Node, type: string): void {
  // deprecatedTopology is dropped
  const [addresses, hints] = [endpoint.get('addresses'), endpoint.get('hints')];
  if (addresses.length === 0) addresses.required('write at least one address');
  else if (addresses.length > 100) addresses.tooMany(100);
  for (const address of addresses.items()) checkAddress(address, addresses, type);
  if (endpoint.has('nodeName')) checkText(endpoint.get('nodeName'), dnsSubdomain);
  if (endpoint.has('hostname')) checkText(endpoint.get('hostname'), dnsLabel);
  for (const [key, check] of [['forZones', labelValue], ['forNodes', dnsSubdomain]] as const) {
    const list = hints.get(key);
    if (list.length > 8) return list.tooMany(8);
    const seen = new Set<string>();
    for (const item of list.items()) {
      const name = item.get('name');
      if (seen.has(name.str)) name.duplicate(name.str);
      seen.add(name.str);
      checkText(name, check);
    }
  }
}
function checkAddress(address: Node, list: Node, type: string): void {
  if (type === 'FQDN') return checkDomain(address);
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const [before, ip] = [address.errorCount, parseIp(address.str)];
  if (type === 'IPv4') checkLegacyIp(address);
  else checkIp(address);
  if (address.errorCount > before || ip === undefined) return;
  if (isV4(ip) !== (type === 'IPv4')) address.named(list).invalid(`must be an ${type} address`);
  checkEndpointIp(address);
}
function checkDomain(address: Node): void {
  if (address.str === '') return address.required();
  const name = address.str.replace(/\.$/, '');
  const problems = dnsSubdomain(name);
  if (problems.length > 0) return address.invalid(problems.join('; '));
  if (!name.includes('.')) return address.invalid('must be a domain of at least two parts');
  const bad = name.split('.').find((label) => dnsLabel(label).length > 0);
  if (bad !== undefined) address.invalid(dnsLabel(bad).join('; '), bad);
}
