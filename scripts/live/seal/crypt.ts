import { webcrypto, X509Certificate } from 'node:crypto';

/** Who may open a sealed value: one Secret, a namespace's Secrets, or any. */
export type Scope = 'strict' | 'namespace-wide' | 'cluster-wide';

export interface SealingKey {
  readonly key: webcrypto.CryptoKey;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** The public key of a controller's certificate; a sentence where the text is none. */
export async function readCertificate(pem: string): Promise<SealingKey | string> {
  try {
    const certificate = new X509Certificate(pem);
    if (certificate.publicKey.asymmetricKeyType !== 'rsa') return `the certificate has a key of type ${certificate.publicKey.asymmetricKeyType}, not RSA`;
    const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
    const key = await webcrypto.subtle.importKey('spki', new Uint8Array(spki), { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
    return { key, validFrom: new Date(certificate.validFrom), validTo: new Date(certificate.validTo) };
  } catch {
    return 'is no certificate in PEM form (-----BEGIN CERTIFICATE-----)';
  }
}

/**
 * Seals a value as kubeseal does (sealed-secrets pkg/crypto HybridEncrypt): a new AES-256-GCM key, encrypted by RSA-OAEP with SHA-256 whose
 * label is the scope's, then the value, encrypted by that key; the nonce is zero because no key is used twice. Base64 of length || key || value.
 */
export async function seal(value: Uint8Array, { key }: SealingKey, scope: Scope, namespace: string, name: string): Promise<string> {
  const session = webcrypto.getRandomValues(new Uint8Array(32));
  const sessionKey = await webcrypto.subtle.importKey('raw', session, 'AES-GCM', false, ['encrypt']);
  const label = new TextEncoder().encode(scope === 'cluster-wide' ? '' : scope === 'namespace-wide' ? namespace : `${namespace}/${name}`);
  const locked = new Uint8Array(await webcrypto.subtle.encrypt({ name: 'RSA-OAEP', label }, key, session));
  const sealed = new Uint8Array(await webcrypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, sessionKey, new Uint8Array(value)));
  session.fill(0);
  return Buffer.concat([Uint8Array.of(locked.length >> 8, locked.length & 255), locked, sealed]).toString('base64');
}

const scopes = ['cluster-wide', 'namespace-wide'] as const;

/** The scope that a SealedSecret's annotations give it. */
export function scopeOf(annotations: Readonly<Record<string, unknown>>): Scope {
  return scopes.find((scope) => annotations[`sealedsecrets.bitnami.com/${scope}`] === 'true') ?? 'strict';
}
