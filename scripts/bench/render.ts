/**
 * `npm run bench [-- --charts-dir DIR]`: CPU and wall time of a full render of this repository and of generated ones of 100 and 500 apps, in a new
 * process with an empty chart cache (cold) and once more (warm), beside a loop that runs the kustomize and helm binaries once for each unit
 * that we render. The loop builds and templates and no more: no variables, patches or post-renderers of Flux, no values from elsewhere, no
 * admission, no health, no origin. The least of three runs counts. Prints times and ratios, asserts nothing.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { renderRepository } from '../run/clusters.ts';
import { object, refOf, text } from '../lib/object.ts';
import { findBinary } from '../lib/find-binary.ts';
import type { JsonObject } from '../model/json.ts';
import type { UnitResult } from '../model/unit.ts';

const { values: flags } = parseArgs({ options: { 'charts-dir': { type: 'string', multiple: true, default: [] }, sizes: { type: 'string', default: '100,500' } } });
const here = process.env['INIT_CWD'] ?? '.';
const root = resolve(import.meta.dirname, '../..');
const chartDirs = flags['charts-dir'].map((dir) => resolve(here, dir));
const [kustomize, helm] = [findBinary('kustomize'), findBinary('helm')];
const scratch = mkdtempSync(join(tmpdir(), 'bench-render-'));

/** As the commands are run: what Node has compiled once is kept. */
const once = [join(root, 'scripts/start.mjs'), 'bench/render-once'];

let start: number | undefined;

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

