import { readFileSync, statSync } from 'node:fs';
import module from 'node:module';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';

// Starts a command: `node scripts/start.mjs validate --path ...`. From `dist/`, which `npm ci` writes (see build/bundle.ts), where that was
// made of the files that are there now; from the TypeScript itself otherwise, which takes a quarter of a second longer. JavaScript, since what strips types
// is itself a part of a start, and is not even loaded where everything is built.

// V8 optimizes on other cores what ran a few hundred times: a third of the CPU of a run of a second, for code that then has
// not long to run. Ten times later costs a run of ten seconds nothing. Before the cache: what is kept goes by the flags, too.
// Other versions of Node may not know these flags.
if (process.versions.node.startsWith('26.')) setFlagsFromString('--invocation-count-for-maglev=5000 --invocation-count-for-turbofan=50000 --invocation-count-for-osr=5000 --invocation-count-for-maglev-osr=1000');

const dist = resolve(import.meta.dirname, '../dist');

// What V8 makes of each file is kept beside them, keyed by what it holds. Not in `.cache`: CI shares that between runs, and this is code. Where the
// folder cannot be written, or Node is too old for it, nothing is kept.
module.enableCompileCache?.(resolve(dist, 'compiled'));

const [name = ''] = process.argv.splice(2, 1);
const built = name.replaceAll('/', '-');
await import(isFresh() ? `../dist/${built}.js` : `./${name}.ts`);

/** Whether every file that the command in `dist/` was made of, and every folder whose files it lists, is as it was then. */
function isFresh() {
  try {
    const { root, parts } = JSON.parse(readFileSync(`${dist}/${built}.parts.json`, 'utf8'));
    if (root !== resolve(dist, '..')) return false;
    return parts.every(([path, signature]) => {
      const { size, mtimeMs } = statSync(`${root}/${path}`);
      return signature === `${size} ${mtimeMs}`;
    });
  } catch {
    return false;
  }
}
