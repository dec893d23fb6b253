import { joinPath, kustomizationNames, whyNoText, type Entry, type KustomizeFs } from '../kustomize/index.ts';
import { isObject } from '../lib/json.ts';
import { list } from '../lib/object.ts';
import { placeOf, toJson } from '../lib/yaml/index.ts';
import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';

/**
 * Every error of every file that a kustomization and those below it name as resources: a build ends at the first, a person
 * wants to mend all of them at once. `dir` is the kustomization's folder.
 */
export function unreadableFiles(fs: KustomizeFs, dir: string, kustomization: JsonObject, seen: Set<string> = new Set()): Problem[] {
  return ['resources', 'bases', 'components'].flatMap((field) => list(kustomization, field)).flatMap((item): Problem[] => {
    const path = typeof item === 'string' ? joinPath(dir, item) : undefined;
    if (path === undefined || seen.has(path)) return [];
    seen.add(path);
    const entry = fs.entry(path);
    if (entry.kind === 'refused') return [{ code: 'yaml/unreadable', message: `${fs.label(path)} ${entry.reason}`, place: { file: fs.label(path), line: 1, column: 1 } }];
    if (entry.kind === 'file') return errorsOf(fs, path, entry);
    if (entry.kind !== 'dir') return [];
    const name = kustomizationNames.find((candidate) => entry.names.includes(candidate));
    const root = name === undefined ? undefined : fs.yaml(`${path === '' ? '' : `${path}/`}${name}`)?.documents[0]?.root;
    const data = root === undefined ? undefined : toJson(root, 'sigs');
    return isObject(data) ? unreadableFiles(fs, path, data, seen) : [];
  });
}

function errorsOf(fs: KustomizeFs, path: string, entry: Entry): Problem[] {
  const yaml = fs.yaml(path);
  if (yaml === undefined) return [{ code: 'yaml/unreadable', message: `${fs.label(path)} ${whyNoText(entry)}`, place: { file: fs.label(path), line: 1, column: 1 } }];
  return yaml.errors.filter(({ code }) => code !== 'yaml/duplicate-key').map(({ code, message, offset }) => ({ code, message, place: placeOf(yaml.source, offset) }));
}
