import { isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { loadValues, mergeMaps } from '../values/load.ts';
import { applySet, type SetMode, type SetText } from '../values/set.ts';
import type { TemplateFlags } from './flags.ts';

/** Gives the text of a file that the command line names (`-`: standard input). */
export type ReadText = (name: string) => SetText;

export type MergedValues = { readonly ok: true; readonly values: JsonObject } | { readonly ok: false; readonly error: string };

/** Merges the values of a command line in Helm's order: files, --set-json, --set, --set-string, --set-file, --set-literal. */
export function mergeFlags(flags: TemplateFlags, read: ReadText): MergedValues {
  let values: JsonObject = {};
  for (const name of flags.values) {
    const file = read(name);
    if (!file.ok) return file;
    const loaded = loadValues(file.text);
    if (!loaded.ok) return { ok: false, error: `failed to parse ${name}: ${loaded.error}` };
    values = mergeMaps(values, loaded.values);
  }
  for (const line of flags.sets.json) {
    const trimmed = line.trim();
    if (trimmed.startsWith('{')) {
      const object = parseJson(trimmed);
      if (object === undefined) return { ok: false, error: `failed parsing --set-json data JSON: ${line}` };
      values = mergeMaps(values, object);
    } else if (applySet(line, values, 'json') !== undefined) return { ok: false, error: `failed parsing --set-json data ${line}` };
  }
  const rest: [string, readonly string[], SetMode][] = [
    ['--set', flags.sets.typed, 'typed'],
    ['--set-string', flags.sets.text, 'text'],
    ['--set-file', flags.sets.file, read],
    ['--set-literal', flags.sets.literal, 'literal'],
  ];
  for (const [flag, lines, mode] of rest) {
    for (const line of lines) {
      const error = applySet(line, values, mode);
      if (error !== undefined) return { ok: false, error: `failed parsing ${flag} data: ${error}` };
    }
  }
  return { ok: true, values };
}

function parseJson(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
