import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeFiles } from '../testing/repository.ts';
import { bundle } from './bundle.ts';

const scripts = resolve(import.meta.dirname, '..');
const root = realpathSync(mkdtempSync(join(tmpdir(), 'bundle-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const rule = (summary: string) => `export default { meta: { summary: '${summary}' } };\n`;
const run = (...words: string[]) => execFileSync(process.execPath, [join(root, 'scripts/start.mjs'), ...words], { encoding: 'utf8' }).trim();

it('starts what was built for as long as the sources are the same, and the sources otherwise', async () => {
  writeFiles(root, {
    'package.json': '{"type": "module"}',
    'scripts/tell.ts': `import { inner } from './lib/inner.ts';
import { loadRule } from './rules/load.ts';
const { meta } = await loadRule(import.meta.dirname + '/rules', 'fam/one');
console.log([inner, import.meta.dirname, meta.summary, process.argv.slice(2), new Error().stack?.includes('/dist/') ? 'built' : 'source'].join('|'));
`,
    'scripts/lib/inner.ts': 'export const inner: string = import.meta.url;\n',
    'scripts/rules/fam/one/rule.ts': rule('first'),
  });
  for (const file of ['start.mjs', 'rules/load.ts']) copyFileSync(join(scripts, file), join(root, 'scripts', file));
  const told = (summary: string, from: string) => `file://${root}/scripts/lib/inner.ts|${root}/scripts|${summary}|--a,b|${from}`;

  expect(run('tell', '--a', 'b')).toBe(told('first', 'source'));
  await bundle(root, ['tell'], ['fam/one']);
  expect(run('tell', '--a', 'b')).toBe(told('first', 'built'));

  writeFiles(root, { 'scripts/rules/fam/one/rule.ts': rule('second') });
  expect(run('tell', '--a', 'b')).toBe(told('second', 'source'));
  await bundle(root, ['tell'], ['fam/one']);
  expect(run('tell', '--a', 'b')).toBe(told('second', 'built'));

  writeFiles(root, { 'scripts/rules/fam/two/rule.ts': rule('new') });
  expect(run('tell', '--a', 'b'), 'a new rule').toBe(told('second', 'source'));
  await bundle(root, ['tell'], ['fam/one', 'fam/two']);
  writeFiles(root, { 'dist/tell.parts.json': '{"root": ' });
  expect(run('tell', '--a', 'b'), 'a damaged list').toBe(told('second', 'source'));
});
