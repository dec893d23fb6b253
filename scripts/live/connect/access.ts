import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Agent, RequestOptions } from 'node:https';
import { text } from '../../lib/object.ts';
import { type CredentialOptions, impersonation, obtain } from './credentials.ts';
import type { Access } from './exchange.ts';
import { fail, oneLine, type Result } from './failure.ts';
import type { Chosen } from './kubeconfig.ts';
import { expiryOf } from './oidc.ts';
import { proxyOf } from './proxy.ts';

export interface AccessOptions extends CredentialOptions {
  /** How many connections may be open at once. */
  readonly connections: number;
}

/** Gives the access for the next request, renewed where it has expired; with `fresh`, in any case. */
export type Opened = (fresh?: boolean) => Promise<Result<Access>>;

/**
 * Opens the way to a cluster. The Kubernetes client makes the agents (TLS, HTTP and SOCKS proxies); what it lacks is done here: a time limit
 * on plugins, `tokenFile`, OIDC tokens that are kept, impersonated groups and extras, the environment's proxy, kept connections.
 */
export async function openAccess(chosen: Chosen, options: AccessOptions): Promise<Result<Opened>> {
  const { cluster, user } = chosen;
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
  const proxy = proxyOf(chosen, server.value, options.env);
  let made: { readonly access: Access; readonly until: number } | undefined;
  let making: Promise<Result<Access>> | undefined;
  const make = async (): Promise<Result<Access>> => {
    const obtained = await obtain(chosen, options);
    if (!obtained.ok) return obtained;
    const { user: known, until } = obtained.value;
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
      const headers = { ...(opened.headers as Record<string, string> | undefined), ...(typeof opened.auth === 'string' && { Authorization: `Basic ${base64(opened.auth)}` }), ...impersonation(user) };
      if (made?.access.agent !== undefined) retire(made.access.agent);
      made = { access: { agent, headers }, until };
      return { ok: true, value: made.access };
    } catch (error) {
      return fail('credentials', `the credentials of context "${chosen.context}" cannot be used: ${oneLine((error as Error).message)}`);
    }
  };
  return {
    ok: true,
    value: (fresh = false) => {
      if (!fresh && made !== undefined && made.until > Date.now()) return Promise.resolve({ ok: true, value: made.access });
      // One plugin, one login, however many wait for it.
      return (making ??= make().finally(() => (making = undefined)));
    },
  };
}

/** Requests on their way are let finish; no connection is kept. */
function retire(agent: Agent): void {
  agent.maxFreeSockets = 0;
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
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
  const end = expiryOf(text(user, 'token'));
  return end !== undefined && end < Date.now() ? `the token of user "${userName}" expired on ${day(end)}; log in again` : undefined;
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
