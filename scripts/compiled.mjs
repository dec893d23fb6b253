import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';

// Lets Node keep what it makes of our TypeScript (stripped and compiled) in `.cache/node`, keyed by what the files hold: most of a
// short run's start is that work. JavaScript, and loaded by `node --import` before the first TypeScript file: what strips types
// is itself a third of a start, and is not even loaded where everything is kept. What starts without the option imports this
// file first; what is imported dynamically behind it is kept. Where the folder cannot be written, nothing is kept.
enableCompileCache(resolve(import.meta.dirname, '../.cache/node'));
