import type { Node } from './node.ts';

/** 4 or 16 bytes. An IPv4-mapped IPv6 address is 4 bytes and `mapped`. */
export interface Ip {
  readonly bytes: readonly number[];
  /** Written with leading zeros, which only the sloppy parser takes. */
  readonly sloppy: boolean;
  readonly mapped: boolean;
}

/** Upstream: k8s.io/utils/internal/third_party/forked/golang/net/ip.go (leading zeros allowed, no zones). */
export function parseIp(text: string): Ip | undefined {
  if (text.length > 64) return undefined;
  if (!text.includes(':')) {
    const bytes = parseV4(text);
    return bytes && { bytes, sloppy: /(^|\.)0\d/.test(text), mapped: false };
  }
  let rest = text;
  const groups: number[] = [];
  let tail: number[] = [];
  const last = rest.slice(rest.lastIndexOf(':') + 1);
  if (last.includes('.')) {
    const v4 = parseV4(last);
    if (v4 === undefined) return undefined;
    tail = v4;
    rest = `${rest.slice(0, rest.lastIndexOf(':') + 1)}0:0`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const parse = (half: string): number[] | undefined => {
    if (half === '') return [];
    const parts = half.split(':');
    return parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part)) ? parts.flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]) : undefined;
  };
  const head = parse(halves[0] ?? '');
  const foot = halves.length === 2 ? parse(halves[1] ?? '') : [];
  if (head === undefined || foot === undefined) return undefined;
  const missing = 16 - head.length - foot.length;
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  groups.push(...head, ...Array<number>(missing).fill(0), ...foot);
  if (tail.length > 0) groups.splice(12, 4, ...tail);
  const mapped = groups.slice(0, 10).every((byte) => byte === 0) && groups[10] === 255 && groups[11] === 255;
  return { bytes: mapped ? groups.slice(12) : groups, sloppy: tail.length > 0 && /(^|\.)0\d/.test(last), mapped };
}
function parseV4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part) && part.length <= 20 && Number(part) <= 255)) return undefined;
  return parts.map(Number);
}
export const isV4 = (ip: Ip): boolean => ip.bytes.length === 4;

/** RFC 5952, as Go's net.IP prints it. */
export function showIp(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16));
  let [start, size] = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === '0') end++;
    if (end - i > size) [start, size] = [i, end - i];
  }
  return start < 0 ? groups.join(':') : `${groups.slice(0, start).join(':')}::${groups.slice(start + size).join(':')}`;
}

export interface Cidr {
  readonly ip: Ip;
  readonly prefix: number;
  /** The address with the host bits cleared. */
  readonly network: readonly number[];
  readonly sloppy: boolean;
}
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const ip = parseIp(text.slice(0, slash));
  const bits = text.slice(slash + 1);
  if (ip === undefined || !/^\d{1,10}$/.test(bits)) return undefined;
  // a mapped address is written with IPv6's 128 bits
  const prefix = Number(bits);
  if (prefix > (ip.mapped ? 128 : ip.bytes.length * 8)) return undefined;
  const own = ip.mapped ? Math.max(0, prefix - 96) : prefix;
  const network = ip.bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, own - i * 8))) & 255);
  return { ip, prefix, network, sloppy: ip.sloppy || /^0\d/.test(bits) };
}

/** Fields from before 1.34 also take leading zeros and IPv4-mapped addresses. Upstream: IsValidIPForLegacyField. */
export function checkLegacyIp(node: Node, value: string = node.str): void {
  if (parseIp(value) === undefined) node.invalid('must be an IP address such as 10.9.8.7 or 2001:db8::ffff', value);
}
/** Upstream: apimachinery pkg/util/validation/ip.go IsValidIP. */
export function checkIp(node: Node, value: string = node.str): void {
  const ip = parseIp(value);
  if (ip === undefined) return node.invalid('must be an IP address such as 10.9.8.7 or 2001:db8::ffff', value);
  if (ip.sloppy) node.invalid('must not have leading zeros', value);
  else if (ip.mapped) node.invalid('must not be an IPv4 address written as IPv6', value);
  else if (showIp(ip.bytes) !== value) node.invalid(`must be in canonical form: ${showIp(ip.bytes)}`, value);
}
export function checkLegacyCidr(node: Node, value: string = node.str): void {
  if (parseCidr(value) === undefined) node.invalid('must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64', value);
}
/** Upstream: apimachinery pkg/util/validation/ip.go IsValidCIDR. */
export function checkCidr(node: Node, value: string = node.str): void {
  const cidr = parseCidr(value);
  if (cidr === undefined) return node.invalid('must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64', value);
  const canonical = `${showIp(cidr.network)}/${cidr.prefix}`;
  if (cidr.sloppy) node.invalid('must not have leading zeros', value);
  else if (cidr.ip.mapped) node.invalid('must not be an IPv4 network written as IPv6', value);
  else if (canonical !== value) node.invalid(`must be in canonical form: ${canonical}`, value);
}
