import { join } from 'node:path';
import type { RenderOptions } from '../run/clusters.ts';
import type { Tree } from '../render/source/tree.ts';
import { run, sharing } from '../run/run.ts';

/** What `--watch` costs: this repository is validated again with one release changed each time, beside its first run. */
const rounds = 9;
const root = join(import.meta.dirname, '../..');
const changed = 'apps/randoms/base/web/helmrelease.yaml';
const edited = (round: number) => (tree: Tree): Tree => ({ ...tree, read: (path) => (path === changed ? Buffer.from(Buffer.from(tree.read(path) ?? []).toString().replace('interval:', `timeout: ${round}m\n  interval:`)) : tree.read(path)) });
const options: RenderOptions = sharing({ root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(root, '.cache'), env: {} });

async function measured(round: number) {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const { clusters } = await run({ ...options, edit: edited(round) });
  const { user, system } = process.cpuUsage(cpu);
  return { wall: performance.now() - wall, cpu: (user + system) / 1000, units: clusters.reduce((sum, { units }) => sum + units.length, 0), manifests: clusters.reduce((sum, { manifests }) => sum + manifests.length, 0) };
}

const first = await measured(0);
const again: Awaited<ReturnType<typeof measured>>[] = [];
for (let round = 1; round <= rounds; round++) again.push(await measured(round));
const median = (of: 'wall' | 'cpu') => again.map((one) => one[of]).sort((a, b) => a - b)[rounds >> 1] as number;
process.stdout.write(`watch: ${first.units} units, ${first.manifests} manifests, one release changed: ${Math.round(median('wall'))} ms (${Math.round(median('cpu'))} ms of CPU), x${(first.cpu / median('cpu')).toFixed(1)} less CPU than the first run\n`);
