import { watch as watchFolder, type FSWatcher } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { openTree } from '../render/source/tree.ts';

/** Milliseconds to wait for more after a change: editors and git write several files. */
const settle = 40;

/**
 * Calls `changed` with the files that were changed, again and again until the signal; never twice at once. Watches the folders of
 * the files that the repository has (for git: tracks or would add), so that no dependency folder costs anything.
 */
export async function watchRepository(root: string, signal: AbortSignal, changed: (files: readonly string[]) => Promise<void>): Promise<void> {
  const watchers = new Map<string, FSWatcher>();
  const pending = new Set<string>();
  let wake: (() => void) | undefined;
  const stop = () => wake?.();
  signal.addEventListener('abort', stop);
  follow();
  try {
    while (!signal.aborted) {
      if (pending.size === 0) await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
      if (signal.aborted) break;
      await new Promise((resolve) => setTimeout(resolve, settle));
      const files = [...pending].sort();
      pending.clear();
      follow();
      await changed(files);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    for (const watcher of watchers.values()) watcher.close();
  }

  /** Watches folders that have come, and lets go of those that are gone. */
  function follow(): void {
    const folders = new Set(['.', ...openTree(root).files.flatMap((file) => parents(file))]);
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watchFolder(join(root, folder), (_, name) => {
          if (name === null || name === '.git' || name.includes('.validate-fix-') || /^\.cache$|^node_modules$|~$|^\.#|\.sw[px]$/.test(name)) return;
          pending.add(posix.join(folder, name));
          wake?.();
        });
        watcher.on('error', () => watchers.delete(folder));
        watchers.set(folder, watcher);
      } catch {
        // Gone again before it could be watched; its parent tells.
      }
    }
  }
}

function parents(file: string): string[] {
  const folder = dirname(file);
  return folder === '.' ? [] : [folder, ...parents(folder)];
}
