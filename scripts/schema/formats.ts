import { isBase64 } from './decode/scalars.ts';
import { parseDuration } from './decode/duration.ts';
import { parseAddress, parseNetwork } from './cel/network.ts';

const leap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return day >= 1 && day <= ([31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0);
}

function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.toLowerCase().split('t');
  const match = /^(\d{2}):(\d{2}):(\d{2})(.[0-9]+)?(z|([+-]\d{2}:\d{2}))$/.exec(time);
  return isDate(date) && match !== null && match[1]! <= '23' && match[2]! <= '59' && match[3]! <= '59';
}

/** Go's durations, and Scala's (`3 days`) as strfmt forgives them. */
function isDuration(text: string): boolean {
  if (parseDuration(text) !== undefined) return true;
  return [...text.matchAll(/\d+\s*([A-Za-zµ]+)/g)].some((match) => /^(ns|nano.*|us|µs|micro.*|ms|milli.*|s|sec.*|m|min.*|h|hr|hour.*|d|day.*|w|wk|week.*)$/i.test(match[1]!));
}

/** net/url.ParseRequestURI behind govalidator.IsRequestURI: an absolute URL or an absolute path. */
function isUri(text: string): boolean {
  if (/[\u0000-\u0020\u007f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text)) return false;
  return text.startsWith('/') || /^[a-zA-Z][a-zA-Z0-9+.-]*:./.test(text);
}

function isHostname(text: string): boolean {
  const pattern = /^([a-zA-Z0-9\p{S}\p{L}](-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.))+([a-zA-Z\p{L}]){2,63})$/u;
  return text.length <= 255 && pattern.test(text) && text.split('.').every((part) => part.length <= 63);
}

function isEmail(text: string): boolean {
  const inner = /^(?:[^<>@]*\s)?<([^<>]+)>$/.exec(text)?.[1] ?? text;
  return /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+@[A-Za-z0-9.\u0080-\uffff[\]:-]+$/.test(inner) && !/\.\.|^\.|\.@/.test(inner);
}

function isbn(text: string, digits: 10 | 13): boolean {
  const plain = text.replace(/[\s-]/g, '');
  if (digits === 13) return /^\d{13}$/.test(plain) && Array.from(plain).reduce((sum, digit, at) => sum + Number(digit) * (at % 2 === 0 ? 1 : 3), 0) % 10 === 0;
  return /^\d{9}[\dX]$/.test(plain) && Array.from(plain).reduce((sum, digit, at) => sum + (digit === 'X' ? 10 : Number(digit)) * (at + 1), 0) % 11 === 0;
}

const sloppy = (text: string): string => text.replace(/(^|\.)0+(?=\d)/g, '$1');
const uuid = (version: string, variant: string): ((text: string) => boolean) => {
  const pattern = new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i');
  return (text) => pattern.test(text);
};

/**
 * The formats that a CRD's schema may name, by their name without dashes; others are ignored.
 * Source: k8s.io/apiextensions-apiserver/pkg/apiserver/validation/formats.go, k8s.io/kube-openapi/pkg/validation/strfmt
 */
export const formatChecks: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  datetime: isDateTime,
  duration: isDuration,
  uri: isUri,
  email: isEmail,
  hostname: isHostname,
  ipv4: (text) => parseAddress(sloppy(text))?.version === 4,
  ipv6: (text) => text.includes(':') && parseAddress(text) !== undefined,
  cidr: (text) => parseNetwork(text.includes(':') ? text : sloppy(text)) !== undefined,
  mac: (text) => /^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})$/i.test(text),
  uuid: uuid('[0-9a-f]', '[0-9a-f]'),
  uuid3: uuid('3', '[0-9a-f]'),
  uuid4: uuid('4', '[89ab]'),
  uuid5: uuid('5', '[89ab]'),
  isbn: (text) => isbn(text, 10) || isbn(text, 13),
  isbn10: (text) => isbn(text, 10),
  isbn13: (text) => isbn(text, 13),
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: (text) => /^rgb\(\s*(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*,\s*(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*,\s*(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*\)$/.test(text),
  byte: isBase64,
  password: () => true,
  k8sshortname: (text) => text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text),
  k8slongname: (text) => text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text),
};
