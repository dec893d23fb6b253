import { readFileSync } from 'node:fs';
import { isObject } from '../../lib/json.ts';
import { list, object, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import { type ExecPlugin, runPlugin } from './exec.ts';
import { fail, type Result } from './failure.ts';
import type { Chosen } from './kubeconfig.ts';
import { renewOidc } from './oidc.ts';

export interface CredentialOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pluginTimeoutMs: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What the user entry of a kubeconfig comes to: one that needs no program, file of a token or login server any more. */
export interface Credentials {
  readonly user: JsonObject;
  /** Milliseconds since 1970 until which they hold; Infinity where nothing tells. */
  readonly until: number;
}

/** Runs the credential plugin, reads the token file, asks the login server: whatever the user entry says. */
export async function obtain(chosen: Chosen, { env, pluginTimeoutMs, timeoutMs, signal }: CredentialOptions): Promise<Result<Credentials>> {
  const { cluster, user, userName, file } = chosen;
  const { exec, tokenFile, 'auth-provider': provider, ...plain } = user;
  if (isObject(exec)) {
    const run = await runPlugin(exec as unknown as ExecPlugin, { file, cluster, env, timeoutMs: pluginTimeoutMs, ...(signal !== undefined && { signal }) });
    if (!run.ok) return run;
    const { token, certificate, key, expires } = run.value;
    const pair = certificate !== undefined && key !== undefined && { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) };
    return { ok: true, value: { user: { ...plain, ...(token !== undefined && { token }), ...pair }, until: expires === undefined ? Infinity : expires - 10_000 } };
  }
  if (typeof tokenFile === 'string' && tokenFile !== '') {
    // The kubelet renews a pod's token; client-go reads it again as often.
    return { ok: true, value: { user: { ...plain, token: readFileSync(tokenFile, 'utf8').trim() }, until: Date.now() + 60_000 } };
  }
  if (isObject(provider)) {
    const name = text(provider, 'name');
    if (name !== 'oidc') return fail('kubeconfig', `user "${userName}" logs in with the auth-provider "${name}", which Kubernetes clients no longer have (1.26); use its credential plugin (exec)`);
    const renewed = await renewOidc(object(provider, 'config'), { file, userName, timeoutMs, ...(signal !== undefined && { signal }) });
    return renewed.ok ? { ok: true, value: { user: { ...plain, token: renewed.value.token }, until: renewed.value.until } } : renewed;
  }
  return { ok: true, value: { user: plain, until: Infinity } };
}

/** The headers with which a user asks as somebody else (`as`, `as-uid`, `as-groups`, `as-user-extra`). */
export function impersonation(user: JsonObject): Readonly<Record<string, string | readonly string[]>> {
  const words = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');
  const named = [['Impersonate-User', 'as'], ['Impersonate-Uid', 'as-uid']].flatMap(([header, key]) => (text(user, key!) === '' ? [] : [[header!, text(user, key!)] as const]));
  const groups = words(list(user, 'as-groups'));
  const extra = Object.keys(object(user, 'as-user-extra')).map((key) => [`Impersonate-Extra-${encodeURIComponent(key)}`, words(list(user, 'as-user-extra', key))] as const);
  return Object.fromEntries<string | readonly string[]>([...named, ...(groups.length > 0 ? [['Impersonate-Group', groups] as const] : []), ...extra]);
}

function base64(value: string): string {
  return Buffer.from(value).toString('base64');
}
