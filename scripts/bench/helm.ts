import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadChart } from '../helm/chart/index.ts';
import { createRenderer } from '../helm/render/index.ts';
import { loadValues } from '../helm/values/index.ts';
import type { RenderRequest } from '../helm/types.ts';

/**
 * `npm run bench:helm -- CHART VALUES-DIRECTORY [HELM-BINARY]`: renders 60 releases of a chart (app-template) in this
 * process, and with as many runs of the binary; prints CPU time as ratios. Figures depend on the machine, ratios little.
 */
const [chartPath, valuesPath, binary = process.env['HELM'] ?? 'helm'] = process.argv.slice(2);
if (chartPath === undefined || valuesPath === undefined) {
  console.error('usage: npm run bench:helm -- CHART VALUES-DIRECTORY [HELM-BINARY]');
  process.exit(2);
}
const renderChart = createRenderer();
const files = readdirSync(valuesPath).filter((name) => /values\.ya?ml$/.test(name)).sort().slice(0, 60).map((name) => join(valuesPath, name));

const cpu = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;

function requestOf(file: string, trackOrigin: boolean): RenderRequest {
  const loaded = loadValues(readFileSync(file, 'utf8'));
  return { release: { name: 'bench', namespace: 'default', revision: 1 }, values: loaded.ok ? loaded.values : {}, skipSchema: true, trackOrigin };
}

/** Milliseconds of CPU for one round over all values files. */
function round(trackOrigin: boolean): number {
  const before = cpu();
  const loaded = loadChart({ kind: 'path', path: chartPath ?? '' });
  if (!loaded.ok) throw new Error(loaded.problem.message);
  for (const file of files) {
    const result = renderChart(loaded.chart, requestOf(file, trackOrigin));
    if (result.ok && result.manifests.length === 0) throw new Error(`${file} renders nothing`);
  }
  return cpu() - before;
}

const startUp = cpu();
const cold = round(false);
const tracked = round(true);
const hot = Array.from({ length: 10 }, () => round(false));
const hundreds = Array.from({ length: 17 }, () => round(false)).reduce((sum, one) => sum + one, 0);
const per = (milliseconds: number): string => (milliseconds / files.length).toFixed(2);

console.log(`${files.length} releases, CPU ms: start-up ${startUp.toFixed(0)}, first round ${cold.toFixed(0)}, with origin tracking ${tracked.toFixed(0)}`);
console.log(`a hot render: ${per(Math.min(...hot))} ms; ${17 * files.length} releases: ${per(hundreds / 17)} ms each; memory ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);

const shelled = ((): number | undefined => {
  if (spawnSync(binary, ['version']).status !== 0) return undefined;
  let total = 0;
  for (const file of files) {
    // the shell's `times` tells what its children used
    const run = spawnSync('sh', ['-c', '"$@" >/dev/null 2>&1; times', 'sh', binary, 'template', 'bench', chartPath, '-f', file, '--skip-schema-validation'], { encoding: 'utf8' });
    const children = run.stdout.trim().split('\n').at(-1) ?? '';
    total += [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
  }
  return total;
})();
if (shelled === undefined) console.log(`no ratio: there is no helm binary at ${binary}`);
else console.log(`helm binary: ${shelled.toFixed(0)} ms; ratio ${(shelled / (startUp + cold)).toFixed(1)} (cold, with start-up), ${(shelled / (startUp + tracked)).toFixed(1)} (with tracking)`);
