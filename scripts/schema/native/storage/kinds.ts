import { byteLength, checkEnum, checkLabelKey, checkText, dnsSubdomain, qualifiedName } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { quantityOf } from '../kit/quantity.ts';
import { checkLabelSelector } from '../kit/selector.ts';
import { nonNegative } from '../kit/values.ts';
import { checkCsiDriverName } from './sources.ts';
import { checkInlineVolumeSpec } from './volume.ts';

/** Kinds of storage.k8s.io. Upstream: pkg/apis/storage/validation/validation.go, v1/defaults.go. */
export function checkStorageClass(object: Node): void {
  checkProvisioner(object.get('provisioner'));
  checkParameters(object.get('parameters'), true);
  if (object.get('reclaimPolicy').str !== '') checkEnum(object.get('reclaimPolicy'), ['Delete', 'Retain']);
  if (object.has('volumeBindingMode')) checkEnum(object.get('volumeBindingMode'), ['Immediate', 'WaitForFirstConsumer']);
  checkTopologies(object.get('allowedTopologies'));
}
function checkProvisioner(node: Node): void {
  if (node.str === '') node.required();
  else checkText(node, (text) => qualifiedName(text.toLowerCase()));
}
function checkParameters(node: Node, mayBeEmpty: boolean): void {
  if (node.length > 512) return node.tooLong(512);
  let size = 0;
  for (const [key, value] of node.entries()) {
    if (key === '') node.invalid('may not have an empty key', '');
    size += byteLength(key) + byteLength(value.str);
  }
  if (size > 256 * 1024) node.tooLong(256 * 1024);
  if (!mayBeEmpty && node.length === 0) node.required('write at least one parameter');
}
function checkTopologies(topologies: Node): void {
  const seen: string[] = [];
  for (const term of topologies.items()) {
    const keys = new Map<string, string>();
    for (const requirement of term.get('matchLabelExpressions').items()) {
      const [key, values] = [requirement.get('key'), requirement.get('values')];
      if (values.length === 0) values.required();
      const own = new Set<string>();
      for (const value of values.items()) {
        if (own.has(value.str)) value.duplicate();
        own.add(value.str);
      }
      checkLabelKey(key);
      if (keys.has(key.str)) key.duplicate();
      keys.set(key.str, JSON.stringify([...own].sort()));
    }
    const text = JSON.stringify([...keys].sort());
    // the server compares with empty terms too, so that one without expressions is a duplicate
    if (seen.includes(text) || keys.size === 0) term.get('matchLabelExpressions').duplicate('');
    seen.push(text);
  }
}

export function checkVolumeAttributesClass(object: Node): void {
  checkProvisioner(object.get('driverName'));
  checkParameters(object.get('parameters'), false);
}

export function checkVolumeAttachment(object: Node): void {
  const spec = object.get('spec');
  const [attacher, source, node] = [spec.get('attacher'), spec.get('source'), spec.get('nodeName')];
  const [inline, name] = [source.get('inlineVolumeSpec'), source.get('persistentVolumeName')];
  checkCsiDriverName(attacher);
  if (inline.present && name.present) source.forbidden('may have an inlineVolumeSpec or a persistentVolumeName, not both');
  else if (name.present) {
    if (name.str === '') name.required();
    checkText(name, dnsSubdomain);
  } else if (inline.present) checkInlineVolumeSpec(inline);
  else source.required('write an inlineVolumeSpec or a persistentVolumeName');
  checkText(node, dnsSubdomain);
}

export function checkCsiNode(object: Node): void {
  const names = new Set<string>();
  for (const driver of object.get('spec').get('drivers').items()) {
    const [name, id] = [driver.get('name'), driver.get('nodeID')];
    checkCsiDriverName(name);
    if (id.str === '') id.required();
    if (byteLength(id.str) > 256) id.invalid('must be 256 characters or less');
    nonNegative(driver.get('allocatable').get('count'));
    if (names.has(name.str)) name.duplicate();
    names.add(name.str);
    const keys = new Set<string>();
    for (const key of driver.get('topologyKeys').items()) {
      const at = key.named(driver);
      if (key.str === '') at.required();
      if (keys.has(key.str)) at.duplicate();
      keys.add(key.str);
      checkText(at, qualifiedName, key.str);
    }
  }
}

export function checkCsiDriver(object: Node): void {
  const spec = object.get('spec');
  if (spec.has('fsGroupPolicy')) checkEnum(spec.get('fsGroupPolicy'), ['File', 'None', 'ReadWriteOnceWithFSType']);
  const audiences = new Set<string>();
  for (const request of spec.get('tokenRequests').items()) {
    const [audience, seconds] = [request.get('audience'), request.get('expirationSeconds')];
    if (audiences.has(audience.str)) audience.duplicate(audience.str);
    else if (seconds.present && seconds.num < 600) seconds.invalid('must be at least 600 (10 minutes)');
    else if (seconds.num > 2 ** 32) seconds.invalid('must be at most 2^32');
    audiences.add(audience.str);
  }
  const modes = spec.get('volumeLifecycleModes');
  for (const mode of modes.items()) checkEnum(mode.named(modes), ['Persistent', 'Ephemeral']);
  const period = spec.get('nodeAllocatableUpdatePeriodSeconds');
  if (period.present && period.num < 10) period.invalid('must be at least 10');
  if (spec.has('serviceAccountTokenInSecrets') && spec.get('tokenRequests').length === 0) spec.get('serviceAccountTokenInSecrets').invalid('needs tokenRequests');
}

export function checkCsiStorageCapacity(object: Node): void {
  checkLabelSelector(object.get('nodeTopology'));
  checkText(object.get('storageClassName'), dnsSubdomain);
  if ((quantityOf(object.get('capacity')) ?? 0n) < 0n) object.get('capacity').invalid('must be 0 or more');
}
