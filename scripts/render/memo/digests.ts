import { readFileSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Digests } from '../source/tree.ts';
import { writeBeside } from '../write.ts';

/** Milliseconds within which a second write may leave a file's times as they were (git: "racily clean"). */
const racy = 2000;

/**
 * Digests of the files below one folder, kept in a file by what `lstat` says of each: size, inode, time of change of content and of
 * status. A file that was written just before its digest was taken is read again next time.
 */
export function openDigests(file: string): Digests & { save(): void } {
  const known = read(file);
  /** What each file is now; those that are too young to be known are not in it. */
  const now = new Map<string, string>();
  let isNews = false;
  return {
    see(path, stat) {
      if (Math.max(stat.mtimeMs, stat.ctimeMs) > Date.now() - racy) now.delete(path);
      else now.set(path, signatureOf(stat));
    },
    get(path) {
      const [signature, digest] = known.get(path) ?? [];
      return signature !== undefined && signature === now.get(path) ? digest : undefined;
    },
    learn(path, digest) {
      const signature = now.get(path);
      if (signature === undefined) return;
      known.set(path, [signature, digest]);
      isNews = true;
    },
    save() {
      if (!isNews) return;
      isNews = false;
      for (const path of known.keys()) if (!now.has(path)) known.delete(path);
      writeBeside(dirname(file), basename(file), JSON.stringify([...known]));
    },
  };
}

export function signatureOf({ size, ino, mtimeMs, ctimeMs }: Stats): string {
  return `${size} ${ino} ${mtimeMs} ${ctimeMs}`;
}

function read(file: string): Map<string, readonly [string, string]> {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    if (!Array.isArray(found)) return new Map();
    return new Map(found.filter((entry): entry is [string, [string, string]] => Array.isArray(entry) && typeof entry[0] === 'string' && Array.isArray(entry[1]) && entry[1].every((part) => typeof part === 'string') && /^[0-9a-f]{64}$/.test(String(entry[1][1]))));
  } catch {
    return new Map();
  }
}
