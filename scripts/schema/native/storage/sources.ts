import { checkEnum, checkRequiredText, checkText, dnsLabel, dnsSubdomain } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { localDescendingPath, noBacksteps } from '../kit/paths.ts';
import { inRange } from '../kit/values.ts';

/** Checks of volume sources by the key under which they are written. */
export type SourceChecks = Readonly<Record<string, (source: Node, owner: Node) => void>>;

/** The server names some sources by other words; the rules of the first source found apply. */
const spelling: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };
const spellingOfSecond: Readonly<Record<string, string>> = { downwardAPI: 'downwarAPI', cephfs: 'cephFS' };

/**
 * At most one source; says how many there are. `flexBesides`: the server lets a persistent volume have a flexVolume beside another.
 * Upstream: validateVolumeSource, ValidatePersistentVolumeSpec.
 */
export function checkSource(owner: Node, order: readonly string[], checks: SourceChecks, flexBesides = false): number {
  const present = order.filter((kind) => owner.has(kind));
  const [first] = present;
  for (const kind of present.slice(1)) {
    if (kind === 'flexVolume' && flexBesides) checks[kind]?.(owner.get(kind), owner);
    else owner.get(kind, spellingOfSecond[kind]).forbidden(`may not stand beside ${first}: a volume has one type`);
  }
  if (first !== undefined) checks[first]?.(owner.get(first, spelling[first]), owner);
  return present.length;
}

function need(source: Node, ...keys: string[]): void {
  for (const key of keys) if (source.get(key).length === 0 && source.get(key).str === '') source.get(key).required();
}
function secretRef(source: Node, ...keys: string[]): void {
  if (source.has('secretRef')) need(source.get('secretRef'), ...keys);
}

