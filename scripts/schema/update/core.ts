import { get, list, map, text } from '../../lib/read.ts';
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
    immutable(update, 'spec', key);
  }
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
  for (const key of new Set([...Object.keys(now), ...Object.keys(old)])) if (!volumeFields.has(key)) immutable(update, 'spec', key);
  immutable(update, 'spec', 'volumeMode');
  if (old['volumeAttributesClassName'] !== undefined && now['volumeAttributesClassName'] === undefined) refuse(update, ['spec', 'volumeAttributesClassName'], 'cannot be taken out once it is set');
  if (old['nodeAffinity'] !== undefined) immutable(update, 'spec', 'nodeAffinity');
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
  if (text(before, 'spec', 'type') === 'LoadBalancer' && text(after, 'spec', 'type') === 'LoadBalancer') immutable(update, 'spec', 'loadBalancerClass');
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
