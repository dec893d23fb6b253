import { formatChecks } from '../../formats.ts';
import type { Run } from '../run.ts';
import { fail, isSpecial, special } from '../values.ts';

const label = (text: string): string | undefined =>
  text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) ? undefined : 'must be a lowercase RFC 1123 label of at most 63 characters';
const subdomain = (text: string): string | undefined =>
  text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text) ? undefined : 'must be a lowercase RFC 1123 subdomain';
const label1035 = (text: string): string | undefined => (text.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text) ? undefined : 'must be a DNS-1035 label');
const qualified = (text: string): string | undefined => {
  const parts = text.split('/');
  const name = parts.at(-1)!;
  const good = parts.length <= 2 && (parts.length === 1 || subdomain(parts[0]!) === undefined) && name.length <= 63 && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(name);
  return good ? undefined : 'must be a qualified name';
};
const labelValue = (text: string): string | undefined => (text.length <= 63 && /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(text) ? undefined : 'must be a label value');
const prefix = (check: (text: string) => string | undefined) => (text: string): string | undefined => check(text.endsWith('-') ? `${text.slice(0, -1)}a` : text);
const known = (name: string) => (text: string): string | undefined => (formatChecks[name]!(text) ? undefined : `must be a ${name}`);

const named: Readonly<Record<string, (text: string) => string | undefined>> = {
  dns1123Label: label, dns1123Subdomain: subdomain, dns1035Label: label1035, qualifiedName: qualified, labelValue,
  dns1123LabelPrefix: prefix(label), dns1123SubdomainPrefix: prefix(subdomain), dns1035LabelPrefix: prefix(label1035),
  uri: known('uri'), uuid: known('uuid'), byte: known('byte'), date: known('date'), datetime: known('datetime'),
};

/** Source: k8s.io/apiserver/pkg/cel/library/format.go */
export const formats: Readonly<Record<string, Run>> = {
  ...Object.fromEntries(Object.entries(named).map(([name, check]): [string, Run] => [`format.${name}`, () => special({ special: 'format', name, check })])),
  'format.named': ([name]) => {
    const check = typeof name === 'string' && Object.hasOwn(named, name) ? named[name] : undefined;
    return special({ special: 'optional', value: check === undefined ? undefined : special({ special: 'format', name: String(name), check }) });
  },
  '.validate': ([format, text]) => {
    if (format === undefined || !isSpecial(format) || format.special !== 'format' || typeof text !== 'string') return fail('no such overload: validate');
    const wrong = format.check(text);
    return special({ special: 'optional', value: wrong === undefined ? undefined : [wrong] });
  },
};