/** iSCSI names: iqn., eui. and naa. formats. */
const iscsiNames: Readonly<Record<string, RegExp>> = { iqn: /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9.-]+)(:[^,;*&$|\s]+)$/, eui: /^eui.[a-zA-Z0-9]{16}$/, naa: /^naa.[a-zA-Z0-9]{32}$/ };
function checkIscsiName(node: Node): void {
  const pattern = iscsiNames[node.str.slice(0, 3)];
  if (pattern === undefined) node.invalid('must be an iSCSI name that starts with iqn, eui or naa');
  else if (!pattern.test(node.str)) node.invalid(`is no valid ${node.str.slice(0, 3)} name`);
}
function iscsi(source: Node): void {
  need(source, 'targetPortal', 'iqn');
  if (source.get('iqn').str !== '') checkIscsiName(source.get('iqn'));
  inRange(source.get('lun'), 0, 255);
  if ((source.get('chapAuthDiscovery').bool || source.get('chapAuthSession').bool) && !source.has('secretRef')) source.get('secretRef').required('CHAP needs a secret');
  if (source.has('initiatorName')) checkIscsiName(source.get('initiatorName', 'initiatorname'));
}
function reserved(options: Node): void {
  for (const [key, entry] of options.entries()) {
    const domain = `.${(key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`;
    if (domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io')) entry.invalid('is in the reserved domains kubernetes.io and k8s.io', key);
  }
}
function azureDisk(source: Node): void {
  need(source, 'diskName', 'diskURI');
  if (source.has('cachingMode')) checkEnum(source.get('cachingMode'), ['None', 'ReadOnly', 'ReadWrite']);
  if (!source.has('kind')) {
    // the default kind, Shared, asks for a blob's URI
    if (!source.get('diskURI').str.startsWith('https://')) source.get('diskURI').notSupported(['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd']);
    return;
  }
  checkEnum(source.get('kind'), ['Dedicated', 'Managed', 'Shared']);
  const managed = source.get('kind').str === 'Managed';
  const prefix = managed ? '/subscriptions/' : 'https://';
  if (!source.get('diskURI').str.startsWith(prefix))
    source.get('diskURI').notSupported([managed ? '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}' : 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd']);
}

/** host:port pairs. */
const hostPort = /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/;
const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** Sources that Pods and persistent volumes share. Upstream: pkg/apis/core/validation/validation.go. */
export const sourceChecks: SourceChecks = {
  hostPath: (source) => {
    const path = source.get('path');
    if (path.str === '') return path.required();
    noBacksteps(path);
    if (source.has('type')) checkEnum(source.get('type'), hostPathTypes);
  },
  gitRepo: (source) => {
    need(source, 'repository');
    localDescendingPath(source.get('directory'));
  },
  gcePersistentDisk: (source) => {
    need(source, 'pdName');
    inRange(source.get('partition'), 0, 255);
  },
  awsElasticBlockStore: (source) => {
    need(source, 'volumeID');
    inRange(source.get('partition'), 0, 255);
  },
  nfs: (source) => {
    need(source, 'server', 'path');
    if (!source.get('path').str.startsWith('/')) source.get('path').invalid('must be an absolute path', source.get('path').str);
  },
  iscsi,
  glusterfs: (source) => need(source, 'endpoints', 'path'),
  flocker: (source) => {
    const [name, uuid] = [source.get('datasetName'), source.get('datasetUUID')];
    if (name.str === '' && uuid.str === '') source.required('write datasetName or datasetUUID');
    if (name.str !== '' && uuid.str !== '') source.invalid('may have a datasetName or a datasetUUID, not both', 'resource');
    if (name.str.includes('/')) name.invalid("must not contain '/'");
  },
  rbd: (source) => need(source, 'monitors', 'image'),
  cinder: (source) => {
    need(source, 'volumeID');
    secretRef(source, 'name');
  },
  cephfs: (source) => need(source, 'monitors'),
  quobyte: (source) => {
    const [registry, tenant] = [source.get('registry'), source.get('tenant')];
    if (registry.str === '') registry.required('write host:port, or several with commas');
    else if (tenant.str.length >= 65) tenant.required('a tenant is a UUID of at most 64 characters');
    else for (const pair of registry.str.split(',')) if (!hostPort.test(pair)) registry.invalid('must be host:port, or several with commas');
    need(source, 'volume');
  },
  fc: (source) => {
    const [wwns, wwids, lun] = [source.get('targetWWNs'), source.get('wwids'), source.get('lun')];
    if (wwns.length === 0 && wwids.length === 0) wwns.required('write targetWWNs or wwids');
    if (wwns.length > 0 && wwids.length > 0) wwns.invalid('may not stand beside wwids');
    if (wwns.length === 0) return;
    if (!lun.present) lun.required('targetWWNs need a lun');
    else inRange(lun, 0, 255);
  },
  flexVolume: (source) => {
    need(source, 'driver');
    reserved(source.get('options'));
  },
  azureFile: (source) => need(source, 'secretName', 'shareName'),
  vsphereVolume: (source) => need(source, 'volumePath'),
  photonPersistentDisk: (source) => need(source, 'pdID'),
  portworxVolume: (source) => need(source, 'volumeID'),
  azureDisk,
  storageos: (source) => {
    checkRequiredText(source.get('volumeName'), dnsLabel);
    if (source.get('volumeNamespace').str !== '') checkText(source.get('volumeNamespace'), dnsLabel);
    secretRef(source, 'name');
  },
  scaleIO: (source) => need(source, 'gateway', 'system', 'volumeName'),
  csi: (source) => {
    checkCsiDriverName(source.get('driver'));
    const ref = source.get('nodePublishSecretRef');
    if (!ref.present) return;
    if (ref.get('name').str === '') ref.get('name').required();
    else checkText(ref.get('name').named(source.as('name')), dnsSubdomain);
  },
};

export function checkCsiDriverName(node: Node): void {
  if (node.str === '') return node.required();
  if (Buffer.byteLength(node.str) > 63) node.tooLong(63);
  checkText(node, (text) => dnsSubdomain(text.toLowerCase()));
}
export { need, secretRef, iscsi };
