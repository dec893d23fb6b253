import { checkEnum, checkText, dnsLabel, dnsSubdomain } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { noBacksteps } from '../kit/paths.ts';
import { quantityOf } from '../kit/quantity.ts';
import { strOr } from '../kit/values.ts';
import { checkNodeSelector } from '../pod/affinity.ts';
import { checkAccessModes, checkClaimSpec } from './claim.ts';
import { checkCsiDriverName, checkSource, iscsi, need, secretRef, type SourceChecks, sourceChecks } from './sources.ts';

/** PersistentVolume and PersistentVolumeClaim. Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec. */
export function checkPersistentVolumeClaim(object: Node): void {
  const spec = object.get('spec');
  checkClaimSpec(spec.with(...normalSources(spec)));
}
/**
 * The server drops a dataSource that is neither a claim nor a snapshot, and copies one that it keeps into an absent
 * dataSourceRef. Upstream: pkg/api/persistentvolumeclaim/util.go EnforceDataSourceBackwardsCompatibility, NormalizeDataSources.
 */
function normalSources(spec: Node): [string, Node] {
  const [source, ref] = [spec.get('dataSource'), spec.get('dataSourceRef')];
  const [group, kind] = [source.get('apiGroup').str, source.get('kind').str];
  const known = (kind === 'PersistentVolumeClaim' && group === '') || (kind === 'VolumeSnapshot' && group === 'snapshot.storage.k8s.io');
  if (source.present && !known) return ['dataSource', source.parsed(null)];
  return ['dataSourceRef', source.present && !ref.present ? source.named(ref) : ref];
}

export function checkPersistentVolume(object: Node): void {
  const [spec, name] = [object.get('spec'), object.get('metadata').get('name').str];
  checkAccessModes(spec.get('accessModes'), 'write at least one access mode, such as ReadWriteOnce');
  checkCapacity(spec.get('capacity'));
  const policy = strOr(spec.get('persistentVolumeReclaimPolicy'), 'Retain');
  checkEnum(spec.get('persistentVolumeReclaimPolicy'), ['Delete', 'Recycle', 'Retain'], policy);
  const affinity = spec.get('nodeAffinity');
  if (affinity.present) {
    if (affinity.has('required')) checkNodeSelector(affinity.get('required'));
    else affinity.get('required').required();
  }
  checkVolumeSource(spec, name);
  if (policy === 'Recycle' && spec.has('hostPath') && /^\/+(\.?\/*)*$/.test(spec.get('hostPath').get('path').str)) spec.get('persistentVolumeReclaimPolicy').forbidden("may not be Recycle for a hostPath of '/'");
  if (spec.get('storageClassName').str !== '') checkText(spec.get('storageClassName'), dnsSubdomain);
  if (spec.has('volumeMode')) checkEnum(spec.get('volumeMode'), ['Block', 'Filesystem']);
  const attributes = spec.get('volumeAttributesClassName');
  if (!attributes.present) return;
  if (attributes.str === '') attributes.required('may not be empty');
  else checkText(attributes, dnsSubdomain);
  if (!spec.has('csi')) spec.get('csi').required('volumeAttributesClassName needs it');
}
function checkCapacity(capacity: Node): void {
  if (capacity.length === 0) capacity.required();
  if (!capacity.has('storage') || capacity.length > 1) capacity.notSupported(['storage'], capacity.keys().join(', '));
  for (const [, amount] of capacity.entries()) {
    const value = quantityOf(amount);
    if (value !== undefined && value <= 0n) amount.invalid('must be greater than 0');
  }
}

const order = ['hostPath', 'gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'flocker', 'nfs', 'rbd', 'quobyte', 'cephfs', 'iscsi', 'cinder', 'fc', 'flexVolume', 'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'scaleIO', 'local', 'storageos', 'csi'];
function checkVolumeSource(spec: Node, name: string): void {
  const count = checkSource(spec, order, volumeSources, true);
  if (count === 0) spec.required(`write one of ${order.filter((kind) => ['hostPath', 'nfs', 'iscsi', 'fc', 'local', 'csi'].includes(kind)).join(', ')}`);
  const source = spec.get('iscsi');
  if (source.has('initiatorName') && `${name}:${source.get('targetPortal').str}`.length > 64) source.get('targetPortal', 'targetportal').invalid('is too long: the name and targetPortal may have 64 characters together');
}

const volumeSources: SourceChecks = {
  ...sourceChecks,
  glusterfs: (source) => {
    need(source, 'endpoints', 'path');
    const namespace = source.get('endpointsNamespace');
    if (namespace.present) checkText(namespace, dnsLabel);
  },
  iscsi: (source) => {
    iscsi(source);
    secretRef(source, 'name');
  },
  cinder: (source) => {
    need(source, 'volumeID');
    secretRef(source, 'name', 'namespace');
  },
  azureFile: (source) => {
    need(source, 'secretName', 'shareName');
    if (source.has('secretNamespace')) need(source, 'secretNamespace');
  },
  local: (source, spec) => {
    const path = source.get('path');
    if (path.str === '') path.required();
    else noBacksteps(path);
    if (!spec.has('nodeAffinity')) spec.get('nodeAffinity').required('a local volume needs it');
  },
  storageos: (source, spec) => {
    sourceChecks['storageos']?.(source, spec);
    secretRef(source, 'namespace');
  },
  csi: (source) => {
    checkCsiDriverName(source.get('driver'));
    need(source, 'volumeHandle');
    for (const key of ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef']) {
      const ref = source.get(key);
      if (!ref.present) continue;
      for (const [part, check] of [['name', dnsSubdomain], ['namespace', dnsLabel]] as const) {
        if (ref.get(part).str === '') ref.get(part).required();
        else checkText(ref.get(part), check);
      }
    }
  },
};

/** A volume written inside a VolumeAttachment. */
export function checkInlineVolumeSpec(spec: Node): void {
  for (const key of ['claimRef', 'capacity', 'nodeAffinity', 'storageClassName']) {
    const node = spec.get(key);
    if (node.present && (key === 'claimRef' || key === 'nodeAffinity' || node.length > 0 || node.str !== '')) node.forbidden('may not be given for an inline volume');
  }
  if (!spec.has('csi')) spec.get('csi').required('an inline volume is a CSI volume');
  checkAccessModes(spec.get('accessModes'), 'write at least one access mode, such as ReadWriteOnce');
  const [policy, mode] = [spec.get('persistentVolumeReclaimPolicy'), spec.get('volumeMode')];
  if (policy.str !== '' && policy.str !== 'Retain') policy.forbidden('may only be Retain for an inline volume');
  checkVolumeSource(spec, '');
  if (mode.present && mode.str !== 'Filesystem') mode.forbidden('may only be Filesystem for an inline volume');
}
