import type { Values } from '../lib/flags.ts';
import type { RenderOptions } from '../run/clusters.ts';
import { openKept, type Kept } from '../run/kept.ts';
import type { repositoryFlags } from './options.ts';
import { progressOn, type Terminal } from './terminal.ts';

export interface Renders extends Kept {
  /** Takes the line that names what runs off the terminal; call it before anything is told. */
  endProgress(): void;
}

/**
 * The options of a command that renders, with what earlier runs have kept, and progress where somebody looks on; `save` when nothing is asked
 * of the rendering any more (docs/cache.md).
 */
export function openRenders(given: RenderOptions, values: Pick<Values<typeof repositoryFlags>, 'no-cache'> & { readonly verbose?: boolean; readonly quiet?: boolean }, { env, stderr }: Pick<Terminal, 'env' | 'stderr'>): Renders {
  const progress = values.quiet === true ? undefined : progressOn(stderr, env);
  const options = { ...given, ...(progress !== undefined && { onProgress: progress.on }) };
  const kept = values['no-cache'] === true ? { options, save: () => undefined } : openKept(options, (text) => void (values.verbose === true && stderr.write(`cache: ${text}\n`)));
  return { ...kept, endProgress: () => progress?.end() };
}
