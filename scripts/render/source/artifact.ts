import type { IgnorePattern } from './ignore.ts';
import { artifactFilter, readPatterns } from './ignore.ts';
import { mappedTree, type Tree } from './tree.ts';

/** `spec.include` of a GitRepository: `from` of another artifact appears at `to`. */
export interface Include {
  readonly tree: Tree;
  readonly from: string;
  readonly to: string;
}

/**
 * The artifact that source-controller makes of a checkout: `.sourceignore` files of every folder (deeper ones count
 * last), then `spec.ignore`; included artifacts are copied in before the filter (gitrepository_controller.go
 * reconcileInclude, reconcileArtifact).
 */
export function makeArtifact(checkout: Tree, specIgnore: string | undefined, includes: readonly Include[] = []): Tree {
  const entries = new Map<string, { tree: Tree; path: string }>();
  for (const path of checkout.files) entries.set(path, { tree: checkout, path });
  for (const { tree, from, to } of includes) {
    for (const path of tree.files) {
      const inside = relative(from, path);
      if (inside !== undefined) entries.set(joinPath(to, inside), { tree, path });
    }
  }
  const patterns: IgnorePattern[] = [];
  for (const path of [...entries.keys()].filter((path) => path === '.sourceignore' || path.endsWith('/.sourceignore')).sort(byFolder)) {
    const { tree, path: real } = entries.get(path) as { tree: Tree; path: string };
    patterns.push(...readPatterns(Buffer.from(tree.read(real) ?? []).toString(), path.split('/').slice(0, -1)));
  }
  if (specIgnore !== undefined) patterns.push(...readPatterns(specIgnore));
  const ignored = artifactFilter(patterns);
  // A folder stays where only what lies in it is left out: Flux then builds an empty folder.
  const folders = [...foldersOf(entries.keys())].filter((folder) => !ignored(folder, true));
  for (const path of entries.keys()) if (ignored(path)) entries.delete(path);
  return mappedTree(entries, checkout, folders);
}

function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

/** A folder before its subfolders, siblings by name: the order in which LoadIgnorePatterns walks. */
function byFolder(a: string, b: string): number {
  const left = a.slice(0, -'.sourceignore'.length);
  const right = b.slice(0, -'.sourceignore'.length);
  return left < right ? -1 : left > right ? 1 : 0;
}

function relative(folder: string, path: string): string | undefined {
  const clean = cleanPath(folder);
  if (clean === '') return path;
  if (path === clean) return '';
  return path.startsWith(`${clean}/`) ? path.slice(clean.length + 1) : undefined;
}

/** A path below a folder, inside of the root whatever it says. */
export function joinPath(folder: string, path: string): string {
  const clean = cleanPath(folder);
  return cleanPath(clean === '' ? path : `${clean}/${path}`);
}

/**
 * A path inside of an artifact as securejoin reads it: `./apps/../x` is `x`, and no number of `..` leaves the root.
 */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
