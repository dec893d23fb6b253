import { readFileSync, writeFileSync } from 'node:fs';

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
