import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../lib/json.ts';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import { kindsOf } from './crd.ts';
import type { CustomKind } from './types.ts';

/** Custom kinds from CustomResourceDefinitions: of a folder, or rendered in the same cluster. */
export interface CustomKinds {
  find(group: string, version: string, kind: string): CustomKind | undefined;
  /** Whether the source defines kinds of a group at all: then it is the authority on that group. */
  hasGroup(group: string): boolean;
  all(): readonly CustomKind[];
}

/** Kinds that are at hand already. */
export function customKinds(kinds: readonly CustomKind[]): CustomKinds {
  const byName = new Map(kinds.map((kind) => [`${kind.group}/${kind.version} ${kind.kind}`, kind]));
  const groups = new Set(kinds.map((kind) => kind.group));
  return {
    find: (group, version, kind) => byName.get(`${group}/${version} ${kind}`),
    hasGroup: (group) => groups.has(group),
    all: () => kinds,
  };
}

const maxFile = 32 * 1024 * 1024;

/**
 * Reads the CRDs of a folder's YAML and JSON files (subfolders too). A file is parsed when a kind is asked for that it names.
 * Throws an Error with one line where the folder cannot be read.
 */
export function customKindsOfFolder(folder: string): CustomKinds {
  const files = filesOf(folder, 0).map((path) => {
    const text = statSync(path).size > maxFile ? '' : readFileSync(path, 'utf8');
    let kinds: readonly CustomKind[] | undefined;
    return {
      text,
      groups: new Set([...text.matchAll(/^\s*"?group"?:\s*["']?([\w.-]+)/gm)].map((match) => match[1]!)),
      kinds: (): readonly CustomKind[] => (kinds ??= kindsIn(text)),
    };
  }).filter((file) => file.text.includes('CustomResourceDefinition'));
  return {
    find: (group, version, kind) => {
      for (const file of files) {
        if (!file.groups.has(group) || !file.text.includes(kind)) continue;
        const found = file.kinds().find((each) => each.group === group && each.version === version && each.kind === kind);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    hasGroup: (group) => files.some((file) => file.groups.has(group)),
    all: () => files.flatMap((file) => file.kinds()),
  };
}

function kindsIn(text: string): CustomKind[] {
  return parseYaml(text).documents.flatMap((document) => {
    const value = document.root === undefined ? null : toJson(document.root, 'sigs');
    if (!isObject(value)) return [];
    // `kubectl get crds -o yaml` writes one List.
    const items = value['kind'] === 'List' ? value['items'] : undefined;
    return (Array.isArray(items) ? items.filter(isObject) : [value]).flatMap(kindsOf);
  });
}

function filesOf(folder: string, depth: number): string[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    throw new Error(`the folder ${folder} of CRDs cannot be read`);
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return depth < 8 && name !== '.git' ? filesOf(path, depth + 1) : [];
    return /\.(ya?ml|json)$/.test(name) ? [path] : [];
  });
}
