import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { standInOf } from '../lib/stand-in.ts';
import type { YamlFile } from '../lib/yaml/index.ts';
import { parseYaml } from '../lib/yaml/index.ts';

/** What is at a path: a file's bytes, or what keeps them from being read. */
export type Entry =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'dir'; readonly names: readonly string[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'symlink' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads below one root. Paths are relative to it, with '/' and without '.', '..' or a trailing slash; '' is the root.
 * Entries are kept: a file that many builds share is read and parsed once for each `KustomizeFs`.
 */
export interface KustomizeFs {
  entry(path: string): Entry;
  /** The text, decoded as UTF-8, or as UTF-16 where a byte order mark says so; undefined for what is no text file. */
  text(path: string): string | undefined;
  /** The parsed YAML of a text file. */
  yaml(path: string): YamlFile | undefined;
  /** The path that places show. */
  label(path: string): string;
}

/** Files beyond this many bytes are not read. */
const maxBytes = 64 << 20;

/** Why a file that is read gives no text, as the end of a sentence. */
export function whyNoText(entry: Entry): string {
  return `is ${(entry.kind === 'file' ? standInOf(entry.bytes) : undefined) ?? 'no UTF-8 text'}`;
}

/** The decoder of a text that begins with UTF-16's byte order mark, as Go's YAML reader takes it. */
function utf16Of(bytes: Uint8Array): TextDecoder | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be', { fatal: true }) : undefined;
}

/** A file system of any make. `label`: the path that places in messages and origins show. */
export function makeFs(lookup: (path: string) => Entry, label: (path: string) => string = (path) => path): KustomizeFs {
  const entries = new Map<string, Entry>();
  const texts = new Map<string, string | undefined>();
  const trees = new Map<string, YamlFile | undefined>();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const entry = (path: string): Entry => {
    let found = entries.get(path);
    if (found === undefined) entries.set(path, (found = lookup(path)));
    return found;
  };
  const text = (path: string): string | undefined => {
    if (texts.has(path)) return texts.get(path);
    const found = entry(path);
    let decoded: string | undefined;
    try {
      decoded = found.kind === 'file' ? (utf16Of(found.bytes) ?? decoder).decode(found.bytes) : undefined;
    } catch {
      decoded = undefined;
    }
    texts.set(path, decoded);
    return decoded;
  };
  return {
    entry,
    text,
    label,
    yaml(path) {
      if (trees.has(path)) return trees.get(path);
      const found = text(path);
      const tree = found === undefined ? undefined : parseYaml(found, label(path));
      trees.set(path, tree);
      return tree;
    },
  };
}

/** The files below a folder of the disk. Symbolic links are refused, wherever they point. */
export function diskFs(root: string): KustomizeFs {
  const folders = new Map<string, 'ok' | Entry>([['', 'ok']]);
  const folder = (path: string): 'ok' | Entry => {
    let known = folders.get(path);
    if (known === undefined) {
      const slash = path.lastIndexOf('/');
      const parent = folder(slash < 0 ? '' : path.slice(0, slash));
      if (parent !== 'ok') known = parent;
      else {
        const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
        known = stat === undefined ? { kind: 'missing' } : stat.isSymbolicLink() ? { kind: 'symlink' } : stat.isDirectory() ? 'ok' : { kind: 'missing' };
      }
      folders.set(path, known);
    }
    return known;
  };
  return makeFs((path) => {
    const slash = path.lastIndexOf('/');
    try {
      const parent = folder(slash < 0 ? '' : path.slice(0, slash));
      if (parent !== 'ok') return parent;
      const full = join(root, path);
      const stat = lstatSync(full, { throwIfNoEntry: false });
      if (stat === undefined) return { kind: 'missing' };
      if (stat.isSymbolicLink()) return { kind: 'symlink' };
      if (stat.isDirectory()) return { kind: 'dir', names: readdirSync(full).sort() };
      if (!stat.isFile()) return { kind: 'refused', reason: 'is neither a file nor a folder' };
      if (stat.size > maxBytes) return { kind: 'refused', reason: `has more than ${maxBytes >> 20} MiB` };
      return { kind: 'file', bytes: readFileSync(full) };
    } catch (error) {
      return { kind: 'refused', reason: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
    }
  });
}

/** Files given as data, by path; with `below`, they lie over those of another file system. */
export function memoryFs(files: Readonly<Record<string, string | Uint8Array>>, below?: KustomizeFs): KustomizeFs {
  const own = new Map(Object.entries(files));
  const folders = new Map<string, Set<string>>([['', new Set()]]);
  for (const path of own.keys()) {
    const parts = path.split('/');
    for (let i = 0; i < parts.length; i++) {
      const parent = parts.slice(0, i).join('/');
      const names = folders.get(parent) ?? new Set();
      names.add(parts[i] ?? '');
      folders.set(parent, names);
    }
  }
  const fs = makeFs((path) => {
    const content = own.get(path);
    if (content !== undefined) return { kind: 'file', bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content };
    const names = folders.get(path);
    const under = below?.entry(path) ?? { kind: 'missing' };
    if (names === undefined) return under;
    return { kind: 'dir', names: [...new Set([...names, ...(under.kind === 'dir' ? under.names : [])])].sort() };
  });
  if (below === undefined) return fs;
  return {
    entry: fs.entry,
    label: below.label,
    text: (path) => (own.has(path) ? fs.text(path) : below.text(path)),
    yaml: (path) => (own.has(path) ? fs.yaml(path) : below.yaml(path)),
  };
}

/** Joins a path of a kustomization to its folder: undefined where it leaves the root, or is absolute. */
export function joinPath(dir: string, path: string): string | undefined {
  if (path.startsWith('/') || path.includes('\0')) return undefined;
  const parts = dir === '' ? [] : dir.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

export function isBelow(path: string, dir: string): boolean {
  return dir === '' || path === dir || path.startsWith(`${dir}/`);
}
