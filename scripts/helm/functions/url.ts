import { isMap, kindOf, type Value, type ValueMap } from '../template/value.ts';
import { bytesOf, textOfBytes } from '../template/bytes.ts';
import { fn, FunctionError, has, nilPointer, type Table } from './kit.ts';
import { quote } from './quote.ts';

/** Why Go refuses a URL. */
class UrlError extends Error {}

/** Sprig's urlParse: net/url Parse, as a map. */
function parseUrl(whole: string): ValueMap {
  const hash = whole.indexOf('#');
  const url = hash < 0 ? whole : whole.slice(0, hash);
  const parts = orRefuse(url, () => parseParts(url));
  return { ...parts, fragment: hash < 0 ? '' : orRefuse(whole, () => unescape(whole.slice(hash + 1), 'other')) };
}

function orRefuse<T>(url: string, read: () => T, what = 'url'): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    throw new FunctionError(`unable to parse ${what}: parse ${quote(url)}: ${error.message}`);
  }
}

function parseParts(url: string): ValueMap {
  if (/[\0-\x1f\x7f]/.test(url)) throw new UrlError('net/url: invalid control character in URL');
  if (url.startsWith(':')) throw new UrlError('missing protocol scheme');
  const found = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(url);
  const scheme = (found?.[1] ?? '').toLowerCase();
  const behind = url.slice(found?.[0].length ?? 0);
  const mark = behind.indexOf('?');
  const query = mark < 0 ? '' : behind.slice(mark + 1);
  let path = mark < 0 ? behind : behind.slice(0, mark);
  const none = { scheme, host: '', hostname: '', path: '', query, opaque: '', userinfo: '' };
  if (!path.startsWith('/')) {
    if (scheme !== '') return { ...none, opaque: path };
    if ((path.split('/', 1)[0] ?? '').includes(':')) throw new UrlError('first path segment in URL cannot contain colon');
  }
  let authority = '';
  if (path.startsWith('//') && (scheme !== '' || !path.startsWith('///'))) {
    const end = path.indexOf('/', 2);
    authority = end < 0 ? path.slice(2) : path.slice(2, end);
    path = end < 0 ? '' : path.slice(end);
  }
  const at = authority.lastIndexOf('@');
  const host = hostOf(authority.slice(at + 1));
  return { ...none, host, hostname: hostname(host), userinfo: at < 0 ? '' : userOf(authority.slice(0, at)), path: unescape(path, 'other') };
}

const validPort = (text: string): boolean => text === '' || /^:\d*$/.test(text);

function hostOf(host: string): string {
  const close = host.lastIndexOf(']');
  if (host.startsWith('[') && close < 0) throw new UrlError("missing ']' in host");
  const colon = host.indexOf(':');
  const port = host.startsWith('[') ? host.slice(close + 1) : colon < 0 ? '' : host.slice(colon);
  if (!validPort(port)) throw new UrlError(`invalid port ${quote(port)} after host`);
  return unescape(host, 'host');
}

function hostname(host: string): string {
  const colon = host.lastIndexOf(':');
  const name = colon >= 0 && validPort(host.slice(colon)) ? host.slice(0, colon) : host;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

function userOf(text: string): string {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text)) throw new UrlError('net/url: invalid userinfo');
  const colon = text.indexOf(':');
  const escaped = (part: string): string => unescape(part, 'other').replace(/[^A-Za-z0-9\-_.~$&+,;=]/gu, (char) => [...bytesOf(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''));
  return colon < 0 ? escaped(text) : `${escaped(text.slice(0, colon))}:${escaped(text.slice(colon + 1))}`;
}

/** Undoes %-escapes; of a host only bytes that are no ASCII may be escaped (RFC 6874), and %25. */
function unescape(text: string, where: 'host' | 'other'): string {
  const strange = where === 'host' ? /[\x20-\x7e]/.exec(text.replace(/%[0-9a-zA-Z]{2}|[A-Za-z0-9!$&'()*+,;=:[\]<>"\-_.~]/g, '')) : null;
  const bytes: number[] = [];
  for (const [part] of text.matchAll(/%.{0,2}|[^%]+/gsu)) {
    if (!part.startsWith('%')) bytes.push(...bytesOf(part));
    else if (!/^%[0-9a-fA-F]{2}$/.test(part) || (where === 'host' && /^%[0-7]/.test(part) && part !== '%25')) throw new UrlError(`invalid URL escape ${quote(part)}`);
    else bytes.push(Number.parseInt(part.slice(1), 16));
  }
  if (strange !== null) throw new UrlError(`invalid character ${quote(strange[0])} in host name`);
  return textOfBytes(Uint8Array.from(bytes));
}

/** net/url's String of the parts of a map. */
function joinUrl(map: Value): string {
  const get = (key: string): string => {
    const value = isMap(map) && has(map, key) ? map[key] as Value : '';
    if (typeof value === 'string') return value;
    throw new FunctionError(value === null ? nilPointer : `unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`);
  };
  const [scheme, host, path, query, opaque, fragment, userinfo] = ['scheme', 'host', 'path', 'query', 'opaque', 'fragment', 'userinfo'].map(get) as [string, string, string, string, string, string, string];
  const user = userinfo === '' ? undefined : orRefuse(`proto://${userinfo}@host`, () => String(parseParts(`proto://${userinfo}@host`)['userinfo']), 'userinfo in dict');
  let out = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') out += opaque;
  else {
    const pathText = path === '*' ? '*' : escapePath(path);
    if (scheme !== '' || host !== '' || user !== undefined) {
      // a path that is not absolute cannot stand behind a host
      if (host !== '' || path !== '' || user !== undefined) out += '//';
      if (user !== undefined) out += `${user}@`;
      out += escape(host, /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/);
    }
    if (path !== '' && !path.startsWith('/') && host !== '') out += '/';
    if (out === '' && (pathText.split('/', 1)[0] ?? '').includes(':')) out += './';
    out += pathText;
  }
  if (query !== '') out += `?${query}`;
  return fragment === '' ? out : `${out}#${escape(fragment, /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/)}`;
}

const escapePath = (path: string): string => escape(path, /[A-Za-z0-9\-_.~$&+,/:;=@]/);

function escape(text: string, plain: RegExp): string {
  return Array.from(bytesOf(text), (byte) => {
    const char = String.fromCharCode(byte);
    return byte < 0x80 && plain.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** Sprig's URL functions (url.go). */
export const urlFunctions: Table = {
  urlParse: fn('s', ([value]) => parseUrl(value as string)),
  urlJoin: fn('m', ([map]) => joinUrl(map as Value)),
};
