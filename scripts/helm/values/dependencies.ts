import { getKey, isObject, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Chart, ChartDependency, ChartMetadata } from '../types.ts';
import { isCompatible } from '../chart/version.ts';
import { coalesceTables, coalesceValues, deepCopy, mergeValues, type Warn } from './coalesce.ts';

/** A chart as it takes part in one release: disabled dependencies gone, aliases named, values imported. */
export interface ResolvedChart {
  readonly chart: Chart;
  /** The alias where there is one. */
  readonly name: string;
  /** `app/charts/redis`, the path that template names begin with. */
  readonly path: string;
  readonly metadata: ChartMetadata;
  readonly values: JsonObject;
  readonly dependencies: readonly ResolvedChart[];
}

export type ResolveResult = { readonly ok: true; readonly chart: ResolvedChart } | { readonly ok: false; readonly error: string };

/** A node while conditions are evaluated; the same shape for all steps. */
interface Node {
  readonly chart: Chart;
  name: string;
  metadata: ChartMetadata;
  values: JsonObject;
  dependencies: Node[];
}

/**
 * Decides which dependencies take part, by tags and then conditions, and imports their values (Helm's
 * ProcessDependencies). The chart stays as it is.
 */
export function resolveDependencies(chart: Chart, values: JsonObject, warn: Warn): ResolveResult {
  let known = resolvedCharts.get(chart);
  if (known === undefined) resolvedCharts.set(chart, (known = new Map()));
  const needsValues = isSwitched(chart) || isMismatched(chart, values);
  const whole = needsValues ? undefined : known.values().next().value;
  if (whole !== undefined) return { ok: true, chart: whole };
  const root = nodeOf(chart);
  const error = enable(root, values, '', needsValues, warn);
  if (error !== undefined) return { ok: false, error };
  // what takes part decides all the rest: releases that agree on it share one result
  const key = partsOf(root);
  const before = known.get(key);
  if (before !== undefined) return { ok: true, chart: before };
  const resolved = importValues(root, '', warn);
  if (resolved.ok) known.set(key, resolved.chart);
  return resolved;
}

const resolvedCharts = new WeakMap<Chart, Map<string, ResolvedChart>>();

const partsOf = (node: Node): string => `${node.name}(${node.dependencies.map(partsOf).join()})`;

/** Whether any dependency can be switched at all; most charts need no values to tell. */
function isSwitched(chart: Chart): boolean {
  return chart.metadata.dependencies.some(({ condition, tags }) => condition !== '' || tags.length > 0) || chart.dependencies.some(isSwitched);
}

/**
 * Whether anything but a map may lie where Helm looks for the values of a chart within: it then fails before it knows what takes
 * part. It looks for the charts of a subchart at the top, too.
 */
function isMismatched(chart: Chart, values: JsonObject): boolean {
  const names = namesWithin(chart);
  if (names.size === 0) return false;
  const holds = (map: JsonObject): boolean => Object.entries(map).some(([key, value]) => names.has(key) && !isObject(value));
  const holdsDeep = (map: JsonObject): boolean => holds(map) || Object.entries(map).some(([key, value]) => names.has(key) && isObject(value) && holdsDeep(value));
  let ofCharts = mismatchedCharts.get(chart);
  if (ofCharts === undefined) mismatchedCharts.set(chart, (ofCharts = chartsOf(chart).some((one) => holdsDeep(one.values))));
  return ofCharts || holdsDeep(values);
}

const mismatchedCharts = new WeakMap<Chart, boolean>();
const chartNames = new WeakMap<Chart, ReadonlySet<string>>();

const chartsOf = (chart: Chart): Chart[] => [chart, ...chart.dependencies.flatMap(chartsOf)];

/** The names and aliases of all charts within a chart. */
function namesWithin(chart: Chart): ReadonlySet<string> {
  let names = chartNames.get(chart);
  if (names === undefined) chartNames.set(chart, (names = new Set(chartsOf(chart).flatMap(({ dependencies, metadata }) => [...dependencies.map((sub) => sub.metadata.name), ...metadata.dependencies.map(({ alias }) => alias)]))));
  return names;
}

/** The dependencies of Chart.yaml that `charts/` does not hold, as Helm words it; undefined: none is missing. */
export function missingDependencies(chart: Chart): string | undefined {
  const present = new Set(chart.dependencies.map(({ metadata }) => metadata.name));
  const missing = chart.metadata.dependencies.filter(({ name }) => !present.has(name)).map(({ name }) => name);
  if (missing.length === 0) return undefined;
  return `an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`;
}

function nodeOf(chart: Chart, name = chart.metadata.name): Node {
  return { chart, name, metadata: { ...chart.metadata, name }, values: chart.values, dependencies: chart.dependencies.map((sub) => nodeOf(sub)) };
}

