import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ruleIds } from './rules/index.ts';

/** `npm run build`, which `npm ci` runs: the commands as few files of JavaScript. Without them every command runs from its sources, a quarter of a second slower. */
const root = resolve(import.meta.dirname, '..');
// What npm scripts start through start.mjs; the others are run from their sources, by those who change them.
const commands = readdirSync(import.meta.dirname).flatMap((file) => (/^(?!build|docs-rules)[a-z-]+\.ts$/.test(file) ? [file.slice(0, -'.ts'.length)] : []));
const { bundle } = await import('./build/bundle.ts').catch(() => ({ bundle: undefined }));
if (bundle === undefined) console.error('nothing is built: the package rolldown is not installed (npm ci --omit=dev); the commands run from their sources');
else await bundle(root, [...commands, 'bench/helm-once', 'bench/render-once'], ruleIds());
