import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pull, type Sources } from './schema/pull/pull.ts';

/** `npm run schemas:pull`: writes schemas/ anew from what schemas/sources.json names. */
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'schemas');
try {
  const sources = JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8')) as Sources;
  const proxy = (process.env['GOPROXY'] ?? '').split(/[,|]/).find((url) => url.startsWith('http')) ?? 'https://proxy.golang.org';
  const files = await pull(sources, proxy, (line) => process.stderr.write(`${line}\n`));
  mkdirSync(join(folder, 'crds'), { recursive: true });
  for (const name of readdirSync(join(folder, 'crds'))) rmSync(join(folder, 'crds', name));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
} catch (error) {
  process.stderr.write(`schemas:pull: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
