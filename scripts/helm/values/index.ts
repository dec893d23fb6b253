/** Values: files, `--set` and its relatives; see ../README.md. */
import type { JsonObject } from '../../model/json.ts';
import { applySet } from './set.ts';

export { asFloats } from './goYaml.ts';
export { loadValues, mergeMaps } from './load.ts';

/** Applies one line of `--set` (`typed`) or `--set-string` (`string`) to `dest`; integers become bigint, which is int64. Returns an error. */
export function parseSetInto(dest: JsonObject, line: string, mode: 'typed' | 'string'): string | undefined {
  return applySet(line, dest, mode === 'string' ? 'text' : 'typed');
}
