import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { findingKey } from '../lib/finding-key.ts';
import { run } from './run.ts';
import { runChanged } from './changed.ts';
import { makeGitRepository, type GitRepository } from '../testing/git.ts';
import { configMap, prod, syncOf, writeFiles } from '../testing/repository.ts';

const made: GitRepository[] = [];
afterEach(() => made.splice(0).forEach((one) => one.remove()));

const deployment = (name: string, map: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: default}\nspec:\n  selector: {matchLabels: {app: ${name}}}\n  template:\n    metadata: {labels: {app: ${name}}}\n    spec: {containers: [{name: a, image: "a:1.0.0", envFrom: [{configMapRef: {name: ${map}}}]}]}\n`;

/** Two apps that refer to each other's objects, so that an edit of one is felt in the other. */
const repository = {
  ...prod,
  'clusters/prod/apps.yaml': `${syncOf('one', './one')}---\n${syncOf('two', './two', '  dependsOn: [{name: one}]\n')}`,
  'one/map.yaml': configMap('shared'), 'one/app.yaml': deployment('one', 'other'),
  'two/map.yaml': configMap('other'), 'two/app.yaml': deployment('two', 'shared'),
};

/** `EDITS=300 npx vitest run scripts/run/changed.test.ts` tries more of them. */
const edits = Number(process.env['EDITS'] ?? 5);
const options = (root: string) => ({ root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: `${root}/.cache`, env: {} }) as const;

it('tells what an edit brings in another unit, and leaves out what was there', async () => {
  const own = makeGitRepository(repository);
  made.push(own);
  writeFiles(own.root, { 'one/map.yaml': configMap('renamed') });
  const result = await runChanged(options(own.root), undefined, {});
  if ('message' in result) throw new Error(result.message);
  expect(result.report.findings.filter(({ rule }) => rule.startsWith('reference/')).map(({ place, message }) => `${place?.file}:${place?.line} ${message}`)).toEqual(['two/app.yaml:8 no ConfigMap "shared" in namespace default']);
  expect(result.note).toMatch(/^compared with merge base of main \([0-9a-f]{10}\); \d+ findings that it has too are left out$/);
}, 120_000);

it('finds no less than a full run of what the base has not, after any edit', async () => {
  const own = makeGitRepository(repository);
  made.push(own);
  const base = new Set((await run(options(own.root))).report.findings.map(findingKey));
  const paths = Object.keys(repository).filter((path) => !path.endsWith('flux.yaml'));
  const edit = fc.record({ path: fc.constantFrom(...paths), from: fc.constantFrom('shared', 'other', 'one', 'two', 'a:1.0.0', 'prune: true', 'ConfigMap', 'default', 'dependsOn', '{a: b}'), to: fc.constantFrom('shared', 'other', 'three', '', 'a', '{a: 1}', 'Secret', 'elsewhere') });
  await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (some) => {
    const files: Record<string, string> = { ...repository };
    for (const { path, from, to } of some) files[path] = files[path]!.replace(from, to);
    writeFiles(own.root, files);
    const full = (await run(options(own.root))).report;
    const changed = await runChanged(options(own.root), undefined, {});
    // A side that cannot be rendered at all is told as such, not compared.
    if ('message' in changed) return expect(full.incomplete).toBe(true);
    const found = new Set(changed.report.findings.map(findingKey));
    expect(full.findings.map(findingKey).filter((key) => !base.has(key) && !found.has(key))).toEqual([]);
  }), { numRuns: edits, seed: 20261121 });
}, 600_000);

it('says what it cannot compare with', async () => {
  const own = makeGitRepository(repository);
  made.push(own);
  expect(await runChanged(options(own.root), 'mian', {})).toEqual({ ok: false, message: '--base mian: there is no such ref; did you mean "main"?' });
  expect(await runChanged(options(`${own.root}/nowhere`), undefined, {})).toEqual({ message: `${own.root}/nowhere is no folder` });
});
