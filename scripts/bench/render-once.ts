import { renderRepository } from '../run/clusters.ts';

/** `node scripts/bench/render-once.ts FOLDER ENTRY CACHE [CHARTS...]`: one whole render and nothing else, for benches. */
const [root = '.', entry = '', cacheDir = '', ...chartDirs] = process.argv.slice(2);
const rendered = await renderRepository({ root, entry, chartDirs, mirrors: [], network: 'offline', cacheDir, env: process.env });
console.log(rendered.ok ? rendered.clusters.map(({ units }) => units.length) : rendered.problems);
