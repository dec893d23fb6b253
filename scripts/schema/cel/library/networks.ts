import { type Address, addressTests, addressText, contains, isMapped, masked, type Network, parseAddress, parseNetwork } from '../network.ts';
import type { Run } from '../run.ts';
import { fail, isSpecial, special, type Value } from '../values.ts';

const addressOf = (text: Value | undefined): Address | undefined => {
  const address = typeof text === 'string' ? parseAddress(text) : undefined;
  return address !== undefined && isMapped(address) ? undefined : address;
};
const networkOf = (text: Value | undefined): Network | undefined => {
  const network = typeof text === 'string' ? parseNetwork(text) : undefined;
  return network !== undefined && isMapped(network.address) ? undefined : network;
};
const address = (value: Value | undefined): Address =>
  value !== undefined && isSpecial(value) && value.special === 'ip' ? value.address : (addressOf(value) ?? fail('the value is no IP address'));
const network = (value: Value | undefined): Network =>
  value !== undefined && isSpecial(value) && value.special === 'cidr' ? value.network : (networkOf(value) ?? fail('the value is no CIDR'));
const ip = (value: Address): Value => special({ special: 'ip', address: value });

/** Go's url.ParseRequestURI takes absolute URLs and absolute paths. */
export function parseUrl(text: Value | undefined): URL | undefined {
  if (typeof text !== 'string' || /[\s<>"{}|\\^`]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  try {
    if (text.startsWith('/')) return new URL(`none:${text}`);
    return /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(text) ? new URL(text) : undefined;
  } catch {
    return undefined;
  }
}

function url(value: Value | undefined): { readonly url: URL; readonly text: string } {
  return value !== undefined && isSpecial(value) && value.special === 'url' ? value : fail('no such overload: the value is no URL');
}

/** The `host:port` of a URL as it is written; URL drops default ports. */
const authority = (text: string): string => (/^[a-zA-Z][^:]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(text)?.[1] ?? '');

const tests = Object.entries(addressTests).map(([name, test]): [string, Run] => [`.${name}`, ([a]) => test(address(a))]);

/** Source: k8s.io/apiserver/pkg/cel/library/ip.go, cidr.go, urls.go */
export const networks: Readonly<Record<string, Run>> = {
  ip: ([a]) => ip(addressOf(a) ?? fail(`${String(a)} is no IP address`)),
  isIP: ([a]) => addressOf(a) !== undefined,
  'ip.isCanonical': ([a]) => addressText(address(a)) === a,
  '.family': ([a]) => BigInt(address(a).version),
  ...Object.fromEntries(tests),
  cidr: ([a]) => special({ special: 'cidr', network: networkOf(a) ?? fail(`${String(a)} is no CIDR`) }),
  isCIDR: ([a]) => networkOf(a) !== undefined,
  '.ip': ([a]) => ip(network(a).address),
  '.masked': ([a]) => special({ special: 'cidr', network: { address: masked(network(a)), prefix: network(a).prefix } }),
  '.prefixLength': ([a]) => BigInt(network(a).prefix),
  '.containsIP': ([a, b]) => contains(network(a), address(b)),
  '.containsCIDR': ([a, b]) => network(a).prefix <= network(b).prefix && contains(network(a), network(b).address),
  url: ([a]) => special({ special: 'url', url: parseUrl(a) ?? fail(`${String(a)} is no URL`), text: String(a) }),
  isURL: ([a]) => parseUrl(a) !== undefined,
  '.getScheme': ([a]) => (url(a).text.startsWith('/') ? '' : url(a).url.protocol.slice(0, -1)),
  '.getHost': ([a]) => authority(url(a).text),
  '.getHostname': ([a]) => authority(url(a).text).replace(/:\d*$/, '').replace(/^\[|\]$/g, ''),
  '.getPort': ([a]) => /:(\d*)$/.exec(authority(url(a).text))?.[1] ?? '',
  '.getEscapedPath': ([a]) => url(a).text.replace(/^[a-zA-Z][^:]*:\/\/[^/?#]*/, '').replace(/[?#].*$/s, ''),
  '.getQuery': ([a]) => {
    const query = new Map<Value, Value>();
    for (const [key, value] of url(a).url.searchParams) query.set(key, [...((query.get(key) as Value[] | undefined) ?? []), value]);
    return query;
  },
};
