/**
 * Compares builds with the kustomize binary: `npm run test:kustomize [-- --seeds 2000 --from 1 --repo folder ... --record]`.
 * The cases written by hand first, then random ones, then every kustomization of the repositories. `--record` writes the
 * results of both kinds of cases for the tests.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { goJson } from '../gojson.ts';
import { build, diskFs, kustomizationNames } from '../index.ts';
import { findBinary } from '../../lib/find-binary.ts';
import { runBinary, theirs } from './binary.ts';
import { cases } from './cases/index.ts';
import type { Result } from './outcome.ts';
import { digest, ours } from './outcome.ts';
import { randomCase } from './random.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' }, repo: { type: 'string', multiple: true, default: [] }, record: { type: 'boolean', default: false } } });
const binary = findBinary('kustomize');
if (binary === undefined) {
  console.log('skipped: no kustomize binary in $ORACLES or PATH');
  process.exit(0);
}

interface Tally {
  same: number;
  failBoth: number;
  unsupported: number;
  remote: number;
  different: string[];
}

function count(tally: Tally, name: string, own: Result, other: Result): void {
  if ('unsupported' in own) tally.unsupported++;
  else if (digest(own) !== digest(other)) tally.different.push(name);
  else if ('failed' in own) tally.failBoth++;
  else tally.same++;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all([0, 1].map(async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  }));
}

function show(name: string, tally: Tally): void {
  const { same, failBoth, unsupported, remote, different } = tally;
  console.log(`${name}: ${same} equal, ${failBoth} fail in both, ${unsupported} left to the binary, ${remote} with remote bases, ${different.length} different${different.length === 0 ? '' : `: ${different.slice(0, 20).join(', ')}`}`);
  if (different.length > 0) process.exitCode = 1;
}

const empty = (): Tally => ({ same: 0, failBoth: 0, unsupported: 0, remote: 0, different: [] });
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values.from) + i);
const random = empty();
const record = (path: string, results: Readonly<Record<string, string>>, order: readonly (string | number)[]): void =>
  writeFileSync(new URL(path, import.meta.url), `{\n${order.map((key) => `${JSON.stringify(String(key))}: ${JSON.stringify(results[key])}`).join(',\n')}\n}\n`);

const written = empty();
const ofCases: Record<string, string> = {};
await inParallel(cases, async (one) => {
  const other = await theirs(binary, one);
  ofCases[one.name] = digest(other);
  count(written, one.name, ours(one), other);
});
show('written by hand', written);
if (values.record) record('cases/recorded.json', ofCases, cases.map(({ name }) => name));

const recorded: Record<string, string> = {};
await inParallel(seeds, async (seed) => {
  const one = randomCase(seed);
  const other = await theirs(binary, one);
  recorded[seed] = digest(other);
  count(random, one.name, ours(one), other);
});
show('random', random);
if (values.record) record('recorded.json', recorded, seeds);

function foldersOf(root: string): string[] {
  const found: string[] = [];
  const walk = (dir: string): void => {
    const entries = readdirSync(dir, { withFileTypes: true });
    if (entries.some((each) => each.isFile() && (kustomizationNames as readonly string[]).includes(each.name))) found.push(dir);
    for (const each of entries) if (each.isDirectory() && each.name !== '.git') walk(join(dir, each.name));
  };
  walk(root);
  return found.sort();
}

for (const root of values.repo) {
  const tally = empty();
  const fs = diskFs(root);
  await inParallel(foldersOf(root), async (folder) => {
    const dir = relative(root, folder).replaceAll('\\', '/');
    const built = build(fs, dir, { order: 'legacy' });
    if (!built.ok && built.problems[0]?.code === 'kustomize/remote-base') {
      tally.remote++;
      return;
    }
    const own: Result = built.ok ? { objects: built.resources.map(({ object }) => goJson(object)) } : built.unsupported !== undefined ? { unsupported: built.unsupported } : { failed: built.problems[0]?.message ?? '' };
    count(tally, dir, own, 'unsupported' in own ? own : await runBinary(binary, folder));
  });
  show(root.split('/').at(-1) ?? root, tally);
}
