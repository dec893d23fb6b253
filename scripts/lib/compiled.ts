import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';

/**
 * Lets Node keep what it makes of our TypeScript (stripped and compiled) in `.cache/node`, keyed by what the files hold: most of a
 * short run's start is that work. Call it before a dynamic import; what was imported before is not kept. Where the folder
 * cannot be written, nothing is kept and nothing else changes.
 */
export function keepCompiled(): void {
  enableCompileCache(resolve(import.meta.dirname, '../../.cache/node'));
}
