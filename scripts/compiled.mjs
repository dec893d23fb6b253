import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';

// How our TypeScript is compiled. JavaScript, and loaded by `node --import` before the first TypeScript file: what strips types is
// itself a third of a start, and is not even loaded where everything is kept. What starts without the option imports this
// file first; what is imported dynamically behind it is treated the same.

// V8 optimizes on other cores what ran a few hundred times: a third of the CPU of a run of a second, for code that then has
// not long to run. Ten times later costs a run of ten seconds nothing. Before the cache: what is kept goes by the flags, too.
// Other versions of Node may not know these flags.
if (process.versions.node.startsWith('26.')) setFlagsFromString('--invocation-count-for-maglev=5000 --invocation-count-for-turbofan=50000 --invocation-count-for-osr=5000 --invocation-count-for-maglev-osr=1000');

// What Node makes of each file (stripped and compiled) is kept in `.cache/node`, keyed by what it holds. Where the folder cannot be
// written, nothing is kept.
enableCompileCache(resolve(import.meta.dirname, '../.cache/node'));
