import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Agent, RequestOptions } from 'node:https';
import { isObject } from '../../lib/json.ts';
import { list, text } from '../../lib/object.ts';
import { type ExecPlugin, runPlugin } from './exec.ts';
import { fail, oneLine, type Result } from './failure.ts';
import type { Chosen } from './kubeconfig.ts';
import { proxyFromEnvironment } from './proxy.ts';

/** What a request needs: the way to the server (TLS, proxy) and who asks. */
export interface Access {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
}

export interface AccessOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pluginTimeoutMs: number;
  /** How many connections may be open at once. */
  readonly connections: number;
  readonly signal?: AbortSignal;
}

/**
 * Opens the way to a cluster: a function that gives the access for the next request and renews what has expired. The Kubernetes
 * client makes agents and tokens (TLS, HTTP and SOCKS proxies, OIDC); what it lacks is done here: a time limit on plugins,
 * `tokenFile`, impersonated groups, the environment's proxy, kept connections.
 */
export async function openAccess(chosen: Chosen, options: AccessOptions): Promise<Result<() => Promise<Result<Access>>>> {
  const { cluster, user, file } = chosen;
  const server = readServer(chosen);
  if (!server.ok) return server;
  for (const [holder, key] of [[cluster, 'certificate-authority'], [user, 'client-certificate'], [user, 'client-key'], [user, 'tokenFile']] as const) {
    const path = text(holder, key);
    if (path === '') continue;
    try {
      readFileSync(path);
    } catch {
      return fail('kubeconfig', `${key} of context "${chosen.context}" names ${path}, which cannot be read`);
    }
  }
  const expired = expiry(chosen);
  if (expired !== undefined) return fail('unauthorized', expired);
  const { KubeConfig } = await import('@kubernetes/client-node');
  const plugin = isObject(user['exec']) ? (user['exec'] as unknown as ExecPlugin) : undefined;
  const proxy = text(cluster, 'proxy-url') || proxyFromEnvironment(server.value, options.env);
  let made: { readonly access: Access; readonly until: number } | undefined;
  const make = async (): Promise<Result<Access>> => {
    if (made !== undefined && made.until > Date.now()) return { ok: true, value: made.access };
    const { exec: _, tokenFile, ...known } = user as Record<string, unknown>;
    let until = Infinity;
    if (typeof tokenFile === 'string' && tokenFile !== '') {
      known['token'] = readFileSync(tokenFile, 'utf8').trim();
      // The kubelet renews a pod's token; client-go reads it again as often.
      until = Date.now() + 60_000;
    }
    if (plugin !== undefined) {
      const run = await runPlugin(plugin, { file, cluster, env: options.env, timeoutMs: options.pluginTimeoutMs, ...(options.signal !== undefined && { signal: options.signal }) });
      if (!run.ok) return run;
      const { token, certificate, key, expires } = run.value;
      if (token !== undefined) known['token'] = token;
      if (certificate !== undefined && key !== undefined) Object.assign(known, { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) });
      if (expires !== undefined) until = expires - 10_000;
    }
    if (isObject(user['auth-provider'])) until = Date.now() + 30_000;
    try {
      const config = new KubeConfig();
      // An address without TLS has no certificate to skip; the client asks for the word all the same.
      const plain = server.value.protocol === 'http:' && { 'insecure-skip-tls-verify': true };
      const way = { ...cluster, ...plain, ...(proxy !== undefined && { 'proxy-url': proxy }) };
      config.loadFromString(JSON.stringify({ clusters: [{ name: 'c', cluster: way }], users: [{ name: 'u', user: known }], contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }], 'current-context': 'x' }));
      const opened: RequestOptions = {};
      await config.applyToHTTPSOptions(opened);
      const agent = opened.agent as Agent & { keepAlive: boolean };
      Object.assign(agent, { keepAlive: true, maxSockets: options.connections });
      const headers: Record<string, string> = { ...(opened.headers as Record<string, string> | undefined), ...(typeof opened.auth === 'string' && { Authorization: `Basic ${base64(opened.auth)}` }) };
      const groups = list(user, 'as-groups').filter((group) => typeof group === 'string');
      if (groups.length > 0) Object.assign(headers, { 'Impersonate-Group': groups });
      if (text(user, 'as-uid') !== '') Object.assign(headers, { 'Impersonate-Uid': text(user, 'as-uid') });
      made?.access.agent.destroy();
      made = { access: { agent, headers }, until };
      return { ok: true, value: { agent, headers } };
    } catch (error) {
      return fail('credentials', `the credentials of context "${chosen.context}" cannot be used: ${oneLine((error as Error).message)}`);
    }
  };
  return { ok: true, value: make };
}

export function readServer({ cluster, clusterName }: Chosen): Result<URL> {
  const address = text(cluster, 'server');
  try {
    const url = new URL(address);
    if (url.protocol === 'https:' || url.protocol === 'http:') return { ok: true, value: url };
  } catch {
    // Told below.
  }
  return fail('kubeconfig', `the cluster "${clusterName}" of the kubeconfig has no address such as https://192.0.2.1:6443 (server: "${address}")`);
}

/** A certificate or token of which one can see that it is over. */
function expiry({ user, userName }: Chosen): string | undefined {
  const path = text(user, 'client-certificate');
  const pem = path === '' ? Buffer.from(text(user, 'client-certificate-data'), 'base64').toString() : readFileSync(path, 'utf8');
  const ends = pem === '' ? NaN : certificateEnd(pem);
  if (ends < Date.now()) return `the client certificate of user "${userName}" expired on ${day(ends)}; get a new kubeconfig`;
  const claims = text(user, 'token').split('.')[1];
  if (claims === undefined) return undefined;
  try {
    const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp?: number };
    if (typeof exp === 'number' && exp * 1000 < Date.now()) return `the token of user "${userName}" expired on ${day(exp * 1000)}; log in again`;
  } catch {
    // No JWT: nobody but the server can tell.
  }
  return undefined;
}

function certificateEnd(pem: string): number {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return NaN;
  }
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const base64 = (value: string): string => Buffer.from(value).toString('base64');
