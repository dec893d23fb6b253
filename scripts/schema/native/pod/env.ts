import { checkEnum, checkRequiredText, checkText, configMapKey, dnsLabel, dnsSubdomain, envVarName, qualifiedName } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { quantityOf } from '../../quantity.ts';
import { units } from '../kit/quantity.ts';
import { noBacksteps } from '../kit/paths.ts';

/** Environment variables and where they come from. Upstream: pkg/apis/core/validation/validation.go ValidateEnv, ValidateEnvFrom. */
const envFields = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'];
export const volumeFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
/** What the downward API can name at all. Upstream: pkg/apis/core/pods/helpers.go ConvertDownwardAPIFieldLabel. */
const convertible = new Set(['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName', 'spec.schedulerName', 'status.phase', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs', 'spec.host']);
const resourceFields = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];

export function checkEnv(env: Node): void {
  for (const item of env.items()) {
    checkRequiredText(item.get('name'), envVarName);
    const from = item.get('valueFrom');
    if (!from.present) continue;
    const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'].filter((key) => from.has(key));
    if (from.has('fieldRef')) checkFieldRef(from.get('fieldRef'), envFields);
    if (from.has('resourceFieldRef')) checkResourceFieldRef(from.get('resourceFieldRef'), false);
    for (const key of ['configMapKeyRef', 'secretKeyRef']) if (from.has(key)) checkKeyRef(from.get(key));
    if (from.has('fileKeyRef')) checkFileKeyRef(from.get('fileKeyRef'));
    if (sources.length === 0) from.invalid('must be one of fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef and fileKeyRef', '');
    else if (item.get('value').str !== '') from.invalid('may not stand beside a value', '');
    else if (sources.length > 1) from.invalid(`may have one source only; it has ${sources.join(', ')}`, '');
  }
}

export function checkFieldRef(ref: Node, fields: readonly string[]): void {
  const path = ref.get('fieldPath');
  if (path.str === '') return path.required();
  if (ref.get('apiVersion').str !== '' && ref.get('apiVersion').str !== 'v1') return path.invalid('can only be read in apiVersion v1');
  const subscript = /^(metadata\.(?:annotations|labels)|[^[]*)\['([^]*)'\]$/.exec(path.str);
  if (subscript !== null) {
    const [, base = '', key = ''] = subscript;
    if (base !== 'metadata.annotations' && base !== 'metadata.labels') return path.invalid('is no field that a Pod can refer to');
    return checkText(ref, qualifiedName, base === 'metadata.annotations' ? key.toLowerCase() : key);
  }
  if (!convertible.has(path.str)) return path.invalid('is no field that a Pod can refer to');
  checkEnum(path, fields, path.str === 'spec.host' ? 'spec.nodeName' : path.str);
}

const powers = (base: bigint): ReadonlySet<bigint> => new Set([0n, 1n, 2n, 3n, 4n, 5n, 6n].map((power) => units(base ** power)));
/** The server compares the canonical text: 1000 is 1k there, but 1024 is not 1Ki. */
const memoryDivisors = { DecimalSI: powers(1000n), BinarySI: powers(1024n), DecimalExponent: new Set([units(1)]) } as const;
export function checkResourceFieldRef(ref: Node, inVolume: boolean): void {
  const resource = ref.get('resource');
  const hugePages = /^(requests|limits)\.hugepages-/.test(resource.str);
  if (inVolume && ref.get('containerName').str === '') ref.get('containerName').required();
  else if (resource.str === '') resource.required();
  else if (!hugePages) checkEnum(resource, resourceFields);
  const { nano: divisor, format } = quantityOf(ref.get('divisor').value) ?? { nano: 0n, format: 'DecimalSI' };
  if (divisor === 0n) return;
  if (resource.str.endsWith('.cpu') && resourceFields.includes(resource.str)) {
    if (divisor !== units(1) && divisor !== units(1) / 1000n) ref.get('divisor').invalid('must be 1m or 1 for cpu');
  } else if ((hugePages || resourceFields.includes(resource.str)) && !memoryDivisors[format].has(divisor)) ref.get('divisor').invalid('must be 1 or one of 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei');
}

function checkKeyRef(ref: Node): void {
  checkText(ref.get('name'), dnsSubdomain);
  checkRequiredText(ref.get('key'), configMapKey);
}
function checkFileKeyRef(ref: Node): void {
  checkRequiredText(ref.get('key'), envVarName);
  checkRequiredText(ref.get('volumeName'), dnsLabel);
  const path = ref.get('path');
  if (path.str === '') path.required();
  else noBacksteps(path);
}

export function checkEnvFrom(envFrom: Node): void {
  for (const item of envFrom.items()) {
    const prefix = item.get('prefix');
    if (prefix.str !== '') checkText(prefix, envVarName);
    const sources = ['configMapRef', 'secretRef'].filter((key) => item.has(key));
    for (const key of sources) checkRequiredText(item.get(key).get('name'), (text) => dnsSubdomain(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text));
    if (sources.length === 0) item.named(envFrom).invalid('must have a configMapRef or a secretRef', '');
    else if (sources.length > 1) item.named(envFrom).invalid('may have a configMapRef or a secretRef, not both', '');
  }
}
