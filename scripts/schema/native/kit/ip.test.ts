import { describe, expect, it } from 'vitest';
import { Node } from './node.ts';
import { checkCidr, checkIp, checkLegacyCidr, checkLegacyIp, parseIp, showIp } from './ip.ts';
import type { FieldError } from '../../errors.ts';

const said = (check: (node: Node) => void, text: string): string[] => {
  const errors: FieldError[] = [];
  check(new Node(errors, text));
  return errors.map((error) => error.message);
};

describe('addresses', () => {
  it.each(['1.2.3.4', '::1', '2001:db8::ffff', '::ffff:1.2.3.4', '01.2.3.4', '1:2:3:4:5:6:7::'])('legacy fields take %s', (text) => {
    expect(said(checkLegacyIp, text)).toEqual([]);
  });
  it.each(['', '1.2.3', '1.2.3.256', '1:2:3:4:5:6:7:8::', 'fe80::1%eth0', ':::', '1.2.3.4.5', '12345::'])('nobody takes %s', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });
  it('new fields want the canonical form', () => {
    expect(said(checkIp, '01.2.3.4')).toEqual(['"01.2.3.4" must not have leading zeros']);
    expect(said(checkIp, '2001:DB8::1')).toEqual(['"2001:DB8::1" must be in canonical form: 2001:db8::1']);
    expect(said(checkIp, '::ffff:1.2.3.4')).toEqual(['"::ffff:1.2.3.4" must not be an IPv4 address written as IPv6']);
    expect(said(checkCidr, '10.1.0.0/8')).toEqual(['"10.1.0.0/8" must be in canonical form: 10.0.0.0/8']);
    expect(said(checkLegacyCidr, '10.1.0.0/8')).toEqual([]);
    expect(said(checkLegacyCidr, '10.1.0.0/33')).toEqual(['"10.1.0.0/33" must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64']);
  });
  it('prints as RFC 5952 says', () => {
    expect(['0:0:1:0:0:0:0:1', '1:0:0:2:0:0:0:3', '::', '1::'].map((text) => showIp(parseIp(text)?.bytes ?? []))).toEqual(['0:0:1::1', '1:0:0:2::3', '::', '1::']);
  });
});
