import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import { atPointer, getKey, isObject, pointerToken } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { loadChart } from '../chart/index.ts';
import { dotted } from '../render/defaults.ts';
import { createRenderer } from '../render/index.ts';
import { counterpartOf, withValue } from '../render/perturb.ts';
import type { Chart, Rendered } from '../types.ts';

/**
 * `npm run test:helm:keys -- [--unused] CHART[=VALUES]...`: how well rendered fields are traced to values keys, and which values are said to
 * be unused. VALUES is a file or a folder of values (of HelmReleases, `spec.values` counts); CHART.values where not given. With
 * --unused the fields, which cost a render for each value, are left out.
 * A field comes from values where it holds one of them and follows it when it changes; its origin is right where it names one that
 * moves it. What moves but holds none of them (it stands in a branch, or instead of an empty value) is only looked at for
 * wrong origins. Of a chart's values at most `most` are changed, the user's first.
 */
const renderChart = createRenderer();
const most = 300;
const counts = { releases: 0, failed: 0, fields: 0, decided: 0, right: 0, wrongButProbably: 0, wrong: 0, none: 0, unused: 0 };

const onlyUnused = process.argv.includes('--unused');
for (const argument of process.argv.slice(2).filter((one) => one !== '--unused')) {
  const [path = '', values = `${path}.values`] = argument.split('=');
  const loaded = loadChart({ kind: 'path', path });
  if (!loaded.ok) throw new Error(`${path}: ${loaded.problem.message}`);
  for (const [name, given] of valuesIn(values)) measure(loaded.chart, `${basename(path)} ${name}`, given);
}
const { releases, failed, fields, decided, right, wrongButProbably, wrong, none, unused } = counts;
console.log(`${releases} releases (${failed} do not render): ${fields} scalars come from values: ${right} traced to a key that moves them (${(100 * right / Math.max(1, fields)).toFixed(1)} %), ${wrongButProbably} to another one with "probably", ${wrong} to another one without it, ${none} to none; ${decided} more are decided by values; ${unused} unused values`);
process.exitCode = onlyUnused ? 0 : wrong > 0 || right / Math.max(1, fields) < 0.95 ? 1 : 0;

function valuesIn(path: string): [string, JsonObject][] {
  if (!existsSync(path)) return [[`defaults`, {}]];
  const files = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name) && !name.includes('expected')).sort().map((name) => join(path, name)) : [path];
  return files.flatMap((file) => parseYaml(readFileSync(file, 'utf8')).documents.flatMap(({ root }): [string, JsonObject][] => {
    const object = root === undefined ? null : floats(toJson(root, 'sigs'));
    if (!isObject(object)) return [];
    if (object['kind'] === undefined) return [[basename(file), object]];
    const inner = atPointer(object, '/spec/values');
    return object['kind'] === 'HelmRelease' && isObject(inner) && (atPointer(object, '/spec/chart') ?? atPointer(object, '/spec/chartRef')) !== undefined ? [[basename(file), inner]] : [];
  }));
}

function measure(chart: Chart, name: string, values: JsonObject): void {
  counts.releases++;
  const render = (given: JsonObject, trackOrigin: boolean) => renderChart(chart, {
    release: { name: 'rel', namespace: 'apps', revision: 1 }, values: given, skipSchema: true, trackOrigin, now: 0, kubeVersion: '1.35.2', apiVersions: ['monitoring.coreos.com/v1'],
    valuesOrigin: (pointer) => ({ certainty: 'exact', steps: [{ kind: 'values', name: dotted(pointer) }] }),
  });
  const base = render(values, true);
  if (!base.ok) return void counts.failed++;
  if (!onlyUnused) {
    const { moved, holding, silent, tryKey } = movers(base, chart, values, (given) => render(given, false));
    base.manifests.forEach((manifest, index) => {
      for (const [pointer] of leavesOf(manifest.object)) {
        const field = `${index}${pointer}`;
        const origin = manifest.originOf(pointer);
        const named = origin.steps.find(({ kind }) => kind === 'values' || kind === 'chartDefault')?.name;
        if (named !== undefined) tryKey(named);
        const by = moved.get(field);
        if (by === undefined) {
          // a key that fails when it is changed cannot be judged
          if (named !== undefined && origin.certainty === 'exact' && silent.has(named)) report('wrong', `${manifest.template} ${pointer}: said to be ${named}, which moves nothing`);
          continue;
        }
        const isRight = named !== undefined && [...by].some((key) => key === named || key.startsWith(`${named}.`) || key.startsWith(`${named}[`));
        const isHeld = holding.has(field);
        counts[isHeld ? 'fields' : 'decided']++;
        if (isHeld && isRight) counts.right++;
        else if (!isRight && (isHeld || (named !== undefined && origin.certainty === 'exact'))) {
          report(named === undefined ? 'none' : origin.certainty === 'exact' ? 'wrong' : 'wrongButProbably', `${manifest.template} ${pointer}: said to be ${named ?? 'nothing'}, moved by ${[...by].slice(0, 4).join(', ')}`);
        }
      }
    });
  }
  for (const one of base.unusedValues()) report('unused', `${one.path} ${one.how}${one.suggestion === undefined ? '' : `, did you mean ${one.suggestion}`}`);

  function report(what: 'wrong' | 'none' | 'wrongButProbably' | 'unused', detail: string): void {
    counts[what]++;
    console.log(`${what}: ${name}: ${detail}`);
  }
}

