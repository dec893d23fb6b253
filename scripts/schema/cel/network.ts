/** An IP address as a number; an IPv4 address written in IPv6 (`::ffff:1.2.3.4`) is refused, as the CEL library does. */
export interface Address {
  readonly version: 4 | 6;
  readonly bits: bigint;
}

export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

/** Go's netip.ParseAddr without zones. */
export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return { version: 4, bits: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

function parseV6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string): bigint[] | undefined => {
    if (half === '') return [];
    const groups: bigint[] = [];
    const parts = half.split(':');
    for (const [index, part] of parts.entries()) {
      if (part.includes('.')) {
        const v4 = index === parts.length - 1 ? parseV4(part) : undefined;
        if (v4 === undefined) return undefined;
        groups.push(v4.bits >> 16n, v4.bits & 0xffffn);
      } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
      else return undefined;
    }
    return groups;
  };
  const head = groupsOf(halves[0]!);
  const tail = halves.length === 2 ? groupsOf(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...tail];
  return { version: 6, bits: groups.reduce((sum, group) => sum * 65536n + group, 0n) };
}

export function isMapped(address: Address): boolean {
  return address.version === 6 && address.bits >> 32n === 0xffffn;
}

/** Go's netip.ParsePrefix. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.lastIndexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > width(address)) return undefined;
  return { address, prefix: Number(length) };
}

function width(address: Address): number {
  return address.version === 4 ? 32 : 128;
}

/** The network's first address. */
export function masked(network: Network): Address {
  const host = BigInt(width(network.address) - network.prefix);
  return { version: network.address.version, bits: (network.address.bits >> host) << host };
}

export function contains(network: Network, address: Address): boolean {
  return address.version === network.address.version && masked({ address, prefix: network.prefix }).bits === masked(network).bits;
}

/** The canonical spelling (RFC 5952). */
export function addressText({ version, bits }: Address): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - index * 16)) & 0xffffn).toString(16));
  let best: [number, number] = [0, 0];
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === '0') end++;
    if (end - start > best[1] - best[0] && end - start > 1) best = [start, end];
  }
  if (best[1] === 0) return groups.join(':');
  return `${groups.slice(0, best[0]).join(':')}::${groups.slice(best[1]).join(':')}`;
}

const inside = (address: Address, ...networks: string[]): boolean => networks.some((text) => contains(parseNetwork(text)!, address));

export const addressTests = {
  isUnspecified: (address: Address) => address.bits === 0n,
  isLoopback: (address: Address) => inside(address, '127.0.0.0/8', '::1/128'),
  isLinkLocalMulticast: (address: Address) => inside(address, '224.0.0.0/24') || (address.version === 6 && (address.bits >> 112n & 0xff0fn) === 0xff02n),
  isLinkLocalUnicast: (address: Address) => inside(address, '169.254.0.0/16', 'fe80::/10'),
  isGlobalUnicast: (address: Address) =>
    !(address.bits === 0n || (address.version === 4 && address.bits === 0xffffffffn) || inside(address, '127.0.0.0/8', '::1/128', '224.0.0.0/4', 'ff00::/8', '169.254.0.0/16', 'fe80::/10')),
} as const;