function enable(node: Node, values: JsonObject, path: string, needsValues: boolean, warn: Warn): string | undefined {
  const wanted = node.metadata.dependencies;
  if (wanted.length === 0) return undefined;
  const vendored = node.dependencies;
  const fits = (one: Node, { name, version }: ChartDependency): boolean => one.name === name && isCompatible(version, one.metadata.version);
  const unmanaged = vendored.filter((one) => !wanted.some((dependency) => fits(one, dependency)));
  const managed = wanted.flatMap((dependency) => {
    const found = vendored.find((one) => fits(one, dependency));
    return found === undefined ? [] : [nodeOf(found.chart, dependency.alias === '' ? found.name : dependency.alias)];
  });
  node.dependencies = [...unmanaged, ...managed];

  const named = wanted.map((dependency) => ({ ...dependency, name: dependency.alias === '' ? dependency.name : dependency.alias, enabled: true }));
  const coalesced = needsValues ? coalesceValues(node, values, warn) : { ok: true as const, values };
  if (!coalesced.ok) return coalesced.error;
  applyTags(named, coalesced.values, warn);
  applyConditions(named, coalesced.values, path, warn);

  const disabled = new Set(named.filter(({ enabled }) => !enabled).map(({ name }) => name));
  node.dependencies = node.dependencies.filter(({ name }) => !disabled.has(name));
  for (const sub of node.dependencies) {
    const error = enable(sub, coalesced.values, `${path}${sub.name}.`, needsValues, warn);
    if (error !== undefined) return error;
  }
  node.metadata = { ...node.metadata, dependencies: named.filter(({ name }) => !disabled.has(name)) };
  return undefined;
}

type Switchable = { -readonly [K in keyof ChartDependency]: ChartDependency[K] };

function applyTags(dependencies: Switchable[], values: JsonObject, warn: Warn): void {
  const tags = getKey(values, 'tags');
  if (!isObject(tags)) return;
  for (const dependency of dependencies) {
    const set = dependency.tags.flatMap((tag) => {
      const value = getKey(tags, tag);
      if (value !== undefined && typeof value !== 'boolean') warn(`returned non-bool value: tag ${tag}, chart ${dependency.name}`);
      return typeof value === 'boolean' ? [value] : [];
    });
    dependency.enabled = set.length === 0 || set.includes(true);
  }
}

function applyConditions(dependencies: Switchable[], values: JsonObject, path: string, warn: Warn): void {
  for (const dependency of dependencies) {
    for (const condition of dependency.condition.trim().split(',')) {
      if (condition === '') continue;
      const value = scalarAt(values, path + condition);
      if (typeof value === 'boolean') {
        dependency.enabled = value;
        break;
      }
      if (value !== undefined) warn(`returned non-bool value: path ${condition}, chart ${dependency.name}`);
    }
  }
}

/** The value at a dotted path, unless it is a map. */
function scalarAt(values: JsonObject, path: string): Json | undefined {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const table = tableAt(values, keys);
  const value = table === undefined ? undefined : getKey(table, last);
  return isObject(value) ? undefined : value;
}

function tableAt(values: JsonObject, keys: readonly string[]): JsonObject | undefined {
  let table = values;
  for (const key of keys) {
    const next = getKey(table, key);
    if (!isObject(next)) return undefined;
    table = next;
  }
  return table;
}

function importValues(node: Node, parentPath: string, warn: Warn): ResolveResult {
  const path = parentPath === '' ? node.name : `${parentPath}/charts/${node.name}`;
  const dependencies: ResolvedChart[] = [];
  for (const sub of node.dependencies) {
    const resolved = importValues(sub, path, warn);
    if (!resolved.ok) return resolved;
    dependencies.push(resolved.chart);
  }
  const resolved = { chart: node.chart, name: node.name, path, metadata: node.metadata, values: node.values, dependencies };
  if (node.chart.metadata.dependencies.length === 0) return { ok: true, chart: resolved };
  const merged = mergeValues(resolved, {}, warn);
  if (!merged.ok) return merged;
  const imported: JsonObject = {};
  const seen = node.metadata.dependencies.map((dependency) => ({ ...dependency, importValues: dependency.importValues.flatMap((item) => importOne(imported, merged.values, dependency.name, item, warn)) }));
  const values = coalesceTables(deepCopy(merged.values), imported, '', true, warn);
  return { ok: true, chart: { ...resolved, values, metadata: { ...node.metadata, dependencies: seen } } };
}

/** Merges one entry of `import-values` into `imported`, and gives it in the long form that templates see. */
function importOne(imported: JsonObject, values: JsonObject, dependency: string, item: Json, warn: Warn): Json[] {
  let child: string;
  let parent = '.';
  if (isObject(item)) {
    child = String(getKey(item, 'child') ?? '<nil>');
    parent = String(getKey(item, 'parent') ?? '<nil>');
  } else if (typeof item === 'string') child = `exports.${item}`;
  else return [];
  const table = tableAt(values, [dependency, ...child.split('.')]);
  if (table === undefined) warn(`ImportValues missing table from chart ${dependency}: ${JSON.stringify(child)} is not a table`);
  else coalesceTables(imported, underPath(parent, table), '', true, warn);
  return [{ child, parent }];
}

function underPath(path: string, value: JsonObject): JsonObject {
  if (path === '.') return { ...value };
  return path.split('.').reduceRight<JsonObject>((inside, key) => {
    const outer: JsonObject = {};
    setKey(outer, key, inside);
    return outer;
  }, value);
}
