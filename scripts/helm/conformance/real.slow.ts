import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import { findBinary } from '../../lib/find-binary.ts';
import { isObject, pointerToken } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { loadChart } from '../chart/index.ts';
import { helm } from '../cli/template.ts';
import { createRenderer } from '../render/index.ts';
import { applySet } from '../values/set.ts';
import { reasonOf, resultOf, type Result } from './run.ts';

/**
 * `npm run test:helm:charts -- CACHE CHART...`: renders real charts with their defaults, each file of `ci/`, each of
 * `CHART.values/` (real users' values) and five mutations, here and with the binary ($HELM), and prints a table. The
 * binary's results are kept in CACHE.
 */
const renderChart = createRenderer();
const [cache = '', ...charts] = process.argv.slice(2);
const binary = process.env['HELM'] ?? findBinary('helm') ?? 'helm';
const common = ['--namespace', 'apps', '--skip-schema-validation', '--kube-version', '1.35.2', '--api-versions', 'monitoring.coreos.com/v1'];
mkdirSync(cache, { recursive: true });

interface Variant {
  readonly name: string;
  readonly args: readonly string[];
}

function variantsOf(chart: string): Variant[] {
  const filesIn = (directory: string, pattern: RegExp) => (existsSync(directory) ? readdirSync(directory).filter((name) => pattern.test(name)).sort() : []);
  const ci = join(chart, 'ci');
  const users = `${chart}.values`;
  return [
    { name: 'defaults', args: ['--include-crds'] },
    ...filesIn(ci, /values.*\.ya?ml$/).map((name) => ({ name: `ci/${name}`, args: ['-f', join(ci, name)] })),
    ...filesIn(users, /\.ya?ml$/).map((name) => ({ name: `users/${name}`, args: ['-f', join(users, name)] })),
    ...mutations(chart),
  ];
}

/** Five files, each with some of the chart's values changed, always the same ones. */
function mutations(chart: string): Variant[] {
  const loaded = loadChart({ kind: 'path', path: chart });
  if (!loaded.ok) return [];
  const leaves = leavesOf(loaded.chart.values);
  return Array.from({ length: 5 }, (_, index) => {
    const values: JsonObject = {};
    for (const [pointer, value] of leaves) {
      const dice = createHash('sha1').update(`${basename(chart)}${pointer}${index}`).digest()[0] ?? 0;
      if (dice >= 20 * (index + 1) / 2) continue;
      const path = pointer.slice(1).split('/').map((key) => key.replace(/[.,=[\]\\]/g, '\\$&')).join('.');
      if (/\/\d+(?:\/|$)/.test(pointer)) continue;
      const changed = typeof value === 'boolean' ? String(!value) : typeof value === 'number' ? String(value + 1) : value === '' || value === null ? 'mutated' : `${String(value)}-m`.replace(/[,{}\\]/g, '\\$&');
      applySet(`${path}=${changed}`, values, 'typed');
    }
    const file = join(cache, `${basename(chart)}.mutation${index}.json`);
    writeFileSync(file, JSON.stringify(values, (__, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)));
    return { name: `mutation ${index + 1}`, args: ['-f', file] };
  });
}

function leavesOf(value: Json, at = '', out: [string, Json][] = []): [string, Json][] {
  if (isObject(value)) for (const [key, item] of Object.entries(value)) leavesOf(item, `${at}/${pointerToken(key)}`, out);
  else if (!Array.isArray(value)) out.push([at, value]);
  return out;
}

