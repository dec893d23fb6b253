import type { Node } from './node.ts';

/**
 * Names, keys and labels.
 * Upstream: k8s.io/apimachinery pkg/util/validation/validation.go, pkg/api/validate/content.
 */
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const labelPattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`);
const underscored = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const underscoredSubdomain = new RegExp(`^${underscored}(\\.${underscored})*$`);
const label1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const namePart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Says what is wrong with a text, in words that follow the text itself; nothing where it is right. */
export type TextCheck = (text: string) => string[];

function bounded(limit: number, text: string, pattern: RegExp, words: string): string[] {
  const errors: string[] = [];
  if (byteLength(text) > limit) errors.push(`must be no more than ${limit} bytes`);
  // long texts are refused already; a pattern need not walk them
  if (text.length <= 4 * limit && !pattern.test(text)) errors.push(words);
  return errors;
}

export const dnsLabel: TextCheck = (text) =>
  bounded(63, text, labelPattern, subdomainPattern.test(text.slice(0, 300)) ? 'must not contain dots' : "must be lower case letters, digits and '-', and start and end with a letter or digit");
export const dnsSubdomain: TextCheck = (text) =>
  bounded(253, text, subdomainPattern, "must be lower case letters, digits, '-' and '.', and each part must start and end with a letter or digit");
export const dnsSubdomainUnderscore: TextCheck = (text) =>
  bounded(253, text, underscoredSubdomain, "must be lower case letters, digits, '_', '-' and '.', and each part must start with a letter, digit or '_' and end with a letter or digit");
export const dns1035Label: TextCheck = (text) =>
  bounded(63, text, label1035, "must be lower case letters, digits and '-', start with a letter, and end with a letter or digit");
export const wildcardSubdomain: TextCheck = (text) =>
  bounded(253, text, new RegExp(`^\\*\\.${label}(\\.${label})*$`), "must be '*.' and a DNS name of lower case letters, digits, '-' and '.'");

/** `[prefix/]name`: label keys, resource names, finalizers, condition types. */
export const qualifiedName: TextCheck = (text) => {
  const errors: string[] = [];
  const parts = text.split('/');
  if (parts.length > 2) return ["must be a name with an optional DNS prefix and one '/', such as example.com/name"];
  const name = parts[parts.length - 1] ?? '';
  if (parts.length === 2) {
    if (parts[0] === '') errors.push('must have a prefix before the slash');
    else for (const problem of dnsSubdomain(parts[0] ?? '')) errors.push(`has a prefix that ${problem}`);
  }
  if (name === '') errors.push('must have a name that is not empty');
  else if (byteLength(name) > 63) errors.push('must have a name of no more than 63 bytes');
  if (name.length <= 300 && !namePart.test(name)) errors.push("must have a name of letters, digits, '-', '_' and '.', that starts and ends with a letter or digit");
  return errors;
};
export const labelValue: TextCheck = (text) =>
  text === '' ? [] : bounded(63, text, namePart, "must be letters, digits, '-', '_' and '.', and start and end with a letter or digit");

export const cIdentifier: TextCheck = (text) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? [] : ["must be letters, digits and '_', and not start with a digit"]);

export const portName: TextCheck = (text) => {
  const errors: string[] = [];
  if (byteLength(text) > 15) errors.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(text)) errors.push("must be lower case letters, digits and '-'");
  if (!/[a-z]/.test(text)) errors.push('must contain at least one letter');
  if (text.includes('--')) errors.push("must not contain '--'");
  if (text.startsWith('-') || text.endsWith('-')) errors.push("must not begin or end with '-'");
  return errors;
};
export const portNumber = (port: number): boolean => port >= 1 && port <= 65535;

export const httpHeaderName: TextCheck = (text) => (/^[-A-Za-z0-9]+$/.test(text) ? [] : ["must be a header name of letters, digits and '-'"]);

/** Names of environment variables, relaxed since 1.30: printable ASCII without '='. */
export const envVarName: TextCheck = (text) =>
  text === '' ? ['must not be empty'] : /^[\x20-\x3c\x3e-\x7e]+$/.test(text) ? [] : ["must be printable ASCII characters without '='"];

export const configMapKey: TextCheck = (text) => {
  const errors = bounded(253, text, /^[-._a-zA-Z0-9]+$/, "must be letters, digits, '-', '_' and '.'");
  if (text === '.' || text === '..') errors.push(`must not be '${text}'`);
  else if (text.startsWith('..')) errors.push("must not start with '..'");
  return errors;
};

/** `1` or `12%`. */
export const percent: TextCheck = (text) => (/^[0-9]+%$/.test(text) ? [] : ['must be a percentage such as 25%']);

/** A name that a generateName makes valid once its suffix is there. */
export function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

/** Path segments of names that become part of URLs. Upstream: apimachinery pkg/api/validation/path/name.go. */
export const pathSegment: TextCheck = (text) => {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%'].filter((part) => text.includes(part)).map((part) => `may not contain '${part}'`);
};

/** Reports each problem of a text as invalid. */
export function checkText(node: Node, check: TextCheck, value: string = node.str): void {
  for (const problem of check(value)) node.invalid(problem, value);
}
/** The same for a text that may not be empty. */
export function checkRequiredText(node: Node, check: TextCheck): void {
  if (node.str === '') node.required();
  else checkText(node, check);
}
export function checkEnum(node: Node, supported: readonly string[], value: string = node.str): boolean {
  if (supported.includes(value)) return true;
  node.notSupported(supported, value);
  return false;
}
/** As checkEnum, but the empty text is missing rather than unsupported. */
export function checkRequiredEnum(node: Node, supported: readonly string[], value: string = node.str): boolean {
  if (value !== '') return checkEnum(node, supported, value);
  node.required(`write one of ${supported.join(', ')}`);
  return false;
}
export function checkLabelKey(node: Node, key: string = node.str): void {
  checkText(node, qualifiedName, key);
}
/** Keys and values of a label map; the server names the map, not the key. */
export function checkLabels(node: Node): void {
  for (const [key, entry] of node.entries()) {
    checkText(node, qualifiedName, key);
    checkText(node, labelValue, entry.str);
  }
}
/** Upstream: IsDomainPrefixedPath. */
export function checkDomainPrefixedPath(node: Node, value: string = node.str): void {
  if (value === '') return node.required();
  const cut = value.indexOf('/');
  const [host, path] = [value.slice(0, Math.max(cut, 0)), value.slice(cut + 1)];
  if (host === '' || path === '') return node.invalid('must be a path with a domain before it, such as acme.io/foo', value);
  checkText(node, dnsSubdomain, host);
  if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path)) node.invalid('must be a path of characters that are valid in a URL', path);
}

/** Upstream: pkg/apis/core/validation/names.go. */
export function checkSignerName(node: Node): void {
  const name = node.str;
  if (name === '') return node.required();
  const segments = name.split('/');
  if (segments.length !== 2) return node.invalid('must be a domain and a path of the form example.com/signer-name');
  const [domain = '', path = ''] = segments;
  if (byteLength(domain) > 253) node.tooLong(253);
  const labels = domain.split('.');
  const badLabel = labels.find((part) => dnsLabel(part).length > 0);
  if (badLabel !== undefined) node.invalid(`has a domain part that ${dnsLabel(badLabel)[0]}`, badLabel);
  if (labels.length < 2) node.invalid('must have a domain of at least two parts', domain);
  const badPath = path.split('.').find((part) => dnsSubdomain(part).length > 0);
  if (badPath !== undefined) node.invalid(`has a path part that ${dnsSubdomain(badPath)[0]}`, badPath);
  if (byteLength(name) > 571) node.tooLong(571);
}

/** Names of ClusterTrustBundles carry their signer as prefix. Upstream: pkg/apis/core/validation/names.go. */
export function clusterTrustBundleName(signer: string): TextCheck {
  if (signer === '') return (name) => (name.includes(':') ? ["must not have ':' where there is no signerName"] : dnsSubdomain(name));
  const prefix = `${signer.replaceAll('/', ':')}:`;
  return (name) => (name.startsWith(prefix) ? dnsSubdomain(name.slice(prefix.length)) : [`must start with ${prefix}`]);
}