/**
 * By field, the values keys that move it; the fields that hold a value that moves them; and the keys that move no field though
 * the release still renders. `tryKey` makes sure that a key was tried.
 */
function movers(base: Rendered, chart: Chart, values: JsonObject, render: (values: JsonObject) => ReturnType<typeof renderChart>) {
  const moved = new Map<string, Set<string>>();
  const holding = new Set<string>();
  const silent = new Set<string>();
  const leaves = new Map([...leavesOf(values), ...leavesOf(chart.values).filter(([pointer]) => isFree(values, pointer))].map(([pointer, value]) => [dotted(pointer), { pointer, value }]));
  const tried = new Set<string>();
  const tryKey = (key: string): void => {
    const leaf = leaves.get(key);
    if (leaf === undefined || tried.has(key)) return;
    tried.add(key);
    const { pointer, value } = leaf;
    const changed = typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : value === null ? 'q7' : `${String(value)}q7`;
    const again = render(withValue(values, chart.values, pointer, changed));
    if (!again.ok) return;
    let moves = false;
    base.manifests.forEach((manifest, index) => {
      const other = counterpartOf(manifest, base.manifests, again.manifests);
      if (other?.object !== undefined && JSON.stringify(other.object) === JSON.stringify(manifest.object)) return;
      moves = true;
      if (other?.object === undefined) return;
      for (const [at, before] of leavesOf(manifest.object)) {
        const after = atPointer(other.object, at);
        if (after === undefined || after === before || (typeof after === 'object' && after !== null)) continue;
        const by = moved.get(`${index}${at}`) ?? new Set();
        moved.set(`${index}${at}`, by.add(key));
        if (value !== null && value !== '' && String(before).includes(String(value)) && String(after).includes(String(changed))) holding.add(`${index}${at}`);
      }
    });
    if (!moves) silent.add(key);
  };
  const order = (key: string): number => createHash('sha1').update(key).digest().readUInt32BE();
  const user = new Set(leavesOf(values).map(([pointer]) => dotted(pointer)));
  for (const key of [...leaves.keys()].sort((a, b) => Number(user.has(b)) - Number(user.has(a)) || order(a) - order(b)).slice(0, most)) tryKey(key);
  return { moved, holding, silent, tryKey };
}

/** Whether the user says nothing of a default, nor of anything around it that is no map. */
function isFree(values: JsonObject, pointer: string): boolean {
  let at: Json | undefined = values;
  for (const token of pointer.slice(1).split('/')) {
    if (!isObject(at)) return false;
    at = getKey(at, token.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (at === undefined) return true;
  }
  return false;
}

function leavesOf(value: Json, at = '', out: [string, Json][] = []): [string, Json][] {
  if (Array.isArray(value)) value.forEach((item, index) => leavesOf(item, `${at}/${index}`, out));
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) leavesOf(item, `${at}/${pointerToken(key)}`, out);
  else out.push([at, value]);
  return out;
}

function floats(value: Json): Json {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(floats);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, floats(item)])) : value;
}
