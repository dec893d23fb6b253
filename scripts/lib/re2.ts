import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

const require = createRequire(import.meta.url);

/** Compiles a regular expression of Go (RE2): linear in time whatever it says. Throws what RE2JS throws. Loaded when first used. */
export function compileRe2(pattern: string): RE2JS {
  return (require('re2js') as typeof import('re2js')).RE2JS.compile(pattern);
}