try {
  if (kustomize === undefined || helm === undefined) console.log('no kustomize and helm binaries in $ORACLES or PATH: their loop is left out');
  await measure('this repository, homelab', root, 'clusters/homelab', undefined);
  const perApp: number[] = [];
  for (const apps of flags.sizes.split(',').map(Number)) {
    const folder = join(scratch, `apps-${apps}`);
    generate(folder, apps);
    perApp.push(await measure(`${apps} apps`, folder, 'clusters/main', apps));
  }
  const [few, many] = perApp;
  if (few !== undefined && many !== undefined) console.log(`\nan app of the largest costs ${(many / few).toFixed(2)} times an app of the smallest`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Prints one row; gives the CPU milliseconds of an app, cold, without what the start costs. */
async function measure(title: string, folder: string, entry: string, apps: number | undefined): Promise<number> {
  const cache = mkdtempSync(join(scratch, 'cache-'));
  const command = [...once, folder, entry, cache, ...chartDirs];
  const cold = best(() => {
    rmSync(cache, { recursive: true, force: true });
    return run(process.execPath, command);
  });
  const warm = best(() => run(process.execPath, command));
  const rendered = await renderRepository({ root: folder, entry, chartDirs, mirrors: [], network: 'offline', cacheDir: cache, env: process.env });
  const units = rendered.ok ? rendered.clusters[0]?.units ?? [] : [];
  const count = units.reduce((sum, unit) => sum + unit.manifests.length, 0);
  const left = units.filter(({ outcome }) => outcome !== 'rendered').length;
  console.log(`${title}: ${units.length} units, ${count} manifests${left === 0 ? '' : `, ${left} units not rendered`}`);
  console.log(`  cold  ${show(cold)}\n  warm  ${show(warm)}`);
  if (kustomize !== undefined && helm !== undefined) {
    const script = join(scratch, 'loop.sh');
    const looped = loop(folder, units, script);
    const theirs = best(() => run('sh', [script]));
    const same = Number(spawnSync('sh', ['-c', `grep -c '^kind:' ${script}.out`], { encoding: 'utf8' }).stdout);
    console.log(`  loop  ${show(theirs)}: ${looped} of the ${units.length - left} units that we render, ${same} objects; ${(theirs.cpu / cold.cpu).toFixed(1)} times our CPU, ${(theirs.wall / cold.wall).toFixed(1)} times our time`);
  }
  return apps === undefined ? 0 : (cold.cpu - startCost()) / apps;
}

function show({ cpu, wall }: Cost): string {
  return `${cpu.toFixed(0).padStart(6)} ms of CPU, ${wall.toFixed(0).padStart(6)} ms`;
}

/** CPU of a render of next to nothing: the process, its modules, the schemas. */
function startCost(): number {
  if (start === undefined) {
    const folder = join(scratch, 'apps-1');
    generate(folder, 1);
    start = best(() => run(process.execPath, [...once, folder, 'clusters/main', join(scratch, 'cache-1')])).cpu;
  }
  return start;
}

function best(measured: () => Cost): Cost {
  const costs = [measured(), measured(), measured()];
  return { cpu: Math.min(...costs.map(({ cpu }) => cpu)), wall: Math.min(...costs.map(({ wall }) => wall)) };
}

function run(program: string, args: readonly string[]): Cost {
  const before = performance.now();
  const line = [program, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const { stdout } = spawnSync('sh', ['-c', `${line} >/dev/null 2>&1; times`], { encoding: 'utf8' });
  const wall = performance.now() - before;
  const times = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000);
  return { cpu: times.reduce((sum, each) => sum + each, 0), wall };
}

/** A script that builds each folder and templates each chart of the units that we render, by itself; gives how many it does. */
function loop(folder: string, units: readonly UnitResult[], script: string): number {
  const flux = units.flatMap(({ manifests }) => manifests.map(({ object: body }) => body)).filter(({ apiVersion }) => String(apiVersion).includes('fluxcd.io'));
  const lines = units.filter(({ outcome }) => outcome === 'rendered').flatMap(({ id, source }, i): string[] => {
    if (id.kind === 'Kustomization') return [`'${kustomize}' build '${join(folder, source?.split(' ').at(-1) ?? '')}'; echo ---`];
    const release = flux.find((body) => body['kind'] === 'HelmRelease' && refOf(body).name === id.name && refOf(body).namespace === id.namespace);
    const chart = release === undefined ? undefined : chartOf(release, flux, folder);
    if (release === undefined || chart === undefined) return [];
    const values = join(scratch, `values-${i}.json`);
    writeFileSync(values, JSON.stringify(object(release, 'spec', 'values'), (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)));
    return [`'${helm}' template '${id.name}' '${chart}' --include-crds -n '${id.namespace}' -f '${values}'`];
  });
  writeFileSync(script, `cd '${folder}'\n{ ${lines.join('\n')}\n} > '${script}.out' 2>/dev/null\n`);
  return lines.length;
}

/** The chart of a release: a folder of the repository, or a package of `--charts-dir`. */
function chartOf(release: JsonObject, flux: readonly JsonObject[], folder: string): string | undefined {
  const local = join(folder, text(release, 'spec', 'chart', 'spec', 'chart'));
  if (existsSync(join(local, 'Chart.yaml'))) return local;
  const source = flux.find((body) => body['kind'] === 'OCIRepository' && refOf(body).name === text(release, 'spec', 'chartRef', 'name'));
  const name = text(release, 'spec', 'chart', 'spec', 'chart') || (text(source, 'spec', 'url').split('/').at(-1) ?? '');
  return chartDirs.flatMap((dir) => readdirSync(dir).filter((file) => file.startsWith(`${name}-`) && /^\d/.test(file.slice(name.length + 1)) && file.endsWith('.tgz')).map((file) => join(dir, file)))[0];
}

/** Flux Kustomizations of a few manifests and a release each, the charts from the repository, variables from a ConfigMap. */
function generate(folder: string, apps: number): void {
  const put = (path: string, lines: readonly string[]) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), `${lines.join('\n')}\n`);
  };
  cpSync(join(root, 'charts/app-template'), join(folder, 'charts/app-template'), { recursive: true });
  put('clusters/main/settings.yaml', ['apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: settings, namespace: flux-system}', 'data: {DOMAIN: example.org}']);
  for (let i = 0; i < apps; i++) {
    const name = `app${i}`;
    put(`clusters/main/${name}.yaml`, [
      'apiVersion: kustomize.toolkit.fluxcd.io/v1', 'kind: Kustomization', `metadata: {name: ${name}, namespace: flux-system}`, 'spec:', '  interval: 1h', '  prune: true', `  path: ./apps/${name}`,
      '  sourceRef: {kind: GitRepository, name: flux-system}', '  targetNamespace: default', '  postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}]}',
    ]);
    put(`apps/${name}/kustomization.yaml`, ['resources: [config.yaml, release.yaml]', 'labels: [{pairs: {part: bench}}]', ...(i % 3 === 0 ? [`configMapGenerator: [{name: ${name}-files, literals: [a=${i}]}]`] : [])]);
    put(`apps/${name}/config.yaml`, ['apiVersion: v1', 'kind: ConfigMap', `metadata: {name: ${name}}`, 'data:', `  url: https://${name}.\${DOMAIN}`]);
    put(`apps/${name}/release.yaml`, [
      'apiVersion: helm.toolkit.fluxcd.io/v2', 'kind: HelmRelease', `metadata: {name: ${name}}`, 'spec:', '  interval: 1h',
      '  chart: {spec: {chart: ./charts/app-template, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}', '  values:', '    controllers:', '      main:', '        containers:', '          main:',
      `            image: {repository: ghcr.io/example/${name}, tag: 1.${i}.0}`, '            env: {A: b, PORT: 8080}', '    service:', '      main: {controller: main, ports: {http: {port: 8080}}}',
    ]);
  }
}
