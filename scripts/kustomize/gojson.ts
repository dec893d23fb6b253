import type { Json } from '../model/json.ts';
import { byBytes } from '../lib/by-bytes.ts';

/** encoding/json's Marshal: keys by bytes, <, >, &, U+2028 and U+2029 escaped, floats as Go writes them. */
export function goJson(value: Json): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string': return goString(value);
    case 'number': return goNumber(value);
    case 'bigint': case 'boolean': return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  const keys = Object.keys(value).sort(byBytes);
  return `{${keys.map((key) => `${goString(key)}:${goJson(value[key] as Json)}`).join(',')}}`;
}

/** encoding/json's MarshalIndent with two spaces. */
export function goJsonIndented(value: Json, indent = ''): string {
  if (typeof value !== 'object' || value === null) return goJson(value);
  const own = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((item) => goJsonIndented(item, own))
    : Object.keys(value).sort(byBytes).map((key) => `${goString(key)}: ${goJsonIndented(value[key] as Json, own)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return entries.length === 0 ? `${open}${close}` : `${open}\n${own}${entries.join(`,\n${own}`)}\n${indent}${close}`;
}

function goString(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029\x7f]/g, (char) => (char === '\x7f' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

/** JSON numbers of Go: an exponent below 1e-6 and from 1e21 on, with two digits only where it has them. */
export function goNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e21)) return value.toExponential();
  return String(value);
}
