import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findBinary } from '../lib/find-binary.ts';

/**
 * `npm run bench:helm -- [CHART] [VALUES-DIRECTORY] [HELM-BINARY]`: 60 releases of a chart (this repository's app-template, with the goldens' values) in one fresh process, with
 * and without tracking of origins, against as many runs of the binary. The processes take turns, so that a busy machine
 * slows all of them; of each the least counts. Prints CPU time as ratios: figures depend on the machine, ratios little.
 */
const root = resolve(import.meta.dirname, '../..');
const [chartPath = join(root, 'charts/app-template'), valuesPath = join(root, '../shared/goldens/app-template'), binary = process.env['HELM'] ?? findBinary('helm') ?? 'helm'] = process.argv.slice(2);
if (!existsSync(chartPath) || !existsSync(valuesPath)) {
  console.error(`there is no ${existsSync(chartPath) ? valuesPath : chartPath}\nusage: npm run bench:helm -- [CHART] [VALUES-DIRECTORY] [HELM-BINARY]`);
  process.exit(2);
}
const files = readdirSync(valuesPath).filter((name) => /values\.ya?ml$/.test(name)).sort().slice(0, 60).map((name) => join(valuesPath, name));

interface Once { readonly startUp: number; readonly total: number; readonly hot: number; readonly thousand: number; readonly memory: number }

function once(tracking: 'plain' | 'track', hot = ''): Once {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, '../start.mjs'), 'bench/helm-once', chartPath, tracking, hot, ...files], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Once;
}

/** Milliseconds of CPU of one run of the binary for each values file; undefined without the binary. */
function shelled(): number | undefined {
  if (spawnSync(binary, ['version']).status !== 0) return undefined;
  let total = 0;
  for (const file of files) {
    // the shell's `times` tells what its children used
    const run = spawnSync('sh', ['-c', '"$@" >/dev/null 2>&1; times', 'sh', binary, 'template', 'bench', chartPath, '-f', file, '--skip-schema-validation'], { encoding: 'utf8' });
    const children = run.stdout.trim().split('\n').at(-1) ?? '';
    total += [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
  }
  return total;
}

const least = (runs: readonly Once[]): Once => runs.reduce((best, one) => (one.total < best.total ? one : best));
const first = once('plain');
const plain: Once[] = [];
const track: Once[] = [];
const helm: number[] = [];
for (let turn = 0; turn < 5; turn++) {
  plain.push(once('plain'));
  track.push(once('track'));
  if (turn < 2) helm.push(...[shelled()].filter((one) => one !== undefined));
}
const [cold, tracked] = [least(plain), least(track)];
const long = once('plain', 'hot');
const per = (milliseconds: number): string => (milliseconds / files.length).toFixed(2);

console.log(`${files.length} releases, CPU ms: start-up ${cold.startUp.toFixed(0)}, with the first round ${cold.total.toFixed(0)}, with origin tracking ${tracked.total.toFixed(0)}; a first run, before anything of ours is compiled, at most ${first.total.toFixed(0)}`);
console.log(`a hot render: ${per(long.hot)} ms; 1,000 releases: ${per(long.thousand)} ms each; memory ${(long.memory / 2 ** 20).toFixed(0)} MiB`);
if (helm.length === 0) console.log(`no ratio: there is no helm binary at ${binary}`);
else console.log(`helm binary: ${Math.min(...helm).toFixed(0)} ms; ratio ${(Math.min(...helm) / cold.total).toFixed(1)} (cold, with start-up; asked: 12), ${(Math.min(...helm) / tracked.total).toFixed(1)} (with tracking; asked: 8)`);
