import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { dirname, resolve } from 'node:path';
import { parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { isObject } from '../../lib/json.ts';
import { text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import { exchange } from './exchange.ts';
import { fail, oneLine, type Result } from './failure.ts';

export interface OidcOptions {
  /** The kubeconfig that holds the user; renewed tokens are written back into it, as kubectl does, since they end the old ones. */
  readonly file: string;
  readonly userName: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The id token of the auth-provider `oidc` (client-go plugin/pkg/client/auth/oidc), renewed with its refresh token where it is over. */
export async function renewOidc(config: JsonObject, { file, userName, timeoutMs, signal }: OidcOptions): Promise<Result<{ readonly token: string; readonly until: number }>> {
  const until = expiryOf(text(config, 'id-token'));
  if (until !== undefined && until - 10_000 > Date.now()) return { ok: true, value: { token: text(config, 'id-token'), until: until - 10_000 } };
  const [issuer, client, refresh] = ['idp-issuer-url', 'client-id', 'refresh-token'].map((key) => text(config, key)) as [string, string, string];
  const over = until === undefined ? `user "${userName}" has no token` : `the token of user "${userName}" expired on ${new Date(until).toISOString().slice(0, 10)}`;
  if (issuer === '' || client === '' || refresh === '') return fail('unauthorized', `${over}, and the kubeconfig has nothing to renew it with (refresh-token); log in again`);
  const refused = (why: string) => fail('unauthorized', `${over}, and ${issuer} does not renew it: ${why}; log in again`);
  try {
    accessSync(file, constants.W_OK);
  } catch {
    return fail('credentials', `${over}; ${file} may not be written, so a new one could not be kept: log in again`);
  }
  const data = text(config, 'idp-certificate-authority-data');
  const path = text(config, 'idp-certificate-authority');
  let ca: string | undefined;
  try {
    ca = data !== '' ? Buffer.from(data, 'base64').toString() : path === '' ? undefined : readFileSync(resolve(dirname(file), path), 'utf8');
  } catch {
    return fail('kubeconfig', `idp-certificate-authority of user "${userName}" names ${path}, which cannot be read`);
  }
  const agent = new Agent({ ...(ca !== undefined && { ca }) });
  const ask = async (address: string, form?: URLSearchParams): Promise<JsonObject | string> => {
    let url: URL;
    try {
      url = new URL(address);
    } catch {
      return `"${address}" is no address`;
    }
    const got = await exchange({ ...(url.protocol === 'https:' && { agent }), headers: {} }, {
      url, method: form === undefined ? 'GET' : 'POST', timeoutMs, maxBytes: 1 << 20, ...(signal !== undefined && { signal }),
      headers: { accept: 'application/json', ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }) }, ...(form !== undefined && { body: form.toString() }),
    });
    if (got.end !== 'answer') return got.end === 'error' ? oneLine(got.error.message) : got.end === 'timeout' ? `no answer within ${timeoutMs / 1000} s` : 'it broke off';
    const body = parse(got.body);
    if (got.status < 400 && isObject(body)) return body;
    return isObject(body) && typeof body['error'] === 'string' ? oneLine(`${body['error']} ${text(body, 'error_description')}`) : `it answered ${got.status}`;
  };
  try {
    const found = await ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (typeof found === 'string') return refused(found);
    const secret = text(config, 'client-secret');
    const made = await ask(text(found, 'token_endpoint'), new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh, client_id: client, ...(secret !== '' && { client_secret: secret }) }));
    if (typeof made === 'string') return refused(made);
    const token = text(made, 'id_token');
    if (token === '') return refused('its answer holds no id_token');
    keep(file, userName, { 'id-token': token, 'refresh-token': text(made, 'refresh_token') || refresh });
    return { ok: true, value: { token, until: (expiryOf(token) ?? Date.now() + 60_000) - 10_000 } };
  } finally {
    agent.destroy();
  }
}

/** Milliseconds since 1970; undefined for what is no JWT with an end. */
export function expiryOf(token: string): number | undefined {
  const claims = parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return isObject(claims) && typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : undefined;
}

/** Puts values into the user's auth-provider; all else in the file stays as it is. */
function keep(file: string, userName: string, values: Readonly<Record<string, string>>): void {
  const document = parseDocument(readFileSync(file, 'utf8'));
  const users = document.get('users') as YAMLSeq<YAMLMap> | undefined;
  const index = users?.items.findIndex((each) => each.get('name') === userName) ?? -1;
  if (index < 0) return;
  for (const [key, value] of Object.entries(values)) document.setIn(['users', index, 'user', 'auth-provider', 'config', key], value);
  // Whole or not at all: others read it, too.
  const next = `${file}.${process.pid}.new`;
  writeFileSync(next, document.toString({ lineWidth: 0 }), { mode: statSync(file).mode & 0o777 });
  renameSync(next, file);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
