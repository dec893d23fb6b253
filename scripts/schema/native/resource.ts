import { byteLength, checkRequiredEnum, checkRequiredText, checkText, cIdentifier, dnsLabel, dnsSubdomain, labelValue, qualifiedName } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { checkClaimTemplateMetadata } from './metadata.ts';
import { checkNodeSelector } from './pod/affinity.ts';
import { checkCsiDriverName } from './storage/sources.ts';

/**
 * Dynamic resource allocation. Fields behind gates that are off (taints, counters, consumable capacity) are dropped.
 * Upstream: pkg/apis/resource/validation/validation.go; limits from pkg/apis/resource/types.go.
 */
const most = 32;
function limited(list: Node, limit: number): Node[] {
  if (list.length <= limit) return list.items();
  list.tooMany(limit);
  return [];
}
function uniqueBy(items: readonly Node[], key: (item: Node) => string): void {
  const seen = new Set<string>();
  for (const item of items) {
    const own = key(item);
    if (seen.has(own)) item.duplicate(own);
    seen.add(own);
  }
}

export function checkResourceClaim(object: Node): void {
  checkDevices(object.get('spec').get('devices'));
}
export function checkResourceClaimTemplate(object: Node): void {
  const spec = object.get('spec');
  checkClaimTemplateMetadata(spec.get('metadata'));
  checkDevices(spec.get('spec').get('devices'));
}

function checkDevices(devices: Node): void {
  const names = new Map<string, ReadonlySet<string>>();
  for (const request of devices.get('requests').items()) names.set(request.get('name').str, new Set(request.get('firstAvailable').items().map((sub) => sub.get('name').str)));
  const requests = limited(devices.get('requests'), most);
  for (const request of requests) checkRequest(request);
  uniqueBy(requests, (request) => request.get('name').str);
  for (const constraint of limited(devices.get('constraints'), most)) {
    checkRequestNames(constraint.get('requests'), names);
    const attribute = constraint.get('matchAttribute');
    if (!attribute.present) attribute.required();
    else checkQualifiedAttribute(attribute, attribute.str, true);
  }
  for (const config of limited(devices.get('config'), most)) {
    checkRequestNames(config.get('requests'), names);
    checkConfiguration(config);
  }
}
function checkRequestNames(list: Node, names: ReadonlyMap<string, ReadonlySet<string>>): void {
  const items = limited(list, most);
  for (const item of items) {
    const [name = '', sub, ...rest] = item.str.split('/');
    const words = 'must be the name of a request, or of a request and its subrequest with a slash between them';
    if (rest.length > 0) {
      item.invalid(words);
      continue;
    }
    checkText(item, dnsLabel, name);
    if (sub !== undefined) checkText(item, dnsLabel, sub);
    if (!names.has(name) || (sub !== undefined && names.get(name)?.has(sub) !== true)) item.invalid(words);
  }
  uniqueBy(items, (item) => item.str);
}
function checkRequest(request: Node): void {
  checkText(request.get('name'), dnsLabel);
  const [first, exactly] = [request.get('firstAvailable'), request.get('exactly')];
  if (first.length === 0 && !exactly.present) return request.required('write exactly or firstAvailable');
  if (first.length > 0 && exactly.present) return request.invalid('may have exactly or firstAvailable, not both', '');
  if (exactly.present) return checkExact(exactly);
  const subs = limited(first, 8);
  for (const sub of subs) {
    checkText(sub.get('name'), dnsLabel);
    checkExact(sub);
  }
  uniqueBy(subs, (sub) => sub.get('name').str);
}
function checkExact(request: Node): void {
  checkRequiredText(request.get('deviceClassName'), dnsSubdomain);
  checkSelectors(request.get('selectors'));
  const [mode, count] = [request.get('allocationMode'), request.get('count')];
  if (mode.str === 'All') {
    if (count.num !== 0) count.invalid("may not be given with allocationMode 'All'");
  } else if (mode.str === '' || mode.str === 'ExactCount') {
    if (count.num < 0 || (mode.str !== '' && count.present && count.num <= 0 && count.value !== 0)) count.invalid('must be greater than 0');
  } else mode.notSupported(['All', 'ExactCount']);
}
function checkSelectors(selectors: Node): void {
  for (const selector of limited(selectors, most)) {
    const cel = selector.get('cel');
    if (!cel.present) cel.required();
    else if (byteLength(cel.get('expression').str) > 10240) cel.get('expression').tooLong(10240);
  }
}
function checkConfiguration(config: Node): void {
  const opaque = config.get('opaque');
  if (!opaque.present) return opaque.required();
  checkCsiDriverName(opaque.get('driver'));
  const parameters = opaque.get('parameters');
  if (!parameters.present) parameters.required();
  else if (Array.isArray(parameters.value) || typeof parameters.value !== 'object') parameters.invalid('must be an object', '');
}
/** `[domain/]name`; with a domain where it is fully qualified. */
function checkQualifiedAttribute(node: Node, name: string, full: boolean): void {
  const parts = name.split('/');
  const identifier = (text: string): void => {
    if (byteLength(text) > 32) node.tooLong(32);
    checkText(node, cIdentifier, text);
  };
  if (parts.length === 1) identifier(name);
  else if (parts.length === 2) {
    if (parts[0] === '') node.invalid('must have a domain before the slash', '');
    else {
      if (byteLength(parts[0] ?? '') > 63) node.tooLong(63);
      checkText(node, (text) => dnsSubdomain(text.toLowerCase()), parts[0]);
    }
    if (parts[1] === '') node.invalid('must have a name behind the slash', '');
    else identifier(parts[1] ?? '');
  }
  if (full && parts.length < 2) node.invalid('must be a domain and a name with a slash between them', name);
}

