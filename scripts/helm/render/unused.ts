import { getKey, isObject, pointerToken, pointerTokens } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { RenderRequest, UnusedValue } from '../types.ts';
import type { ResolvedChart } from '../values/dependencies.ts';
import { dotted } from './defaults.ts';
import type { Trace } from './engine.ts';
import type { TemplateFile } from './scope.ts';

/**
 * The user's values that nothing reads. A key counts as read when a template read it or a part of it in this render,
 * when it is a condition, tag or import of a dependency, or when the chart's schema or defaults name it while a
 * template mentions its name. Only what no text of the chart names is `never`.
 */
export function unusedValues(chart: ResolvedChart, request: RenderRequest, files: readonly TemplateFile[], trace: Trace | undefined): UnusedValue[] {
  if (trace === undefined) return [];
  const read = readTree(trace.reads);
  for (const path of declared(chart, '')) note(read, path);
  const words = wordsOf(files);
  const found: UnusedValue[] = [];
  visit(request.values, read, '', chart);
  return found;

  function visit(values: JsonObject, node: ReadNode, at: string, scope: ResolvedChart | undefined): void {
    for (const [key, value] of Object.entries(values)) {
      const pointer = `${at}/${pointerToken(key)}`;
      const below = node.children.get(key);
      const sub = scope?.dependencies.find(({ name }) => name === key);
      // values of a subchart that is switched off wait for it
      if (sub === undefined && scope !== undefined && scope.chart.metadata.dependencies.some(({ name, alias }) => (alias === '' ? name : alias) === key)) continue;
      if (key === 'global' && below === undefined) continue;
      if (below === undefined) {
        if (sub !== undefined && isObject(value)) visit(value, { whole: false, children: new Map() }, pointer, sub);
        else add(pointer, key, node);
      } else if (!below.whole && isObject(value) && Object.keys(value).length > 0) visit(value, below, pointer, sub);
    }
  }

  function add(pointer: string, key: string, siblings: ReadNode): void {
    const suggestion = closest(key, [...siblings.children.keys()]);
    found.push({ pointer, path: dotted(pointer), certainty: words.has(key) ? 'notThisTime' : 'never', ...(suggestion === undefined ? {} : { suggestion }) });
  }
}

interface ReadNode {
  /** The subtree as a whole was used: printed, dumped, ranged over. */
  whole: boolean;
  readonly children: Map<string, ReadNode>;
}

/** Pointers that end in `/*` mean the whole subtree. */
function readTree(reads: ReadonlySet<string>): ReadNode {
  const root: ReadNode = { whole: false, children: new Map() };
  for (const pointer of reads) note(root, pointer);
  return root;
}

function note(root: ReadNode, pointer: string): void {
  let node = root;
  const whole = pointer.endsWith('/*');
  for (const token of pointerTokens(whole ? pointer.slice(0, -2) : pointer)) {
    let next = node.children.get(token);
    if (next === undefined) node.children.set(token, (next = { whole: false, children: new Map() }));
    node = next;
  }
  if (whole) node.whole = true;
}

/** Values that Chart.yaml names: conditions, tags, imports; and what a schema lists. */
function declared(chart: ResolvedChart, at: string): string[] {
  const pointers: string[] = ['/tags/*'];
  for (const dependency of chart.chart.metadata.dependencies) {
    for (const condition of dependency.condition.split(',')) if (condition.trim() !== '') pointers.push(`${at}/${condition.trim().split('.').map(pointerToken).join('/')}`);
    for (const item of dependency.importValues) {
      const child = isObject(item) ? String(getKey(item, 'child')) : `exports.${String(item as Json)}`;
      pointers.push(`${at}/${pointerToken(dependency.alias === '' ? dependency.name : dependency.alias)}/${child.split('.').map(pointerToken).join('/')}/*`);
    }
  }
  return [...pointers, ...chart.dependencies.flatMap((sub) => declared(sub, `${at}/${pointerToken(sub.name)}`))];
}

const fileWords = new WeakMap<object, ReadonlySet<string>>();

/** Every word that any template of the chart holds. */
function wordsOf(files: readonly TemplateFile[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const file of files) {
    const { chart } = file.scope.chart;
    let words = fileWords.get(chart);
    if (words === undefined) {
      const texts = files.filter(({ scope }) => scope.chart.chart === chart).map(({ text }) => text);
      fileWords.set(chart, (words = new Set(texts.flatMap((text) => text.match(/[\w-]+/g) ?? []))));
    }
    for (const word of words) all.add(word);
  }
  return all;
}

/** A name within a small distance, or undefined. */
function closest(key: string, names: readonly string[]): string | undefined {
  const allowed = key.length < 5 ? 1 : key.length < 9 ? 2 : 3;
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    if (Math.abs(name.length - key.length) > allowed) continue;
    const distance = editDistance(key.toLowerCase(), name.toLowerCase());
    if (distance <= allowed && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
