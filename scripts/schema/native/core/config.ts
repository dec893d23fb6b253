import { checkText, configMapKey } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { base64Size } from '../kit/values.ts';

/** ConfigMap and Secret. Upstream: pkg/apis/core/validation/validation.go ValidateConfigMap, ValidateSecret. */
const limit = 1024 * 1024;

export function checkConfigMap(object: Node): void {
  const [data, binary] = [object.get('data'), object.get('binaryData')];
  let size = 0;
  for (const [key, value] of data.entries()) {
    checkText(value, configMapKey, key);
    if (binary.has(key)) value.invalid('is a key of binaryData too', key);
    size += Buffer.byteLength(value.str);
  }
  for (const [key, value] of binary.entries()) {
    checkText(value, configMapKey, key);
    size += base64Size(value.str);
  }
  if (size > limit) object.as('[]').tooLong(limit);
}

const dockerKeys: Readonly<Record<string, string>> = { 'kubernetes.io/dockercfg': '.dockercfg', 'kubernetes.io/dockerconfigjson': '.dockerconfigjson' };
export function checkSecret(object: Node): void {
  const data = object.get('data');
  const merged = secretData(object);
  let size = 0;
  for (const [key, value] of merged) {
    checkText(data.key(key), configMapKey, key);
    size += value.encoded ? base64Size(value.text) : Buffer.byteLength(value.text);
  }
  if (size > limit) data.tooLong(limit);
  const need = (key: string, why: string): void => {
    if (!merged.has(key)) data.key(key).required(why);
  };
  const type = object.get('type').str;
  const docker = dockerKeys[type];
  if (type === 'kubernetes.io/service-account-token') {
    const account = object.get('metadata').get('annotations').key('kubernetes.io/service-account.name');
    if (account.str === '') account.required('a token needs the name of its ServiceAccount');
  } else if (docker !== undefined) {
    need(docker, `type ${type} needs it`);
    const value = merged.get(docker);
    if (value !== undefined && !isJsonObject(value.encoded ? Buffer.from(value.text, 'base64').toString('utf8') : value.text)) data.key(docker).invalid('must hold a JSON object', '');
  } else if (type === 'kubernetes.io/basic-auth') {
    if (!merged.has('username') && !merged.has('password')) for (const key of ['username', 'password']) need(key, `type ${type} needs a username or a password`);
  } else if (type === 'kubernetes.io/ssh-auth') {
    if ((merged.get('ssh-privatekey')?.text ?? '') === '') data.key('ssh-privatekey').required(`type ${type} needs it`);
  } else if (type === 'kubernetes.io/tls') for (const key of ['tls.crt', 'tls.key']) need(key, `type ${type} needs it`);
}
/** stringData overrides data. */
function secretData(object: Node): Map<string, { readonly text: string; readonly encoded: boolean }> {
  const entries = new Map<string, { text: string; encoded: boolean }>();
  for (const [key, value] of object.get('data').entries()) entries.set(key, { text: value.str, encoded: true });
  for (const [key, value] of object.get('stringData').entries()) entries.set(key, { text: value.str, encoded: false });
  return entries;
}
/** null decodes into a Go map as well. */
function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}
