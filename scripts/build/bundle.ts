import { rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Writes `<root>/dist`: the entries (`validate` is `scripts/validate.ts`) and all that they import as a few files of JavaScript, and for each
 * `<entry>.parts.json`, by which start.mjs knows whether that one is still what the sources say. `rules` are the ids of the rules, which are otherwise found and loaded by folder, a file each.
 *
 * Files stay where they are as far as their code can see: `import.meta` is that of the source, so that data is read, and packages that are loaded when they
 * are needed are found, from there.
 */
export async function bundle(root: string, entries: readonly string[], rules: readonly string[]): Promise<void> {
  const scripts = join(root, 'scripts');
  const dist = join(root, 'dist');
  const build = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry.replaceAll('/', '-'), join(scripts, `${entry}.ts`)])),
    platform: 'node',
    external: ['@kubernetes/client-node', 'rolldown'],
    plugins: [{
      name: 'sources',
      load: (id) => (id === join(scripts, 'rules/load.ts') ? rulesModule(rules) : undefined),
      transform: (code, id) =>
        id.startsWith(scripts) && code.includes('import.meta.')
          ? code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id))).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
          : undefined,
    }],
  });
  rmSync(dist, { recursive: true, force: true });
  const { output } = await build.write({ dir: dist, format: 'esm' });
  await build.close();
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk] as const] : [])));
  // The rules are the folders below these two levels: a new one is a change of a folder.
  const folders = [join(scripts, 'rules'), ...new Set(rules.map((id) => join(scripts, 'rules', dirname(id))))];
  // npm writes it anew whenever it changes a package: one file to look at instead of hundreds.
  const installed = join(root, 'node_modules/.package-lock.json');
  for (const entry of chunks.values()) {
    if (!entry.isEntry) continue;
    const needed = new Set([entry.fileName]);
    for (const name of needed) for (const next of [...chunks.get(name)!.imports, ...chunks.get(name)!.dynamicImports]) if (chunks.has(next)) needed.add(next);
    const files = [...needed].flatMap((name) => chunks.get(name)!.moduleIds).filter((path) => !path.includes('\0'));
    const own = files.filter((path) => !path.includes('/node_modules/'));
    const parts = [...own, ...(own.length < files.length ? [installed] : []), ...(files.includes(join(scripts, 'rules/load.ts')) ? folders : [])];
    writeFileSync(join(dist, `${entry.name}.parts.json`), JSON.stringify({ root, parts: parts.map((path) => [relative(root, path), signatureOf(path)]) }));
  }
}

function signatureOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}

/** What takes the place of rules/load.ts: the same function, of a table. */
function rulesModule(ids: readonly string[]): string {
  return [
    "import { pathToFileURL } from 'node:url';",
    ...ids.map((id, at) => `import rule${at} from './${id}/rule.ts';`),
    `const rules = new Map([${ids.map((id, at) => `[${JSON.stringify(id)}, rule${at}]`).join(', ')}]);`,
    'export async function loadRule(folder, id) {',
    '  const own = folder === import.meta.dirname ? rules.get(id) : undefined;',
    '  return own ?? (await import(pathToFileURL(`${folder}/${id}/rule.ts`).href)).default;',
    '}',
  ].join('\n');
}
