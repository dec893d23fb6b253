/**
 * What a render of our app-template costs against the upstream chart of that name, in the same engine:
 * `npm run bench:app-template -- <folder of the upstream chart, its library in charts/> [rounds]`
 * Renders the releases of apps/ with both charts in turns and prints the ratio of CPU time, of the fastest and of the middle round.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { loadChart } from '../helm/chart/load.ts';
import { createRenderer } from '../helm/render/index.ts';
import type { Chart } from '../helm/types.ts';
import type { JsonObject } from '../model/json.ts';

/** At most this part of upstream's time. */
const GOAL = 0.25;
const root = resolve(import.meta.dirname, '../..');
const say = (line: string) => void process.stdout.write(`${line}\n`);

interface Release { readonly name: string; readonly namespace: string; readonly values: JsonObject }

function releases(folder: string): Release[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml')).sort().flatMap((name) =>
    parseAllDocuments(readFileSync(join(folder, name), 'utf8')).flatMap((document) => {
      const object = document.toJS() as { kind?: string; metadata?: { name: string; namespace?: string }; spec?: { releaseName?: string; values?: JsonObject } } | null;
      // what is no release by itself is a patch of one
      if (object?.kind !== 'HelmRelease' || object.spec?.values?.['controllers'] === undefined || !('chart' in object.spec || 'chartRef' in object.spec)) return [];
      return [{ name: object.spec.releaseName ?? object.metadata!.name, namespace: object.metadata!.namespace ?? 'default', values: object.spec.values }];
    }));
}

function load(path: string): Chart {
  const loaded = loadChart({ kind: 'path', path });
  if (!loaded.ok) throw new Error(loaded.problem.message);
  return loaded.chart;
}

const [upstream, rounds = '60'] = process.argv.slice(2);
if (upstream === undefined || !existsSync(join(upstream, 'Chart.yaml'))) {
  say('skipped: give the folder of the upstream chart');
} else {
  const all = releases(join(root, 'apps'));
  const charts = { upstream: load(upstream), ours: load(join(root, 'charts/app-template')) };
  const render = createRenderer();
  /** CPU milliseconds for all releases. */
  const cost = (chart: Chart): number => {
    const before = process.cpuUsage();
    for (const { name, namespace, values } of all) {
      const rendered = render(chart, { release: { name, namespace, revision: 1 }, values, kubeVersion: '1.35.0', skipSchema: true });
      if (!rendered.ok) throw new Error(`${name}: ${rendered.error}`);
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const times = { upstream: [] as number[], ours: [] as number[] };
  for (let round = 0; round < Number(rounds); round++) for (const which of ['upstream', 'ours'] as const) times[which].push(cost(charts[which]));
  const at = (which: 'upstream' | 'ours', part: number) => times[which].slice(10).sort((a, b) => a - b)[Math.floor((times[which].length - 10) * part)]!;
  for (const [name, part] of [['fastest', 0], ['middle', 0.5]] as const) {
    const [theirs, ours] = [at('upstream', part), at('ours', part)];
    say(`${name}: ours ${(ours / all.length).toFixed(2)} ms a release, upstream ${(theirs / all.length).toFixed(2)} ms; ratio ${(ours / theirs).toFixed(3)} (goal ${GOAL})`);
  }
  // the fastest round is the one that the rest of the machine disturbed least
  process.exitCode = at('ours', 0) / at('upstream', 0) <= GOAL ? 0 : 1;
}
