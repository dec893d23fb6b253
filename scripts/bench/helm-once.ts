import { readFileSync } from 'node:fs';
import type { Chart } from '../helm/types.ts';

/**
 * One process of `npm run bench:helm`: renders each values file once, prints what that took in milliseconds of CPU as JSON. With
 * `hot` as the third argument the rounds go on: the least of ten, then a thousand releases.
 */
const [chartPath = '', tracking, hot, ...files] = process.argv.slice(2);
const cpu = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1000;

const { loadChart } = await import('../helm/chart/index.ts');
const { createRenderer } = await import('../helm/render/index.ts');
const { loadValues } = await import('../helm/values/index.ts');
const startUp = cpu();
const renderChart = createRenderer();
let chart: Chart | undefined;

function load(): Chart {
  const loaded = loadChart({ kind: 'path', path: chartPath });
  if (!loaded.ok) throw new Error(loaded.problem.message);
  return loaded.chart;
}

function round(): number {
  const before = cpu();
  chart ??= load();
  for (const file of files) {
    const values = loadValues(readFileSync(file, 'utf8'));
    const result = renderChart(chart, { release: { name: 'bench', namespace: 'default', revision: 1 }, values: values.ok ? values.values : {}, skipSchema: true, trackOrigin: tracking === 'track' });
    if (result.ok && result.manifests.length === 0) throw new Error(`${file} renders nothing`);
  }
  return cpu() - before;
}

round();
const total = cpu();
const rounds = hot === 'hot' ? Array.from({ length: 10 }, round) : [0];
const thousand = hot === 'hot' ? Array.from({ length: Math.ceil(1000 / files.length) }, round) : [0];
console.log(JSON.stringify({ startUp, total, hot: Math.min(...rounds), thousand: thousand.reduce((sum, one) => sum + one, 0) / thousand.length, memory: process.memoryUsage().rss }));
