import { isObject, pointerToken } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RenderRequest, UnusedValue } from '../types.ts';
import type { ResolvedChart } from '../values/dependencies.ts';
import { dotted } from './defaults.ts';
import type { Perturbation } from './perturb.ts';
import type { TemplateFile } from './scope.ts';

/**
 * The user's values that change nothing, whatever is written there. `never`: no text of the chart even holds the key's
 * name; `notThisTime`: a template names it, in a branch that this release does not take.
 */
export function unusedValues(chart: ResolvedChart, request: RenderRequest, files: readonly TemplateFile[], tries: Perturbation): UnusedValue[] {
  const words = wordsOf(files, chart);
  const found: UnusedValue[] = [];
  visit(request.values, '', chart, chart.values);
  return found;

  function visit(values: JsonObject, at: string, scope: ResolvedChart | undefined, siblings: JsonObject): void {
    for (const [key, value] of Object.entries(values)) {
      const pointer = `${at}/${pointerToken(key)}`;
      // what is for a subchart that is switched off waits for it; what switches it is read
      if (scope?.chart.metadata.dependencies.some(({ name, alias }) => (alias === '' ? name : alias) === key) === true && !scope.dependencies.some(({ name }) => name === key)) continue;
      if (at === '' && (key === 'tags' || key === 'global')) continue;
      if (isCondition(chart, pointer)) continue;
      if (!tries.matters(pointer)) {
        const suggestion = closest(key, Object.keys(siblings));
        found.push({ pointer, path: dotted(pointer), certainty: words.has(key) ? 'notThisTime' : 'never', ...(suggestion === undefined ? {} : { suggestion }) });
      } else if (isObject(value)) {
        const inside = siblings[key];
        visit(value, pointer, scope?.dependencies.find(({ name }) => name === key), isObject(inside) ? inside : {});
      }
    }
  }
}

/** Whether a pointer is (or holds) a condition of a dependency, which decides without any template. */
function isCondition(chart: ResolvedChart, pointer: string, at = ''): boolean {
  const here = chart.chart.metadata.dependencies.some(({ condition }) => condition.split(',').some((path) => path.trim() !== '' && `${at}/${path.trim().replaceAll('.', '/')}` === pointer));
  return here || chart.dependencies.some((sub) => isCondition(sub, pointer, `${at}/${pointerToken(sub.name)}`));
}

const chartWords = new WeakMap<object, ReadonlySet<string>>();

/** Every word that a template or a schema of the chart holds. */
function wordsOf(files: readonly TemplateFile[], root: ResolvedChart): ReadonlySet<string> {
  let words = chartWords.get(root.chart);
  if (words === undefined) {
    const schemas = (chart: ResolvedChart): string[] => [chart.chart.schema ?? '', ...chart.dependencies.flatMap(schemas)];
    chartWords.set(root.chart, (words = new Set([...files.map(({ text }) => text), ...schemas(root)].flatMap((text) => text.match(/[\w-]+/g) ?? []))));
  }
  return words;
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
