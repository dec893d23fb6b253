import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';

/** What the controller does with a sealed value (sealed-secrets pkg/crypto HybridDecrypt), for tests. Throws where the label is another. */
export function unseal(sealed: string, privateKey: string, label: string): string {
  const data = Buffer.from(sealed, 'base64');
  const length = data.readUInt16BE(0);
  const session = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(label) }, data.subarray(2, 2 + length));
  const cipher = createDecipheriv('aes-256-gcm', session, Buffer.alloc(12));
  cipher.setAuthTag(data.subarray(-16));
  return Buffer.concat([cipher.update(data.subarray(2 + length, -16)), cipher.final()]).toString('utf8');
}
