import { checkPortNumber } from './kit/values.ts';
import { checkText, dns1035Label, dnsSubdomain } from './kit/names.ts';
import type { Node } from './kit/node.ts';

/** How the server reaches a webhook. Upstream: k8s.io/apiserver pkg/util/webhook/validation.go. */
export function checkClientConfig(config: Node): void {
  const [url, service] = [config.get('url'), config.get('service')];
  if (url.present === service.present) return config.required('write a url or a service, and not both');
  if (url.present) checkUrl(url);
  else checkService(service);
}
/** As Go's url.Parse reads it: everything but spaces, control characters and bad escapes passes. */
function checkUrl(node: Node): void {
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(node.str);
  const [, scheme = '', authority = '', , query = '', fragment = ''] = match ?? [];
  const port = /:(\d*)$/.exec(authority.replace(/^.*@/, '').replace(/^\[.*\]/, ''));
  // eslint-disable-next-line no-control-regex
  if (match === null || /[\x00-\x20\x7f]/.test(node.str.split(/[?#]/)[0] ?? '') || /%(?![0-9a-fA-F]{2})/.test(node.str) || node.str.startsWith(':') || (port === null && /:[^\]]*$/.test(authority.replace(/^.*@/, '').replace(/^\[.*\]/, ''))))
    return node.required('must be a valid URL such as https://host/path');
  if (scheme.toLowerCase() !== 'https') node.invalid("must be a URL with the scheme 'https'", scheme);
  const host = authority.replace(/^.*@/, '');
  if (host === '') node.invalid('must have a host', host);
  if (authority.includes('@')) node.invalid('may not hold a user', authority.split('@')[0]);
  if (fragment.length > 1) node.invalid('may not have a fragment', fragment);
  if (query.length > 1) node.invalid('may not have query parameters', query);
}
function checkService(service: Node): void {
  // upstream takes the two for each other in its path; the field that is empty is named first
  for (const [key, other] of [['name', 'namespace'], ['namespace', 'name']] as const) {
    if (service.get(key).str !== '') continue;
    service.get(key).required();
    if (service.get(other).str !== '') service.get(key).named(service.as(other)).required(`${key} is empty, which the server reports here`);
  }
  if (service.has('port')) checkPortNumber(service.get('port'));
  const path = service.get('path');
  if (path.str === '' || path.str === '/') return;
  if (path.str === '//') return path.invalid('may not have empty segments');
  if (!path.str.startsWith('/')) path.invalid("must start with '/'");
  for (const step of path.str.slice(1).replace(/\/$/, '').split('/')) {
    if (step === '') path.invalid('may not have empty segments');
    else for (const problem of dnsSubdomain(step)) path.invalid(`has a segment that ${problem}`);
  }
}

/** Versions of the review that a webhook understands. `accepted`: one of them must be there. */
export function checkReviewVersions(versions: Node, accepted: readonly string[]): void {
  if (versions.length === 0) return versions.required(`write one of ${accepted.join(', ')}`);
  const seen = new Set<string>();
  for (const version of versions.items()) {
    if (seen.has(version.str)) version.invalid('is given twice');
    else checkText(version, dns1035Label);
    seen.add(version.str);
  }
  if (!accepted.some((version) => seen.has(version))) versions.invalid(`must include one of ${accepted.join(', ')}`, '');
}
