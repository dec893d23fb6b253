import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';

/** The text of a file that the user named; undefined where there is none, '' where it is no file that can be read. */
export function readInput(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : '';
  }
}

/** Writes a file that the user named; what stands in the way where it cannot be written. */
export function writeOutput(file: string, text: string): string | undefined {
  try {
    writeFileSync(file, text);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const known: Record<string, string> = { ENOENT: 'its folder does not exist', ENOTDIR: 'its folder is a file', EISDIR: 'it is a folder; name a file in it', EACCES: 'it may not be written', EROFS: 'it may not be written', ENOSPC: 'the disk is full' };
    return `not written: ${known[code ?? ''] ?? message}`;
  }
}

/**
 * Writes a file of the repository, its folder too. What a repository names (a cluster, a path, a symbolic link) must not lead out of it: then
 * nothing is written, and this is why.
 */
export function writeInside(root: string, file: string, text: string): string | undefined {
  const path = join(root, file);
  const isInside = (from: string, to: string): boolean => {
    const way = relative(from, to);
    return way !== '' && !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
  };
  if (!isInside(root, path)) return `not written: ${file} is outside of the repository`;
  let known = path;
  while (!existsSync(known)) known = dirname(known);
  const [from, to] = [realpathSync(root), realpathSync(known)];
  if (to !== from && !isInside(from, to)) return `not written: ${file} leads out of the repository`;
  mkdirSync(dirname(path), { recursive: true });
  return writeOutput(path, text);
}
