import { fieldError, type FieldError, type FieldPath } from '../errors.ts';
import type { Json } from '../../model/json.ts';
import { parseDuration } from './duration.ts';
import { quantityOf } from '../quantity.ts';
import { described, type Decoder, mismatch } from './mismatch.ts';

const int64Max = 2n ** 63n - 1n;

/** How Go decodes the types that are no struct, list or map. Source: encoding/json and the UnmarshalJSON of each type. */
export const scalarDecoders: Readonly<Record<string, Decoder>> = {
  string: (value, path, errors) => (typeof value === 'string' ? value : value === null ? undefined : stringMismatch(value, path, errors)),
  bool: (value, path, errors) => (typeof value === 'boolean' ? value : value === null ? undefined : booleanMismatch(value, path, errors)),
  int32: (value, path, errors) => integer(value, path, errors, -(2n ** 31n), 2n ** 31n - 1n, 'int32'),
  int64: (value, path, errors) => integer(value, path, errors, -(2n ** 63n), int64Max, 'int64'),
  float: (value, path, errors) => (typeof value === 'number' || typeof value === 'bigint' ? value : value === null ? undefined : mismatch(value, 'a number', path, errors)),
  bytes: (value, path, errors) => {
    if (value === null || Array.isArray(value)) return undefined;
    if (typeof value !== 'string') return stringMismatch(value, path, errors);
    if (isBase64(value)) return value;
    errors.push(fieldError(path, 'type', `must be base64, not ${described(value)}; encode it, or use stringData where the kind has it`));
    return undefined;
  },
  time: (value, path, errors) => time(value, path, errors, false),
  microtime: (value, path, errors) => time(value, path, errors, true),
  duration: (value, path, errors) => {
    if (value === null) return undefined;
    if (typeof value !== 'string') return stringMismatch(value, path, errors);
    if (parseDuration(value) !== undefined) return value;
    errors.push(fieldError(path, 'type', `must be a duration such as "1m30s", not ${described(value)}`));
    return undefined;
  },
  'int-or-string': (value, path, errors) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'bigint') return integer(value, path, errors, -(2n ** 31n), 2n ** 31n - 1n, 'int32');
    return value === null ? undefined : mismatch(value, 'an integer or a string', path, errors);
  },
  quantity: (value, path, errors) => {
    if (value === null) return undefined;
    if (quantityOf(value) !== undefined) return typeof value === 'string' ? value : String(value);
    errors.push(fieldError(path, 'type', `must be a quantity such as "500m", "1.5" or "2Gi", not ${described(value)}`));
    return undefined;
  },
  any: (value) => (value === null ? undefined : value),
};

function integer(value: Json, path: FieldPath | undefined, errors: FieldError[], min: bigint, max: bigint, name: string): Json | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return mismatch(value, `an integer; write ${value} without quotes`, path, errors, /^-?[1-9]\d*$|^0$/.test(value) ? { action: 'unquote' } : undefined);
  if (typeof value !== 'number' && typeof value !== 'bigint') return mismatch(value, 'an integer', path, errors);
  if (typeof value === 'number' && !Number.isInteger(value)) return mismatch(value, 'an integer', path, errors);
  // From 1e21 on Go writes a float with an exponent, which no integer type reads.
  if ((typeof value === 'number' && Math.abs(value) >= 1e21) || BigInt(value) < min || BigInt(value) > max)
    return mismatch(value, `an integer of type ${name}`, path, errors);
  return value;
}

function stringMismatch(value: Json, path: FieldPath | undefined, errors: FieldError[]): undefined {
  const quoted = typeof value === 'object' ? '' : `; write "${value}" in quotes`;
  errors.push(fieldError(path, 'type', `must be a string, not ${described(value)}${quoted}`, typeof value === 'object' ? undefined : { action: 'quote' }));
  return undefined;
}

function booleanMismatch(value: Json, path: FieldPath | undefined, errors: FieldError[]): undefined {
  const bare = value === 'true' || value === 'false' ? `; write ${value} without quotes` : '';
  errors.push(fieldError(path, 'type', `must be true or false, not ${described(value)}${bare}`, bare === '' ? undefined : { action: 'unquote' }));
  return undefined;
}

/** encoding/base64.StdEncoding: padded, line breaks skipped, trailing bits ignored. */
export function isBase64(text: string): boolean {
  const plain = text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]/g, '') : text;
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d|\d):(\d\d):(\d\d)([.,]\d+)?(Z|[+-]\d\d:\d\d)$/;

/** metav1.Time: RFC 3339; metav1.MicroTime: with just six digits behind the point. */
function time(value: Json, path: FieldPath | undefined, errors: FieldError[], micro: boolean): Json | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'string') return stringMismatch(value, path, errors);
  if (isTime(value) && (!micro || /[.,]\d{6}(?:Z|[+-])/.test(value))) return value;
  const example = micro ? '2030-01-31T12:00:00.000000Z' : '2030-01-31T12:00:00Z';
  errors.push(fieldError(path, 'type', `must be a time such as "${example}", not ${described(value)}`));
  return undefined;
}

/** Whether Go's time.Parse(time.RFC3339) takes the text. */
export function isTime(text: string): boolean {
  const match = rfc3339.exec(text);
  if (match === null) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const days = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (days === undefined || day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return false;
  const zone = match[8]!;
  return zone === 'Z' || (Number(zone.slice(1, 3)) <= 24 && Number(zone.slice(4)) <= 60);
}
