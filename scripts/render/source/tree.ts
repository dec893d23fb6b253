import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';
import { byBytes } from '../../lib/by-bytes.ts';

/**
 * A read-only folder of files, as one source's artifact holds it: regular files only, because source-controller archives
 * nothing else (a symbolic link never reaches the cluster). Paths are relative to its root, with '/'; '' is the root.
 */
export interface Tree {
  /** The file's bytes; undefined where there is no such file. Throws nothing but what the disk does. */
  read(path: string): Uint8Array | undefined;
  /** SHA-256 of the file's bytes, without reading them where it is known; undefined where there is no such file. Throws as `read` does. */
  digest(path: string): string | undefined;
  /** Told of a file whose content counts, but need not be read since it is known; absent where nobody asks. */
  readonly touch?: (path: string) => void;
  kind(path: string): 'file' | 'directory' | undefined;
  /** Names in a folder, sorted by bytes; undefined where there is no such folder. */
  list(path: string): readonly string[] | undefined;
  /** All files, sorted by bytes. */
  readonly files: readonly string[];
  /** How places name a file: its path relative to the repository that is validated. */
  label(path: string): string;
  /** What lies there instead of a file or folder that Flux would see. */
  whyMissing(path: string): string | undefined;
}

/** Digests of files that an earlier run has read, by what `lstat` says of each. */
export interface Digests {
  /** A file that is there now. */
  see(path: string, stat: Stats): void;
  /** The digest of a file that is as it was then. */
  get(path: string): string | undefined;
  learn(path: string, digest: string): void;
}

interface Entries {
  readonly files: readonly string[];
  readonly links: ReadonlySet<string>;
}

/**
 * Opens a folder on disk. In a git work tree it holds what git tracks or would add (ignored files never reach Flux);
 * elsewhere every file but `.git`. `labelPrefix` comes before its paths in places.
 */
export function openTree(root: string, labelPrefix = '', digests?: Digests): Tree {
  const { files, links } = listWithGit(root, digests) ?? walk(root, digests);
  const read = (path: string) => readFileSync(join(root, path));
  const digest = (path: string) => {
    const known = digests?.get(path);
    if (known !== undefined) return known;
    const made = sha256(read(path));
    digests?.learn(path, made);
    return made;
  };
  return makeTree(files, read, digest, (path) => posix.join(labelPrefix, path), whyLinked(links));
}

function whyLinked(links: ReadonlySet<string>): (path: string) => string | undefined {
  return (path) => (isBelow(links, path) ? 'it is a symbolic link, which Flux leaves out of the artifact' : undefined);
}

/** A view of some files under other names: `entries` maps each path to the tree and path that hold it; `emptied` are folders that need no file. */
export function mappedTree(entries: ReadonlyMap<string, { readonly tree: Tree; readonly path: string }>, fallback: Tree, emptied: readonly string[] = []): Tree {
  const label = (path: string) => {
    const entry = entries.get(path);
    return entry === undefined ? fallback.label(path) : entry.tree.label(entry.path);
  };
  const read = (path: string) => {
    const entry = entries.get(path);
    return entry?.tree.read(entry.path) as Uint8Array;
  };
  const digest = (path: string) => {
    const entry = entries.get(path);
    return entry?.tree.digest(entry.path) as string;
  };
  const tree = makeTree([...entries.keys()].sort(byBytes), read, digest, label, (path) =>
    fallback.kind(path) === undefined ? fallback.whyMissing(path) : 'the source leaves it out (.sourceignore or spec.ignore)', emptied);
  return {
    ...tree,
    touch(path) {
      const entry = entries.get(path);
      entry?.tree.touch?.(entry.path);
    },
  };
}

/** A tree of texts in memory. */
export function memoryTree(files: Readonly<Record<string, string>>): Tree {
  return contentTree(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
}

/** A tree whose contents are at hand, with the symbolic links that lie beside its files. `labelPrefix` comes before its paths in places. */
export function contentTree(files: ReadonlyMap<string, Uint8Array>, links: ReadonlySet<string> = new Set(), labelPrefix = ''): Tree {
  const read = (path: string) => files.get(path) as Uint8Array;
  return makeTree([...files.keys()].sort(byBytes), read, hashing(read), (path) => `${labelPrefix}${path}`, whyLinked(links));
}

/** The same tree with other contents: what `read` gives. */
export function withContents(tree: Tree, read: Tree['read']): Tree {
  const digest = hashing((path) => read(path) as Uint8Array);
  return { ...tree, read, digest: (path) => (tree.kind(path) === 'file' ? digest(path) : undefined) };
}

/** Digests that are made of the contents, once for each file. */
function hashing(read: (path: string) => Uint8Array): (path: string) => string {
  const known = new Map<string, string>();
  return (path) => {
    let digest = known.get(path);
    if (digest === undefined) known.set(path, (digest = sha256(read(path))));
    return digest;
  };
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function makeTree(files: readonly string[], read: (path: string) => Uint8Array, digest: (path: string) => string, label: (path: string) => string, whyMissing: (path: string) => string | undefined, emptied: readonly string[] = []): Tree {
  const known = new Set(files);
  const folders = new Map<string, Set<string>>([['', new Set()]]);
  const add = (path: string) => {
    for (let child = path; child !== '';) {
      const cut = child.lastIndexOf('/');
      const folder = cut < 0 ? '' : child.slice(0, cut);
      const names = folders.get(folder);
      if (names !== undefined) {
        names.add(child.slice(cut + 1));
        return;
      }
      folders.set(folder, new Set([child.slice(cut + 1)]));
      child = folder;
    }
  };
  for (const file of files) add(file);
  for (const folder of emptied) {
    if (folders.has(folder)) continue;
    add(folder);
    folders.set(folder, new Set());
  }
  return {
    files,
    label,
    whyMissing,
    read: (path) => (known.has(path) ? read(path) : undefined),
    digest: (path) => (known.has(path) ? digest(path) : undefined),
    kind: (path) => (known.has(path) ? 'file' : folders.has(path) ? 'directory' : undefined),
    list: (path) => {
      const names = folders.get(path);
      return names === undefined ? undefined : [...names].sort(byBytes);
    },
  };
}

/** Git's own list of files, or undefined where the folder is no work tree or git is not there. */
function listWithGit(root: string, digests: Digests | undefined): Entries | undefined {
  let out: string;
  try {
    // No configuration of the repository may start a program: core.fsmonitor would.
    out = execFileSync('git', ['-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false', 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
      cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28,
    });
  } catch {
    return undefined;
  }
  return sortEntries(root, out.split('\0').filter((path) => path !== ''), digests);
}

function walk(root: string, digests: Digests | undefined): Entries {
  const paths: string[] = [];
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (entry.name === '.git' || entry.name === 'node_modules') continue;
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else paths.push(path);
    }
  };
  visit('');
  return sortEntries(root, paths, digests);
}

/** Parts regular files from links; a file below a linked folder counts as linked. */
function sortEntries(root: string, paths: readonly string[], digests: Digests | undefined): Entries {
  const files: string[] = [];
  const links = new Set<string>();
  for (const path of paths) {
    const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isFile()) {
      files.push(path);
      digests?.see(path, stat);
    } else if (stat?.isSymbolicLink()) links.add(path);
  }
  return { files: files.sort(byBytes), links };
}

function isBelow(links: ReadonlySet<string>, path: string): boolean {
  const parts = path.split('/');
  return parts.some((_, i) => links.has(parts.slice(0, i + 1).join('/')));
}
