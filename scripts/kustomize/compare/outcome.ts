import { createHash } from 'node:crypto';
import type { Json } from '../../model/json.ts';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import { goJson } from '../gojson.ts';
import { build, memoryFs } from '../index.ts';
import type { Case } from './random.ts';

/** What a build came to, in a form that two builds can be compared by. */
export type Result = { readonly objects: readonly string[] } | { readonly failed: string } | { readonly unsupported: string };

export function ours({ files, dir }: Case): Result {
  const built = build(memoryFs(files), dir, { order: 'legacy' });
  if (built.ok) return { objects: built.resources.map(({ object }) => goJson(object)) };
  if (built.unsupported !== undefined) return { unsupported: built.unsupported };
  return { failed: built.problems.map(({ message }) => message).join('; ') };
}

/** What the binary printed, taken apart the way its users read it. */
export function fromText(text: string): Result {
  const { documents } = parseYaml(text);
  const values: Json[] = documents.map(({ root }) => (root === undefined ? null : toJson(root, 'sigs')));
  return { objects: text.trim() === '' ? [] : values.map(goJson) };
}

/** `fail`, `unsupported`, or a digest of the objects in their order. */
export function digest(result: Result): string {
  if ('failed' in result) return 'fail';
  if ('unsupported' in result) return 'unsupported';
  return createHash('sha256').update(result.objects.join('\n')).digest('hex').slice(0, 12);
}
