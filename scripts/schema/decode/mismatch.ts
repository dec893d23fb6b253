import { fieldError, type FieldError, type FieldPath } from '../errors.ts';
import type { Change } from '../../model/fix.ts';
import type { Json } from '../../model/json.ts';

/** Decodes one value: what Go would hold afterwards (undefined: the zero value), with a complaint for what it would not take. */
export type Decoder = (value: Json, path: FieldPath | undefined, errors: FieldError[]) => Json | undefined;

/** Says that a value is of another type than the field. */
export function mismatch(value: Json, wanted: string, path: FieldPath | undefined, errors: FieldError[], fix?: Change): undefined {
  errors.push(fieldError(path, 'type', `must be ${wanted}, not ${described(value)}`, fix));
  return undefined;
}

/** A value in words, short: `the string "8080"`, `a list`. */
export function described(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `the string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`;
  return typeof value === 'boolean' ? `the boolean ${value}` : `the number ${value}`;
}

