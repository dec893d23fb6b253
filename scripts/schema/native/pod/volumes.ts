import { checkText, dnsLabel, dnsSubdomain } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { fileMode } from '../kit/paths.ts';
import { quantityOf } from '../kit/quantity.ts';
import { checkClaimTemplateMetadata } from '../metadata.ts';
import { checkClaimSpec } from '../storage/claim.ts';
import { checkSource, type SourceChecks, sourceChecks } from '../storage/sources.ts';
import { checkDownwardFile } from './downward.ts';
import type { Volumes } from './mounts.ts';
import { checkKeyToPath, checkProjected } from './projected.ts';

/**
 * Volumes of a Pod. `podName` where the object is a Pod itself, which names the claims of ephemeral volumes.
 * Upstream: pkg/apis/core/validation/validation.go ValidateVolumes, validateVolumeSource.
 */
export function checkVolumes(volumes: Node, podName: string | undefined): Volumes {
  const created = new Set(podName ? volumes.items().filter((volume) => volume.has('ephemeral')).map((volume) => `${podName}-${volume.get('name').str}`) : []);
  const valid = new Map<string, Node>();
  for (const volume of volumes.items()) {
    const [before, name] = [volume.errorCount, volume.get('name')];
    checkVolumeSource(volume, podName);
    if (name.str === '') name.required();
    else checkText(name, dnsLabel);
    if (valid.has(name.str)) name.duplicate();
    if (volume.errorCount === before) valid.set(name.str, volume);
    const claim = volume.get('persistentVolumeClaim').get('claimName');
    if (claim.present && created.has(claim.str)) claim.invalid('must not be a claim that an ephemeral volume creates');
  }
  return valid;
}

/** The order in which the server looks at the sources: the second one found is refused. */
const order = ['emptyDir', 'hostPath', 'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'secret', 'nfs', 'iscsi', 'glusterfs', 'flocker', 'persistentVolumeClaim', 'rbd', 'cinder', 'cephfs', 'quobyte', 'downwardAPI', 'fc', 'flexVolume', 'configMap', 'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'storageos', 'projected', 'scaleIO', 'csi', 'ephemeral', 'image'];

function checkVolumeSource(volume: Node, podName: string | undefined): void {
  const name = volume.get('name').str;
  // a volume without any source is an emptyDir by default
  checkSource(volume, order, podSources);
  const iscsi = volume.get('iscsi');
  if (iscsi.has('initiatorName') && `${name}:${iscsi.get('targetPortal').str}`.length > 64) volume.get('name').invalid('is too long: name and iscsi.targetPortal may have 64 characters together');
  if (volume.has('ephemeral') && podName && name !== '') for (const problem of dnsSubdomain(`${podName}-${name}`)) volume.get('name').invalid(`names a claim ${podName}-${name} that ${problem}`);
}

const podSources: SourceChecks = {
  ...sourceChecks,
  emptyDir: (source) => {
    if ((quantityOf(source.get('sizeLimit')) ?? 0n) < 0n) source.get('sizeLimit').forbidden('must be 0 or more');
  },
  secret: (source) => {
    if (source.get('secretName').str === '') source.get('secretName').required();
    checkItems(source);
  },
  configMap: (source) => {
    if (source.get('name').str === '') source.get('name').required();
    checkItems(source);
  },
  persistentVolumeClaim: (source) => {
    if (source.get('claimName').str === '') source.get('claimName').required();
  },
  downwardAPI: (source) => {
    fileMode(source.get('defaultMode'));
    for (const file of source.get('items').items()) checkDownwardFile(file, source);
  },
  projected: checkProjected,
  ephemeral: (source) => {
    const template = source.get('volumeClaimTemplate');
    if (!template.present) return template.required();
    checkClaimTemplateMetadata(template.get('metadata'));
    checkClaimSpec(template.get('spec'));
  },
  image: (source) => {
    if (podLevelReference(source)) source.get('reference').required();
    const policy = source.get('pullPolicy');
    if (policy.str !== '' && !['Always', 'IfNotPresent', 'Never'].includes(policy.str)) policy.notSupported(['Always', 'IfNotPresent', 'Never']);
  },
};
/** A template may leave the reference open, a Pod may not. */
function podLevelReference(source: Node): boolean {
  return source.field.startsWith('spec.volumes') && source.get('reference').str === '';
}
function checkItems(source: Node): void {
  fileMode(source.get('defaultMode'));
  for (const item of source.get('items').items()) checkKeyToPath(item);
}
