import { atPointer, isObject, pointerToken } from '../../lib/json.ts';
import type { Json } from '../../model/json.ts';
import type { Place } from '../../model/place.ts';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, kustomizationNames, memoryFs } from '../index.ts';
import type { Case } from './random.ts';

/** What became of changing the text at the origin of fields. */
export interface OriginTally {
  changed: number;
  /** The field did not change, although a line was named for it. */
  readonly wrong: string[];
  /** Only the file was named. */
  withoutLine: number;
}

function* scalars(value: Json, pointer = ''): Iterable<{ pointer: string; value: Json }> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* scalars(item, `${pointer}/${i}`);
  else if (isObject(value)) for (const key of Object.keys(value)) yield* scalars(value[key] as Json, `${pointer}/${pointerToken(key)}`);
  else yield { pointer, value };
}

/** The same files with one letter or digit behind a place changed; undefined where none is there. */
function edited(files: Case['files'], place: Place): Record<string, string> | undefined {
  const lines = (files[place.file] ?? '').split('\n');
  const line = lines[place.line - 1] ?? '';
  const end = place.endColumn ?? line.length + 1;
  for (let at = end - 2; at >= place.column - 1; at--) {
    const char = line.charAt(at);
    if (!/[a-z0-9]/i.test(char) || /[\\]/.test(line.charAt(at - 1))) continue;
    lines[place.line - 1] = `${line.slice(0, at)}${/[0-9]/.test(char) ? (Number(char) % 8) + 1 : char === 'q' ? 'z' : 'q'}${line.slice(at + 1)}`;
    return { ...files, [place.file]: lines.join('\n') };
  }
  return undefined;
}

/** The kustomizations below a folder, each with all texts of that folder; what cannot be read as UTF-8 is left out. */
export function casesBelow(root: string, skipped: readonly string[] = ['.git', 'node_modules']): Case[] {
  const files: Record<string, string> = {};
  const folders: string[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const walk = (dir: string): void => {
    for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
      const path = dir === '' ? entry.name : `${dir}/${entry.name}`;
      if (entry.isDirectory() && !skipped.includes(entry.name)) walk(path);
      if (!entry.isFile()) continue;
      if ((kustomizationNames as readonly string[]).includes(entry.name)) folders.push(dir);
      try {
        files[path] = decoder.decode(readFileSync(join(root, path)));
      } catch {
        continue;
      }
    }
  };
  walk('');
  return folders.sort().map((dir) => ({ name: `${root.split('/').at(-1) ?? ''}/${dir}`, dir, files }));
}

/** Changes the text at the origin of every `step`th field of a case, and looks whether that very field changes. */
export function checkOrigins(one: Case, step: number, tally: OriginTally): void {
  const built = build(memoryFs(one.files), one.dir, { loadRestriction: 'none' });
  if (!built.ok) return;
  let n = 0;
  for (const [i, resource] of built.resources.entries()) {
    for (const { pointer, value } of scalars(resource.object)) {
      if (value === null || value === '' || typeof value === 'boolean' || /^\/(apiVersion|kind)$/.test(pointer) || n++ % step !== 0) continue;
      const origin = resource.originOf(pointer);
      const place = origin.steps[0]?.place;
      if (origin.certainty === 'file' || place === undefined) {
        tally.withoutLine++;
        continue;
      }
      const files = edited(one.files, place);
      if (files === undefined) continue;
      const again = build(memoryFs(files), one.dir, { loadRestriction: 'none' });
      // An id that changed can end the build or move the object: the field was met.
      const other = again.ok ? again.resources[i]?.object : undefined;
      if (other === undefined || atPointer(other, pointer) !== value) tally.changed++;
      else tally.wrong.push(`${one.name} object ${i} ${pointer} from ${place.file}:${place.line}:${place.column}`);
    }
  }
}
