import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, expect, it } from 'vitest';
import { findingKey } from '../lib/finding-key.ts';
import { edit, entangled, mistakesOf, someEdits } from '../testing/edits.ts';
import { makeGitRepository, type GitRepository } from '../testing/git.ts';
import { openKept } from './kept.ts';
import { run } from './run.ts';

const made: GitRepository[] = [];
afterEach(() => made.splice(0).forEach((one) => one.remove()));
const caches = makeGitRepository({});
afterAll(() => caches.remove());

function repository(): GitRepository {
  const own = makeGitRepository({ ...entangled, '.gitignore': '.cache\n' });
  made.push(own);
  return own;
}

const options = (root: string, env = {}) => ({ root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(root, '.cache'), env }) as const;

async function keptRun(root: string, env = {}) {
  const ignored: string[] = [];
  const kept = openKept(options(root, env), (text) => ignored.push(text.replaceAll(root, 'ROOT').replace(/renders\/.*\.pack/, 'renders/PACK')));
  const { report } = await run(kept.options);
  kept.save();
  return { report: { ...report, seconds: 0 }, count: kept.options.memo!.count, ignored };
}

const packs = (root: string) => readdirSync(join(root, '.cache/renders')).filter((name) => name.endsWith('.pack')).map((name) => join(root, '.cache/renders', name));

it('answers after any edit as a run without it, and --changed leaves out nothing', async () => {
  const own = repository();
  const base = new Set((await run(options(own.root))).report.findings.map(findingKey));
  await fc.assert(fc.asyncProperty(someEdits, async (edits) => {
    edit(own, edits);
    expect(await mistakesOf(options(own.root), base)).toEqual([]);
  }), { numRuns: Number(process.env['EDITS'] ?? 4), seed: 20261121 });
}, 600_000);

it('renders nothing twice, and only what an edit touches', async () => {
  const { root } = repository();
  const first = await keptRun(root);
  expect(first.count.made).toBe(first.count.asked);
  const second = await keptRun(root);
  expect([second.count.made, second.report]).toEqual([0, first.report]);
  writeFileSync(join(root, 'two/map.yaml'), readFileSync(join(root, 'two/map.yaml'), 'utf8').replace('a: b', 'a: c'));
  expect((await keptRun(root)).count.made).toBe(1);
});

it('is for nobody else to read', async () => {
  const { root } = repository();
  await keptRun(root);
  const folder = join(root, '.cache/renders');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

it('ignores a pack that is cut off, changed, or signed by others, says so, and renders anew', async () => {
  const { root } = repository();
  const { report } = await keptRun(root);
  const said = ['ROOT/.cache/renders/PACK is ignored: it is cut off, was changed, or is of another tool'];
  const spoil = async (how: (file: string) => void) => {
    for (const file of packs(root)) how(file);
    const { ignored, report: again, count } = await keptRun(root);
    expect(again).toEqual(report);
    expect(count.made).toBe(count.asked);
    return ignored;
  };
  expect(new Set(await spoil((file) => truncateSync(file, statSync(file).size - 7)))).toEqual(new Set(said));
  expect(new Set(await spoil((file) => writeFileSync(file, readFileSync(file, 'utf8').replaceAll('shared', 'SHARED'))))).toEqual(new Set(said));
  expect(new Set(await spoil((file) => writeFileSync(file, '')))).toEqual(new Set(said));
  const { ignored, count } = await keptRun(root, { VALIDATE_CACHE_KEY: 'a secret' });
  expect([new Set(ignored), count.made]).toEqual([new Set(said), count.asked]);
});

it('runs where nothing can be written', async () => {
  const { root } = repository();
  const { report } = await keptRun(root);
  mkdirSync(join(caches.root, 'x'), { recursive: true });
  writeFileSync(join(caches.root, 'x/renders'), 'a file where the folder would be');
  const kept = openKept({ ...options(root), cacheDir: join(caches.root, 'x') }, () => undefined);
  expect({ ...(await run(kept.options)).report, seconds: 0 }).toEqual(report);
  kept.save();
});
