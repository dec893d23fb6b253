import { isObject, setKey } from '../lib/json.ts';
import { object } from '../lib/object.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { placeholder } from './inputs.ts';

/** True for a manifest that SOPS encrypted: it carries a `sops` block with a MAC (decryptor.go IsEncryptedSecret). */
export function isEncrypted(body: JsonObject): boolean {
  const sops = object(body, 'sops');
  return typeof sops['mac'] === 'string' || typeof sops['lastmodified'] === 'string';
}

/** The first key of a Secret whose value is a whole file that SOPS encrypted, as a generator takes it in (decryptor.go DecryptResource). */
export function sealedKey(body: JsonObject): string | undefined {
  return Object.entries(object(body, 'data')).find(([, value]) => {
    const content = typeof value === 'string' ? Buffer.from(value, 'base64').toString() : '';
    return content.includes('ENC[AES256_GCM,') && /(?:^|[\s"_])sops(?:["_:]|$)/m.test(content);
  })?.[0];
}

/**
 * The manifest as decryption would leave it, without any key: each `ENC[…,type:T]` becomes a stand-in of its type, and the
 * `sops` block goes. In a Secret's `data` the stand-in is base64.
 */
export function replaceEncrypted(body: JsonObject): JsonObject {
  const { sops: _, ...rest } = body;
  return convert(rest, '', false) as JsonObject;

  function convert(value: Json, key: string, inData: boolean): Json {
    if (typeof value === 'string') return decode(value, key, inData);
    if (Array.isArray(value)) return value.map((item) => convert(item, key, inData));
    if (!isObject(value)) return value;
    const out: JsonObject = {};
    for (const [name, item] of Object.entries(value)) setKey(out, name, convert(item, name, inData || (body['kind'] === 'Secret' && name === 'data' && value === rest)));
    return out;
  }
}

function decode(value: string, key: string, base64: boolean): Json {
  const type = /^ENC\[[A-Z0-9_]+,data:[^\]]*,type:(\w+)\]$/s.exec(value)?.[1];
  if (type === undefined) return value;
  if (type === 'int') return 0;
  if (type === 'float') return 0.5;
  if (type === 'bool') return false;
  return base64 ? Buffer.from(placeholder(key)).toString('base64') : placeholder(key);
}
