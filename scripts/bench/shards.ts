/**
 * `npm run bench:shards [-- APPS]`: what a shard costs beside the whole run, in processor time: 500 apps in one cluster, and shared by four; 2 and 4 shards; with nothing kept, and where
 * earlier runs have kept what they made. Prints milliseconds, the sum of all shards and the costliest one as shares of the whole run, and what merging costs.
 */
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { makeRepository } from '../testing/repository.ts';
import { appFiles, clusterNamed, costOf } from './apps.ts';

const apps = Number(process.argv[2] ?? 500);
console.log(`load ${loadavg()[0]!.toFixed(1)}`);
for (const names of [['prod'], ['a', 'b', 'c', 'd']]) {
  const repository = makeRepository({ ...Object.assign({}, ...names.map(clusterNamed)), ...appFiles(apps, names) });
  const out = makeRepository({});
  const run = (...flags: readonly string[]) => costOf(['validate', '--path', repository.root, '--offline', '--quiet', ...flags], { VALIDATE_CACHE_DIR: join(out.root, 'cache') });
  try {
    for (const kept of [false, true]) {
      const flags = kept ? [] : ['--no-cache'];
      if (kept) run();
      const whole = run(...flags);
      console.log(`${apps} apps in ${names.length === 1 ? 'one cluster' : `${names.length} clusters`}, ${kept ? 'all kept' : 'nothing kept'}: ${whole.cpu.toFixed(0)} ms of CPU; ${whole.told}`);
      for (const shards of [2, 4]) {
        const parts = Array.from({ length: shards }, (_, at) => join(out.root, `part-${at + 1}.json`));
        const costs = parts.map((part, at) => run('--shard', `${at + 1}/${shards}`, '--output', part, ...flags).cpu);
        const merged = costOf(['report', 'merge', ...parts, '--quiet'], {}).cpu;
        const share = (cpu: number) => `${((100 * cpu) / whole.cpu).toFixed(0)} %`;
        console.log(`  ${shards} shards: ${costs.map((cpu) => cpu.toFixed(0)).join(' + ')} ms; together ${share(costs.reduce((sum, cpu) => sum + cpu, 0))}, the costliest ${share(Math.max(...costs))}; merge ${merged.toFixed(0)} ms`);
      }
    }
  } finally {
    spawnSync('rm', ['-rf', repository.root, out.root]);
  }
}