export function checkDeviceClass(object: Node): void {
  const spec = object.get('spec');
  checkSelectors(spec.get('selectors'));
  for (const config of limited(spec.get('config'), most)) checkConfiguration(config);
  // extendedResourceName is behind a gate that is off
}
export function checkResourceSlice(object: Node): void {
  const spec = object.get('spec');
  const [driver, pool, nodeName, selector, allNodes] = ['driver', 'pool', 'nodeName', 'nodeSelector', 'allNodes'].map((key) => spec.get(key)) as [Node, Node, Node, Node, Node];
  checkCsiDriverName(driver);
  checkPool(pool);
  const given: string[] = [];
  if (nodeName.present) {
    if (nodeName.str === '') nodeName.invalid('must be left out or not empty');
    else {
      given.push('nodeName');
      checkText(nodeName, dnsSubdomain);
    }
  }
  if (selector.present) {
    given.push('nodeSelector');
    checkNodeSelector(selector);
    if (selector.get('nodeSelectorTerms').length !== 1) selector.get('nodeSelectorTerms').invalid('must have exactly one term', '');
  }
  if (allNodes.bool) given.push('allNodes');
  else if (allNodes.present) allNodes.invalid('must be left out or true');
  if (given.length === 0) spec.required('write one of nodeName, nodeSelector and allNodes');
  else if (given.length > 1) spec.invalid(`may have one of ${given.join(', ')} only`, '');
  const devices = limited(spec.get('devices'), 128);
  for (const device of devices) checkDevice(device);
  uniqueBy(devices, (device) => device.get('name').str);
}
function checkPool(pool: Node): void {
  const [name, count, generation] = [pool.get('name'), pool.get('resourceSliceCount'), pool.get('generation')];
  if (name.str === '') name.required();
  else {
    if (byteLength(name.str) > 253) name.tooLong(253);
    for (const part of name.str.split('/')) checkText(name, dnsSubdomain, part);
  }
  if (count.num <= 0) count.invalid('must be greater than 0', count.num);
  if (generation.num < 0) generation.invalid('must be 0 or more');
}
const semver = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/;
function checkDevice(device: Node): void {
  const [attributes, capacity] = [device.get('attributes'), device.get('capacity')];
  checkText(device.get('name'), dnsLabel);
  if (attributes.length + capacity.length > 32) device.invalid('may have 32 attributes and capacities together', attributes.length + capacity.length);
  for (const [name, attribute] of attributes.entries()) {
    checkQualifiedAttribute(attribute, name, false);
    const values = ['bool', 'int', 'string', 'version'].filter((key) => attribute.has(key));
    const [text, version] = [attribute.get('string'), attribute.get('version')];
    if (values.length !== 1) attribute.invalid('must have exactly one of bool, int, string and version', '');
    if (byteLength(text.str) > 64) text.tooLong(64);
    if (version.present && !semver.test(version.str)) version.invalid('must be a semantic version such as 1.2.3');
    if (byteLength(version.str) > 64) version.tooLong(64);
  }
  for (const [name, amount] of capacity.entries()) checkQualifiedAttribute(amount, name, false);
}

/** Upstream: validateDeviceTaintRuleSpec (gate DRADeviceTaintRules). */
export function checkDeviceTaintRule(object: Node): void {
  const taint = object.get('spec').get('taint');
  checkText(taint.get('key'), qualifiedName);
  checkText(taint.get('value'), labelValue);
  checkRequiredEnum(taint.get('effect'), ['NoExecute', 'NoSchedule', 'None']);
  const selector = object.get('spec').get('deviceSelector');
  if (selector.has('driver')) checkCsiDriverName(selector.get('driver'));
  if (selector.has('device')) checkText(selector.get('device'), dnsLabel);
}