/** What the binary makes of it, for the first or a further time. */
function theirs(chart: string, variant: Variant, time: number): Result {
  const key = join(cache, `${basename(chart)}.${createHash('sha1').update(variant.args.map((arg) => (existsSync(arg) ? readFileSync(arg, 'utf8') : arg)).join('\0')).digest('hex').slice(0, 12)}.json`);
  const known = existsSync(key) ? JSON.parse(readFileSync(key, 'utf8')) as Result[] : [];
  const kept = known[time];
  if (kept !== undefined) return kept;
  const { status, stdout, stderr } = spawnSync(binary, ['template', 'rel', chart, ...common, ...variant.args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  known.push(resultOf(status ?? 1, stdout, stderr, chart));
  writeFileSync(key, JSON.stringify(known));
  return known.at(-1) as Result;
}

function ours(chart: string, variant: Variant): Result {
  const { status, stdout, stderr } = helm(['template', 'rel', chart, ...common, ...variant.args], { isThere: existsSync, read: (name) => ({ ok: true, text: readFileSync(name, 'utf8') }), render: renderChart });
  return resultOf(status, stdout, stderr, chart);
}

/** Why it failed, whatever the order in which a message lists the keys of a map: Go's is random. */
const inAnyOrder = (error: string): string => reasonOf(error).split(/[,\s]+/).sort().join(' ');

type Verdict = 'same' | 'same YAML' | 'same failure' | 'other failure' | 'differs';

/**
 * Where the first result is not ours, the binary is asked again: lines that differ between two runs of it are random (passwords,
 * certificates, the clock), and of the orders in which Go walks a map one must be ours.
 */
function compare(run: (time: number) => Result, mine: Result): { verdict: Verdict; detail: string } {
  const first = run(0);
  const all: Result[] = [];
  const isRandom = (): boolean => all.some(({ out, error }) => out !== first.out || error !== first.error);
  while (all.length < (isRandom() ? 12 : 3)) {
    const result = run(all.length);
    all.push(result);
    if (result.error !== undefined && mine.error !== undefined && inAnyOrder(result.error) === inAnyOrder(mine.error)) return { verdict: 'same failure', detail: '' };
    if (result.error !== undefined || mine.error !== undefined) continue;
    if (result.out === mine.out) return { verdict: 'same', detail: '' };
    const [wanted, got] = masked(all, result, mine);
    if (wanted === got) return { verdict: 'same', detail: '' };
    if (normalized(wanted) === normalized(got)) return { verdict: 'same YAML', detail: '' };
  }
  if (first.error !== undefined || mine.error !== undefined) {
    const [wanted, got] = [first, mine].map(({ error }) => (error === undefined ? 'success' : reasonOf(error)).slice(0, 300));
    return { verdict: first.error !== undefined && mine.error !== undefined ? 'other failure' : 'differs', detail: `want ${wanted} | got ${got}` };
  }
  const [wanted, got] = masked(all, first, mine).map((text) => text.split('\n')) as [string[], string[]];
  const at = wanted.findIndex((line, index) => line !== got[index]);
  const source = wanted.slice(0, at).findLast((line) => line.startsWith('# Source: '));
  return { verdict: 'differs', detail: `${source ?? ''} line ${at + 1}: want ${JSON.stringify(wanted.slice(at, at + 2))} got ${JSON.stringify(got.slice(at, at + 2))}` };
}

/** Two texts without the lines that differ between runs of the binary. */
function masked(all: readonly Result[], theirs: Result, mine: Result): [string, string] {
  const texts = [...all, theirs].map(({ out = '' }) => out.split('\n'));
  const alike = texts.filter(({ length }) => length === texts.at(-1)?.length);
  const isFixed = (index: number): boolean => alike.every((lines) => lines[index] === alike[0]?.[index]);
  const [a, b] = [theirs, mine].map(({ out = '' }) => out.split('\n').map((line, index) => (isFixed(index) ? line : '')).join('\n'));
  return [a ?? '', b ?? ''];
}

const normalized = (text: string): string => JSON.stringify(parseYaml(text).documents.map(({ root }) => (root === undefined ? null : toJson(root, 'sigs'))), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

const totals = new Map<Verdict, number>();
for (const chart of charts) {
  const row = new Map<Verdict, number>();
  const details: string[] = [];
  for (const variant of variantsOf(chart)) {
    let result: Result;
    try {
      result = ours(chart, variant);
    } catch (error) {
      result = { error: `CRASH ${(error as Error).stack?.split('\n').slice(0, 4).join(' ')}` };
    }
    const { verdict, detail } = compare((time) => theirs(chart, variant, time), result);
    row.set(verdict, (row.get(verdict) ?? 0) + 1);
    totals.set(verdict, (totals.get(verdict) ?? 0) + 1);
    if (detail !== '') details.push(`    ${verdict}, ${variant.name}: ${detail}`);
  }
  console.log(`${basename(chart).padEnd(40)} ${[...row].map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`);
  for (const detail of details) console.log(detail);
}
console.log(`${charts.length} charts: ${[...totals].map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`);
