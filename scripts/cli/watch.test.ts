import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configMap, makeRepository, prod } from '../testing/repository.ts';
import { parseFlags } from '../lib/flags.ts';
import { validateFlags, validateUsage } from './options.ts';
import { validate } from './validation.ts';
import { watchRepository } from './watch.ts';

/** Resolves as soon as the test holds. */
async function until(test: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !test(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(test()).toBe(true);
}

it('tells what was changed, in folders that come as well, and ends with the signal', async () => {
  const { root, remove } = makeRepository({ 'a/x.yaml': '1', 'b.yaml': '1' });
  const seen: string[] = [];
  const stop = new AbortController();
  const done = watchRepository(root, stop.signal, async (files) => void seen.push(...files));
  try {
    await new Promise((resolve) => setTimeout(resolve, 50));
    writeFileSync(join(root, 'a/x.yaml'), '2');
    await until(() => seen.includes('a/x.yaml'));
    mkdirSync(join(root, 'c'));
    writeFileSync(join(root, 'c/y.yaml'), '1');
    await until(() => seen.some((file) => file.startsWith('c')));
    writeFileSync(join(root, 'c/y.yaml'), '2');
    await until(() => seen.includes('c/y.yaml'));
    renameSync(join(root, 'b.yaml'), join(root, 'd.yaml'));
    await until(() => seen.includes('d.yaml'));
    mkdirSync(join(root, 'node_modules'));
    rmSync(join(root, 'c'), { recursive: true });
    await until(() => seen.includes('c'));
    expect(seen.filter((file) => file.includes('node_modules'))).toEqual([]);
  } finally {
    stop.abort();
    await done;
    remove();
  }
}, 40_000);

it('--watch validates again, and tells what is new', async () => {
  const { root, remove } = makeRepository({ ...prod, 'apps/a.yaml': configMap('a') });
  const parsed = parseFlags(['--watch', '--offline', '--path', root, '--quiet'], validateFlags, validateUsage);
  if (!parsed.ok) throw new Error(parsed.text);
  const stop = new AbortController();
  let out = '';
  let told = '';
  const done = validate(parsed.values, { env: {}, stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (told += text) }, signal: stop.signal });
  try {
    await until(() => told.includes('watching; Ctrl+C ends it\n'));
    out = '';
    writeFileSync(join(root, 'apps/a.yaml'), configMap('a').replace('{a: b}', '{a: 1}'));
    await until(() => told.includes('apps/a.yaml: 1 new, 0 mended\n') && out.includes(' s\n'));
    expect(out).toMatch(/^error workload\/config-map-value-type  a is the number 1; write a: "1"\n  apps\/a\.yaml:4:11\n/);
    expect(out).toMatch(/\n1 cluster, .*: 1 error, [\d.]+ s\n$/);
    out = '';
    writeFileSync(join(root, 'apps/a.yaml'), configMap('a'));
    await until(() => told.includes('apps/a.yaml: 0 new, 1 mended\n') && out.includes(' s\n'));
    expect(out).toMatch(/^1 cluster, .*: no findings, [\d.]+ s\n$/);
  } finally {
    stop.abort();
    expect(await done).toBe(0);
    remove();
  }
}, 60_000);
