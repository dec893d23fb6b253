import { createHash } from 'node:crypto';
import { byteLength, checkEnum, checkSignerName, checkText, clusterTrustBundleName } from './kit/names.ts';
import type { Node } from './kit/node.ts';

/** Kinds of certificates.k8s.io. Upstream: pkg/apis/certificates/validation/validation.go. */
const usages = ['any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only', 'digital signature', 'email protection', 'encipher only', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime', 'server auth', 'signing', 'timestamping'];

export function checkSigningRequest(object: Node): void {
  const spec = object.get('spec');
  const [request, list, signer, seconds] = [spec.get('request'), spec.get('usages'), spec.get('signerName'), spec.get('expirationSeconds')];
  const text = Buffer.from(request.str, 'base64').toString('latin1');
  if (pemBlocks(text, 'CERTIFICATE REQUEST') === 0) request.invalid('must hold a PEM block CERTIFICATE REQUEST', '');
  if (list.length === 0) list.required();
  const seen = new Set<string>();
  for (const usage of list.items()) {
    checkEnum(usage, usages);
    if (seen.has(usage.str)) usage.duplicate();
    seen.add(usage.str);
  }
  if (signer.str === 'kubernetes.io/legacy-unknown') signer.invalid('is not allowed in this version of the API');
  else checkSignerName(signer);
  if (seconds.present && seconds.num < 600) seconds.invalid('must be at least 600 (10 minutes)');
}
function pemBlocks(text: string, type: string): number {
  return [...text.matchAll(/-----BEGIN ([^-]+)-----\r?\n([A-Za-z0-9+/=\s]+)-----END \1-----/g)].filter((match) => match[1] === type).length;
}

export function checkClusterTrustBundle(object: Node): void {
  const [spec, name] = [object.get('spec'), object.get('metadata').get('name')];
  const [signer, bundle] = [spec.get('signerName'), spec.get('trustBundle')];
  if (name.str !== '') checkText(name, clusterTrustBundleName(signer.str));
  if (signer.str !== '') checkSignerName(signer);
  if (byteLength(bundle.str) > 1024 * 1024) return bundle.tooLong(1024 * 1024);
  const blocks = [...bundle.str.matchAll(/-----BEGIN ([^-]+)-----\r?\n([A-Za-z0-9+/=\s]+)-----END \1-----/g)];
  if (blocks.some((block) => block[1] !== 'CERTIFICATE')) bundle.invalid('may only hold PEM blocks CERTIFICATE', '');
  else if (blocks.length === 0) bundle.invalid('must hold at least one PEM block CERTIFICATE', '');
  const digests = blocks.map((block) => createHash('sha256').update((block[2] ?? '').replace(/\s/g, '')).digest('hex'));
  if (new Set(digests).size < digests.length) bundle.invalid('holds a certificate twice', '');
}
