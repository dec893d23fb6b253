import { getKey, isObject, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** A chart with its dependencies resolved: as much of it as coalescing needs. */
export interface ValuesNode {
  readonly name: string;
  readonly values: JsonObject;
  readonly dependencies: readonly ValuesNode[];
}

/** Takes what Helm logs while it coalesces. */
export type Warn = (message: string) => void;

/**
 * A chart's values under the user's: user over chart over subchart, globals passed down, a user's null deletes a
 * default (Helm 4, pkg/chart/common/util/coalesce.go). The given objects stay as they are.
 */
export function coalesceValues(chart: ValuesNode, values: JsonObject, warn: Warn): CoalesceResult {
  return coalesceChart(chart, deepCopy(values), '', false, warn);
}

/** The same, but nulls stay: for steps before the last. */
export function mergeValues(chart: ValuesNode, values: JsonObject, warn: Warn): CoalesceResult {
  return coalesceChart(chart, deepCopy(values), '', true, warn);
}

export type CoalesceResult = { readonly ok: true; readonly values: JsonObject } | { readonly ok: false; readonly error: string };

function coalesceChart(chart: ValuesNode, dest: JsonObject, prefix: string, merge: boolean, warn: Warn): CoalesceResult {
  overDefaults(chart, dest, prefix, merge, warn);
  const subPrefix = join(prefix, chart.name);
  for (const sub of chart.dependencies) {
    let inside = getKey(dest, sub.name);
    if (inside === undefined) setKey(dest, sub.name, (inside = {}));
    if (!isObject(inside)) return { ok: false, error: `type mismatch on ${sub.name}: ${asTruth(inside)}` };
    passGlobals(inside, dest, subPrefix, warn);
    const done = coalesceChart(sub, inside, subPrefix, merge, warn);
    if (!done.ok) return done;
  }
  return { ok: true, values: dest };
}

/** Puts a chart's defaults under `dest`. */
function overDefaults(chart: ValuesNode, dest: JsonObject, prefix: string, merge: boolean, warn: Warn): void {
  const subPrefix = join(prefix, chart.name);
  for (const [key, given] of Object.entries(chart.values)) {
    const value = deepCopy(given);
    if (!Object.hasOwn(dest, key)) {
      if (!merge) {
        if (value === null) continue;
        if (isObject(value)) cleanNulls(value);
      }
      setKey(dest, key, value);
      continue;
    }
    const user = getKey(dest, key);
    if (user === null) {
      if (!merge) delete dest[key];
    } else if (isObject(user)) {
      if (!isObject(value)) {
        if (value !== null) warn(`warning: skipped value for ${subPrefix}.${key}: Not a table.`);
        continue;
      }
      // what lies under a subchart's name keeps its nulls until that chart is coalesced
      const mergeHere = merge || chart.dependencies.some(({ name }) => name === key);
      if (!mergeHere) cleanNulls(value);
      coalesceTables(user, value, join(subPrefix, key), mergeHere, warn);
    }
  }
}

function passGlobals(dest: JsonObject, source: JsonObject, prefix: string, warn: Warn): void {
  const into = Object.hasOwn(dest, 'global') ? dest['global'] : {};
  if (!isObject(into)) return warn('warning: skipping globals because destination global is not a table.');
  const from = Object.hasOwn(source, 'global') ? source['global'] : {};
  if (!isObject(from)) return warn('warning: skipping globals because source global is not a table.');
  for (const [key, value] of Object.entries(from)) {
    const before = getKey(into, key);
    if (isObject(value)) {
      const copy: JsonObject = { ...value };
      if (before === undefined) setKey(into, key, copy);
      else if (!isObject(before)) warn(`Conflict: cannot merge map onto non-map for ${JSON.stringify(key)}. Skipping.`);
      else {
        coalesceTables(copy, before, join(prefix, key), true, warn);
        setKey(into, key, copy);
      }
    } else if (isObject(before)) warn(`key ${key} is table. Skipping`);
    else setKey(into, key, value);
  }
  setKey(dest, 'global', into);
}

/** Merges `source` under `dest`, whose values win; both are changed. `merge` keeps nulls. */
export function coalesceTables(dest: JsonObject, source: JsonObject, prefix: string, merge: boolean, warn: Warn): JsonObject {
  const held = new Set(Object.keys(source).filter((key) => source[key] !== null));
  for (const [key, value] of Object.entries(dest)) if (value === null) setKey(source, key, null);
  for (const [key, value] of Object.entries(source)) {
    const given = getKey(dest, key);
    if (given === null && !merge && held.has(key)) delete dest[key];
    else if (given === undefined) setKey(dest, key, value);
    else if (isObject(value)) {
      if (isObject(given)) coalesceTables(given, value, join(prefix, key), merge, warn);
      else warn(`warning: cannot overwrite table with non table for ${join(prefix, key)} (${goPrinted(value)})`);
    } else if (isObject(given) && value !== null) warn(`warning: destination for ${join(prefix, key)} is a table. Ignoring non-table value (${goPrinted(value)})`);
  }
  return dest;
}

function cleanNulls(map: JsonObject): void {
  for (const [key, value] of Object.entries(map)) {
    if (value === null) delete map[key];
    else if (isObject(value)) cleanNulls(value);
  }
}

const join = (prefix: string, key: string): string => (prefix === '' ? key : `${prefix}.${key}`);

export function deepCopy<T extends Json>(value: T): T;
export function deepCopy(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => deepCopy(item));
  if (!isObject(value)) return value;
  // a spread copies `__proto__` as an own key, too, and keeps the shape
  const copy: JsonObject = { ...value };
  for (const key in copy) {
    const item = copy[key] as Json;
    if (typeof item === 'object' && item !== null) copy[key] = deepCopy(item);
  }
  return copy;
}

/** Go's %v of a value. */
function goPrinted(value: Json): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goPrinted).join(' ')}]`;
  if (isObject(value)) return `map[${Object.keys(value).sort().map((key) => `${key}:${goPrinted(value[key] as Json)}`).join(' ')}]`;
  return String(value);
}

/** Go's %t of a value, which Helm prints where a map should be. */
function asTruth(value: Json): string {
  if (typeof value === 'boolean') return String(value);
  if (value === null) return '%!t(<nil>)';
  const inside = (item: Json): string => (item === null ? '<nil>' : asTruth(item));
  if (Array.isArray(value)) return `[${value.map(inside).join(' ')}]`;
  if (isObject(value)) return `map[${Object.keys(value).sort().map((key) => `%!t(string=${key}):${inside(value[key] as Json)}`).join(' ')}]`;
  return `%!t(${typeof value === 'string' ? 'string' : typeof value === 'bigint' ? 'int64' : 'float64'}=${goPrinted(value)})`;
}
