import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addCrds, fromOpenApi } from './schema/pull/local.ts';
import { pull, type Sources } from './schema/pull/pull.ts';

/**
 * `npm run schemas:pull`: writes schemas/ anew from what schemas/sources.json names. `-- --crds DIR` adds the CRDs of a folder instead,
 * `-- --openapi FILE` the built-in kinds of a cluster (`kubectl get --raw /openapi/v2 > FILE`).
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'schemas');
const usage = 'usage: schemas:pull [--crds DIR | --openapi FILE]';

async function files(option: string | undefined, value: string | undefined): Promise<Map<string, string>> {
  if (option !== undefined && (value === undefined || !['--crds', '--openapi'].includes(option))) throw new Error(usage);
  if (option === '--crds') return addCrds(folder, value!);
  if (option === '--openapi') return fromOpenApi(readFileSync(value!, 'utf8'), value!);
  const sources = JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8')) as Sources;
  const proxy = (process.env['GOPROXY'] ?? '').split(/[,|]/).find((url) => url.startsWith('http')) ?? 'https://proxy.golang.org';
  const made = await pull(sources, proxy, (line) => process.stderr.write(`${line}\n`));
  for (const name of readdirSync(join(folder, 'crds'))) rmSync(join(folder, 'crds', name));
  return made;
}

try {
  mkdirSync(join(folder, 'crds'), { recursive: true });
  for (const [name, text] of await files(process.argv[2], process.argv[3])) {
    writeFileSync(join(folder, name), text);
    process.stderr.write(`schemas/${name}\n`);
  }
} catch (error) {
  process.stderr.write(`schemas:pull: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
