import { equalJson } from '../../lib/equal.ts';
import { getKey, isObject } from '../../lib/json.ts';
import { get, list, map, text } from '../../lib/read.ts';
import type { Json } from '../../model/json.ts';
import { quantityOf } from '../quantity.ts';
import { immutable, isSame, refuse, told, type Update } from './kit.ts';

/** Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimUpdate, for claims that are bound. */
export function claim(update: Update): void {
  const { before, after } = update;
  const [old, now] = [map(before, 'spec'), map(after, 'spec')];
  for (const key of new Set([...Object.keys(now), ...Object.keys(old)])) {
    if (key === 'volumeAttributesClassName' || key === 'resources' || (key === 'volumeName' && old[key] === undefined)) continue;
    // The server holds it under both names, and one that is left out comes back from the other.
    if ((key === 'dataSource' || key === 'dataSourceRef') && now[key] === undefined) continue;
    // The server has filled in the default class, whichever that was.
    if (key === 'storageClassName' && old[key] === undefined) refuse(update, ['spec', key], `cannot change once it exists: the class that was the default -> ${JSON.stringify(now[key])}`);
    else immutable(update, 'spec', key);
  }
  const beta = 'volume.beta.kubernetes.io/storage-class';
  if (text(before, 'metadata', 'annotations', beta) !== text(after, 'metadata', 'annotations', beta)) refuse(update, ['metadata', 'annotations', beta], 'cannot change once it exists');
  if ((text(before, 'spec', 'volumeAttributesClassName') ?? '') !== '' && (text(after, 'spec', 'volumeAttributesClassName') ?? '') === '') refuse(update, ['spec', 'volumeAttributesClassName'], 'cannot be taken out once it is set');
  const size = ['spec', 'resources', 'requests', 'storage'] as const;
  const [was, is] = [quantityOf(get(before, ...size)), quantityOf(get(after, ...size))];
  if (was !== undefined && is !== undefined && is.nano < was.nano) refuse(update, [...size], `cannot shrink${told(get(before, ...size), get(after, ...size))}`);
  const others = (side: Update['before']) => Object.entries(map(side, 'spec', 'resources', 'requests')).filter(([key]) => key !== 'storage').map(([key, amount]) => `${key} ${String(amount)}`).sort().join();
  if (others(before) !== others(after)) refuse(update, ['spec', 'resources', 'requests'], 'only storage can change once it exists');
  immutable(update, 'spec', 'resources', 'limits');
}

const volumeFields = new Set(['capacity', 'accessModes', 'claimRef', 'persistentVolumeReclaimPolicy', 'storageClassName', 'mountOptions', 'nodeAffinity', 'volumeMode', 'volumeAttributesClassName']);

/** ValidatePersistentVolumeUpdate: what the volume is made of stays. */
export function volume(update: Update): void {
  const [old, now] = [map(update.before, 'spec'), map(update.after, 'spec')];
  // The secret for growing it may come later.
  const isLate = get(update.before, 'spec', 'csi', 'controllerExpandSecretRef') === undefined;
  const { csi, ...rest } = now;
  const made: Update = isLate && isObject(csi) ? { ...update, after: { ...update.after, spec: { ...rest, csi: Object.fromEntries(Object.entries(csi).filter(([key]) => key !== 'controllerExpandSecretRef')) } } } : update;
  for (const key of new Set([...Object.keys(now), ...Object.keys(old)])) if (!volumeFields.has(key)) immutable(made, 'spec', key);
  immutable(update, 'spec', 'volumeMode');
  if (old['volumeAttributesClassName'] !== undefined && now['volumeAttributesClassName'] === undefined) refuse(update, ['spec', 'volumeAttributesClassName'], 'cannot be taken out once it is set');
  // Labels of nodes may take the names that they have had since Kubernetes 1.17.
  if (old['nodeAffinity'] !== undefined && !equalJson(renewed(old['nodeAffinity'], now['nodeAffinity']), now['nodeAffinity'])) refuse(update, ['spec', 'nodeAffinity'], 'cannot change once it exists');
}

const newLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/os': 'kubernetes.io/os', 'beta.kubernetes.io/arch': 'kubernetes.io/arch', 'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
};

/** The old value with those keys of expressions renamed that the new one renames (validatePvNodeAffinity). */
function renewed(old: Json, now: Json | undefined): Json {
  if (Array.isArray(old)) return old.map((item, index) => renewed(item, get(now, index)));
  if (!isObject(old)) return old;
  return Object.fromEntries(Object.entries(old).map(([key, item]) => [key, key === 'key' && typeof item === 'string' && get(now, key) === getKey(newLabels, item) ? get(now, key)! : renewed(item, get(now, key))]));
}

/**
 * ValidateServiceUpdate. An address that is left out stays as it is (registry/core/service/rest patchAllocatedValues); one that
 * is written where the server had chosen is another.
 */
export function service(update: Update): void {
  const { before, after } = update;
  if (text(before, 'spec', 'type') === 'ExternalName' || text(after, 'spec', 'type') === 'ExternalName') return;
  const [old, now] = [text(before, 'spec', 'clusterIP') ?? '', text(after, 'spec', 'clusterIP') ?? ''];
  if (now !== '' && now !== old) refuse(update, ['spec', 'clusterIP'], `cannot change once it exists: ${old === '' ? 'an address that the server chose' : JSON.stringify(old)} -> ${JSON.stringify(now)}`);
  const [families, family] = [list(before, 'spec', 'ipFamilies')[0], list(after, 'spec', 'ipFamilies')[0]];
  if (old !== 'None' && families !== undefined && family !== undefined && families !== family) refuse(update, ['spec', 'ipFamilies', 0], `the first family cannot change once it exists${told(families, family)}`);
  if (text(before, 'spec', 'type') !== 'LoadBalancer' || text(after, 'spec', 'type') !== 'LoadBalancer') return;
  immutable(update, 'spec', 'loadBalancerClass');
  const isLocal = [before, after].every((side) => text(side, 'spec', 'externalTrafficPolicy') === 'Local');
  if (isLocal && get(after, 'spec', 'healthCheckNodePort') !== undefined) immutable(update, 'spec', 'healthCheckNodePort');
}

/** ValidateSecretUpdate, ValidateConfigMapUpdate. */
export function data(update: Update): void {
  const { before, after } = update;
  if (text(after, 'kind') === 'Secret') immutable(update, 'type');
  if (get(before, 'immutable') !== true) return;
  if (get(after, 'immutable') !== true) refuse(update, ['immutable'], 'cannot be taken back');
  for (const key of ['data', 'binaryData']) if (!isSame(update, key)) refuse(update, [key], 'cannot change: the object is immutable');
}

/** ValidateResourceQuotaUpdate: scopes as a set. */
export function quota(update: Update): void {
  const scopes = (side: Update['before']) => [...new Set(list(side, 'spec', 'scopes').map(String))].sort().join();
  if (scopes(update.before) !== scopes(update.after)) refuse(update, ['spec', 'scopes'], 'cannot change once it exists');
}

/** networking ValidateServiceCIDRUpdate: a second family may come, and nothing else. */
export function serviceCidr(update: Update): void {
  const [old, now] = [list(update.before, 'spec', 'cidrs'), list(update.after, 'spec', 'cidrs')];
  const grows = old.length === 1 && now.length === 2 && old[0] === now[0];
  if (!grows) immutable(update, 'spec', 'cidrs');
}
