import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { createMemo } from '../render/memo/memo.ts';
import { openDigests } from '../render/memo/digests.ts';
import { openPacks } from '../render/memo/packs.ts';
import { toolDigest } from '../render/memo/tool.ts';
import type { RenderOptions } from './clusters.ts';

/** Bytes that all that is kept takes at most. */
const limit = 256e6;

export interface Kept {
  /** The same, and what an earlier run has kept is not made again. */
  readonly options: RenderOptions;
  /** Keeps what is new, for later runs; call it when nothing is asked of the result any more. */
  save(): void;
}

/**
 * Opens what earlier runs have kept in `<cacheDir>/renders`: renderings, what was found in each object, digests of files. What is there
 * changes how long a run takes, never what it says. `note` is told what was ignored.
 */
export function openKept(options: RenderOptions, note: (text: string) => void): Kept {
  const folder = join(options.cacheDir, 'renders');
  const root = resolve(options.root);
  const tool = toolDigest(resolve(import.meta.dirname, '../..'), join(folder, 'tool'));
  const packs = openPacks({ folder, scope: short(tool, basename(root)), key: `${tool} ${options.env['VALIDATE_CACHE_KEY'] ?? ''}`, limit, note });
  const memo = createMemo(packs.load());
  const digests = openDigests(join(folder, `${short(root)}.files`));
  return {
    options: { ...options, memo, digests },
    save() {
      packs.save({ units: memo.news(), files: memo.fileNews() ?? [] });
      digests.save();
    },
  };
}

function short(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 24);
}
