import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** An ed25519 key pair as ssh-keygen writes it (openssh-portable PROTOCOL.key), which Flux and ssh read alike. */
export function newIdentity(comment: string): { readonly identity: string; readonly 'identity.pub': string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const own = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  const blob = Buffer.concat([field('ssh-ed25519'), field(own)]);
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, blob, field(Buffer.concat([seed, own])), field(comment)]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, i) => i + 1));
  const whole = Buffer.concat([Buffer.from('openssh-key-v1\0'), field('none'), field('none'), field(''), number(1), field(blob), field(Buffer.concat([secret, padding]))]);
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? [];
  return { identity: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`, 'identity.pub': `ssh-ed25519 ${blob.toString('base64')} ${comment}\n` };
}

function field(data: Uint8Array | string): Buffer {
  const bytes = Buffer.from(data as string);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
