import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a file of a cache beside its place and moves it there, so that nobody reads half of it; for the user's eyes only. False
 * where it cannot be written (a read-only checkout), which is no reason to fail.
 */
export function writeBeside(folder: string, name: string, data: string | Uint8Array): boolean {
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, data, { mode: 0o600 });
    renameSync(temporary, join(folder, name));
    return true;
  } catch {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // What stands in the folder's place is no folder.
    }
    return false;
  }
}
