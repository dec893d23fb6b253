import { isObject, pointerToken } from '../../lib/json.ts';
import { slipOf } from '../../lib/suggest.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RenderRequest, UnusedValue } from '../types.ts';
import type { ResolvedChart } from '../values/dependencies.ts';
import { dotted } from './defaults.ts';
import type { Perturbation } from './perturb.ts';
import type { TemplateFile } from './scope.ts';

/**
 * The user's values whose key no text of the chart holds: `unread` where nothing changes whatever is written there, though the
 * map around it is read; `passedOn` where the chart hands all of a map on, and a key of the chart's own defaults is but a slip
 * away. A key that some template names, or a map of which nothing is read, may be read in a branch that this release does not
 * take, so nothing is said of it.
 */
export function unusedValues(chart: ResolvedChart, request: RenderRequest, files: readonly TemplateFile[], rendered: readonly string[], tries: Perturbation): UnusedValue[] {
  const words = wordsOf(files, chart);
  const output = rendered.join('\n');
  const found: UnusedValue[] = [];
  const known = new Map<string, boolean>();
  const matters = (pointer: string): boolean => {
    if (!known.has(pointer)) known.set(pointer, tries.matters(pointer));
    return known.get(pointer) === true;
  };
  visit(request.values, '', chart, chart.values);
  return found;

  function visit(values: JsonObject, at: string, scope: ResolvedChart | undefined, defaults: JsonObject): void {
    for (const [key, value] of Object.entries(values)) {
      const pointer = `${at}/${pointerToken(key)}`;
      // what is for a subchart that is switched off waits for it; what switches it is read
      if (scope?.chart.metadata.dependencies.some(({ name, alias }) => (alias === '' ? name : alias) === key) === true && !scope.dependencies.some(({ name }) => name === key)) continue;
      if (at === '' && (key === 'tags' || key === 'global')) continue;
      if (isCondition(chart, pointer)) continue;
      const inside = defaults[key];
      if (inside === undefined && !(key.match(/[\w-]+/g) ?? []).every((word) => words.has(word))) {
        const isSeen = output.includes(key);
        const suggestion = slipOf(key, Object.keys(defaults).filter((known) => !isSeen || !Object.hasOwn(values, known)));
        if (isSeen ? suggestion !== undefined : !matters(pointer) && (at === '' || matters(at))) {
          found.push({ pointer, path: dotted(pointer), how: isSeen ? 'passedOn' : 'unread', ...(suggestion === undefined ? {} : { suggestion }) });
          continue;
        }
      }
      if (isObject(value)) visit(value, pointer, scope?.dependencies.find(({ name }) => name === key), isObject(inside) ? inside : {});
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
