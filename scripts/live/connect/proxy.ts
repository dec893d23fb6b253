import { text } from '../../lib/object.ts';
import type { Chosen } from './kubeconfig.ts';

/**
 * The proxy on the way to a server: of the kubeconfig, else of the environment. SOCKS proxies are given the name of the server, as Go
 * does (golang.org/x/net/proxy), also where they are written `socks5:`.
 */
export function proxyOf({ cluster }: Pick<Chosen, 'cluster'>, server: URL, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const proxy = text(cluster, 'proxy-url') || proxyFromEnvironment(server, env);
  return proxy?.replace(/^socks5:/, 'socks5h:');
}

/** `http://proxy:3128`, without what it is logged in to with. */
export function nameOfProxy(proxy: string): string {
  return proxy.replace(/^socks5h:/, 'socks5:').replace(/\/\/[^/@]*@/, '//').replace(/\/$/, '');
}

/**
 * The proxy that the environment names for a server, as Go's http.ProxyFromEnvironment decides (golang.org/x/net/http/httpproxy):
 * loopback is never proxied, NO_PROXY lists hosts, domains, `*` and addresses (ranges by prefix length for IPv4).
 */
export function proxyFromEnvironment(server: URL, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const of = (name: string): string | undefined => env[name] || env[name.toLowerCase()] || undefined;
  const proxy = server.protocol === 'https:' ? of('HTTPS_PROXY') : of('HTTP_PROXY');
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (proxy === undefined || host === 'localhost' || host === '::1' || /^127\./.test(host)) return undefined;
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const direct = (of('NO_PROXY') ?? '').split(',').map((part) => part.trim().toLowerCase()).filter((part) => part !== '').some((part) => {
    if (part === '*') return true;
    const range = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(part);
    if (range !== null) return inRange(host, range[1]!, Number(range[2]));
    const [name, only] = /^(.*?)(?::(\d+))?$/.exec(part)!.slice(1) as [string, string | undefined];
    if (only !== undefined && only !== port) return false;
    const domain = name.replace(/^\*?\./, '');
    return host === name || (host.endsWith(`.${domain}`) && (name.startsWith('.') || name.startsWith('*.') || !/^[\d.]+$/.test(name)));
  });
  return direct ? undefined : proxy.includes('://') ? proxy : `http://${proxy}`;
}

function inRange(host: string, network: string, bits: number): boolean {
  const number = (address: string): number | undefined => (/^\d+(\.\d+){3}$/.test(address) ? address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) : undefined);
  const [a, b] = [number(host), number(network)];
  return a !== undefined && b !== undefined && Math.floor(a / 2 ** (32 - bits)) === Math.floor(b / 2 ** (32 - bits));
}
