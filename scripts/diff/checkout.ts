import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Git } from './git.ts';

/** The files of a commit in a folder of their own, until they are removed. */
export interface Checkout {
  readonly folder: string;
  remove(): void;
}

export type CheckoutResult = { readonly ok: true; readonly checkout: Checkout } | { readonly ok: false; readonly message: string };

interface Entry {
  readonly path: string;
  readonly object: string;
  readonly isLink: boolean;
}

interface Content {
  readonly entries: readonly Entry[];
  readonly blobs: ReadonlyMap<string, Buffer>;
}

type ReadResult<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly message: string };

/**
 * What a tree of the object store holds (`<commit>:<folder>`), in memory: bytes as they are stored, by no filter, hook or
 * attribute of the repository. Submodules stay away, as Flux leaves them out unless told otherwise.
 */
export function readFiles(git: Git, tree: string, name: string): ReadResult<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly links: ReadonlySet<string> }> {
  const read = readContent(git, tree, name);
  if (!read.ok) return read;
  const files = new Map(read.entries.flatMap(({ path, object, isLink }) => (isLink ? [] : [[path, read.blobs.get(object)!] as const])));
  return { ok: true, files, links: new Set(read.entries.flatMap(({ path, isLink }) => (isLink ? [path] : []))) };
}

function readContent(git: Git, tree: string, name: string): ReadResult<Content> {
  const listed = git.bytes(['ls-tree', '-r', '-z', '--full-tree', tree]);
  if (!listed.ok) return { ok: false, message: `${name} cannot be read: ${listed.message}` };
  const entries = listed.out.toString().split('\0').flatMap((line): Entry[] => {
    const [, mode = '', object = '', path = ''] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return object === '' ? [] : [{ path, object, isLink: mode === '120000' }];
  });
  const bad = entries.find(({ path }) => path.split('/').some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git'));
  if (bad !== undefined) return { ok: false, message: `${name} holds a file named ${JSON.stringify(bad.path)}, which is written nowhere; no tool of git makes such a tree` };
  const read = git.bytes(['cat-file', '--batch', '--buffer'], `${[...new Set(entries.map(({ object }) => object))].join('\n')}\n`);
  if (!read.ok) return { ok: false, message: `${name} cannot be read: ${read.message}` };
  const blobs = blobsOf(read.out);
  const absent = entries.find(({ object }) => !blobs.has(object));
  if (absent !== undefined) return { ok: false, message: `${name}: the content of ${absent.path} is not in this clone, which is a partial one; run git fetch --refetch origin` };
  return { ok: true, entries, blobs };
}

/** Writes the same into a temporary folder. `folderName`: of the new folder, since it can name a cluster. */
export function checkOut(git: Git, tree: string, name: string, folderName: string): CheckoutResult {
  const read = readContent(git, tree, name);
  if (!read.ok) return read;
  const { entries, blobs } = read;
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'diff-')));
  const folder = join(parent, folderName);
  const checkout: Checkout = { folder, remove: () => rmSync(parent, { recursive: true, force: true }) };
  try {
    mkdirSync(folder);
    // Links last, so that nothing is written through one; they are there to be told, and nobody follows them.
    for (const { path, object, isLink } of [...entries].sort((a, b) => Number(a.isLink) - Number(b.isLink))) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      if (isLink) symlinkSync(blobs.get(object)!.toString(), file);
      else writeFileSync(file, blobs.get(object)!, { flag: 'wx' });
    }
  } catch (error) {
    checkout.remove();
    return { ok: false, message: `${name} cannot be written to ${tmpdir()}: ${(error as Error).message.split('\n', 1)[0]}` };
  }
  return { ok: true, checkout };
}

/** The answers of `git cat-file --batch`: a line `<id> blob <size>`, the bytes, a line feed. */
function blobsOf(out: Buffer): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (let at = 0; at < out.length;) {
    const end = out.indexOf(10, at);
    if (end < 0) break;
    const [id = '', type, size = ''] = out.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    blobs.set(id, out.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return blobs;
}
