import type { Values } from '../lib/flags.ts';
import type { RenderOptions } from '../run/clusters.ts';
import { openKept, type Kept } from '../run/kept.ts';
import type { repositoryFlags } from './options.ts';

/** The options of a command that renders, with what earlier runs have kept; `save` when nothing is asked of the rendering any more (docs/cache.md). */
export function openRenders(options: RenderOptions, values: Pick<Values<typeof repositoryFlags>, 'no-cache'> & { readonly verbose?: boolean }, stderr: { write(text: string): unknown }): Kept {
  return values['no-cache'] === true ? { options, save: () => undefined } : openKept(options, (text) => void (values.verbose === true && stderr.write(`cache: ${text}\n`)));
}
