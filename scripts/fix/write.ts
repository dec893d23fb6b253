import { accessSync, constants, lstatSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * Writes a file of a repository in place of the text that was read from it; what stands in the way, a sentence, where it may
 * not be written. The new text appears at once or not at all, with the file's permissions.
 */
export function writeSource(root: string, file: string, before: string, after: string): string | undefined {
  const path = join(root, file);
  try {
    const home = realpathSync(root);
    if (realpathSync(path) !== join(home, file) || !join(home, file).startsWith(`${home}${sep}`)) return 'it lies behind a symbolic link';
    const stat = lstatSync(path);
    if (!stat.isFile()) return 'it is no file';
    // Root may write what nobody should.
    if ((stat.mode & 0o222) === 0) return 'it is read-only';
    accessSync(path, constants.W_OK);
    if (readFileSync(path, 'utf8') !== before) return 'it was changed meanwhile; run again';
    const temporary = `${path}.validate-fix-${process.pid}`;
    try {
      writeFileSync(temporary, after, { mode: stat.mode, flag: 'wx' });
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const known: Record<string, string> = { ENOENT: 'it is gone; run again', EACCES: 'it may not be written', EPERM: 'it may not be written', EROFS: 'it may not be written', ENOSPC: 'the disk is full' };
    return known[code ?? ''] ?? message;
  }
}
