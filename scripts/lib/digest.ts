import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';

/** SHA-256 of any plain value: the order of keys counts, and so does what JSON cannot say (big integers, NaN, -0). */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(serialize(value)).digest('base64url');
}
