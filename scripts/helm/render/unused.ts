import { getKey, isObject, pointerToken } from '../../lib/json.ts';
import { edits, slipOf, suggest } from '../../lib/suggest.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { RenderRequest, UnusedValue } from '../types.ts';
import { mergeValues } from '../values/coalesce.ts';
import type { ResolvedChart } from '../values/dependencies.ts';
import { dotted } from './defaults.ts';
import type { Perturbation } from './perturb.ts';
import type { TemplateFile } from './scope.ts';

/**
 * The user's values whose key no text of the chart holds: `unread` where nothing changes whatever is written there, though the
 * map around it is read or a key of the chart's own defaults is but a slip away; `passedOn` where the chart hands all of a map
 * on, and there is such a key. A key that some template names, or any other in a map of which nothing is read, may be read in a
 * branch that this release does not take, so nothing is said of it.
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
  const merged = mergeValues(chart, {}, () => {});
  visit(request.values, '', chart, { ...(merged.ok ? merged.values : chart.values), global: globalsOf(chart) });
  return found;

  function visit(values: JsonObject, at: string, scope: ResolvedChart | undefined, defaults: JsonObject): void {
    for (const [key, value] of Object.entries(values)) {
      const pointer = `${at}/${pointerToken(key)}`;
      // what is for a subchart that is switched off waits for it; what switches it is read
      if (scope?.chart.metadata.dependencies.some(({ name, alias }) => (alias === '' ? name : alias) === key) === true && !scope.dependencies.some(({ name }) => name === key)) continue;
      if (at === '' && key === 'tags') continue;
      if (isCondition(chart, pointer)) continue;
      const inside = getKey(defaults, key);
      if (inside === undefined && !(key.match(/[\w-]+/g) ?? []).every((word) => words.all.has(word))) {
        const isSeen = output.includes(key);
        const slip = slipOf(key, Object.keys(defaults).filter((known) => (!isSeen || !Object.hasOwn(values, known)) && isAlike(key, known)));
        if (isSeen ? slip !== undefined : !matters(pointer) && (slip !== undefined || (at === '' ? key !== 'global' : !isGlobal(at) && matters(at)))) {
          const slips = slip === undefined ? slipsIn(value, pointer) : [];
          found.push(...(slips.length > 0 ? slips : [unused(pointer, isSeen ? 'passedOn' : 'unread', slip ?? meantOf(key, words.fields))]));
          continue;
        }
      }
      const sub = scope?.dependencies.find(({ name }) => name === key);
      if (isObject(value)) visit(value, pointer, sub, isObject(inside) ? inside : {});
      else visitItems(value, pointer, inside);
    }
  }

  /** A map may be unread because of a slip in it: a key that no text holds, while one like it would be read there. */
  function slipsIn(value: Json, at: string): UnusedValue[] {
    if (Array.isArray(value)) return value.flatMap((item, index) => slipsIn(item, `${at}/${index}`));
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([key, item]) => {
      const pointer = `${at}/${pointerToken(key)}`;
      const suggestion = words.all.has(key) ? undefined : meantOf(key, words.fields);
      return suggestion !== undefined && tries.mattersAs(pointer, suggestion) ? [unused(pointer, 'unread', suggestion)] : slipsIn(item, pointer);
    });
  }

  /** Maps in lists; what the chart's own list holds first is what its items look like. */
  function visitItems(value: Json, at: string, defaults: Json | undefined): void {
    if (!Array.isArray(value)) return;
    const first = Array.isArray(defaults) ? defaults[0] : undefined;
    value.forEach((item, index) => {
      if (isObject(item)) visit(item, `${at}/${index}`, undefined, isObject(first) ? first : {});
      else visitItems(item, `${at}/${index}`, first);
    });
  }
}

const unused = (pointer: string, how: UnusedValue['how'], suggestion: string | undefined): UnusedValue => ({ pointer, path: dotted(pointer), how, ...(suggestion === undefined ? {} : { suggestion }) });

/** Two slips leave the first letter alone: `portName` is none for `hostname`, nor `internalTrafficPolicy` for `externalTrafficPolicy`. */
const isAlike = (key: string, known: string): boolean => key[0]?.toLowerCase() === known[0]?.toLowerCase() || edits(key.toLowerCase(), known.toLowerCase(), 1) <= 1;

/** What a key may be meant for of all that templates read: the nearest. */
function meantOf(key: string, fields: ReadonlySet<string>): string | undefined {
  const alike = [...fields].filter((field) => isAlike(key, field));
  return slipOf(key, alike) ?? suggest(key, alike.filter((field) => edits(key.toLowerCase(), field.toLowerCase(), 2) <= 2));
}

/** Globals may be for other charts, which share one file of values: of those only a slip is told. */
const isGlobal = (at: string): boolean => at === '/global' || at.startsWith('/global/');

/** The globals that any of the charts has a default for. */
function globalsOf({ values, dependencies }: ResolvedChart): JsonObject {
  const own = getKey(values, 'global');
  return Object.fromEntries([...dependencies.map(globalsOf), isObject(own) ? own : {}].flatMap((globals) => Object.entries(globals)));
}

/** Whether a pointer is (or holds) a condition of a dependency, which decides without any template. */
function isCondition(chart: ResolvedChart, pointer: string, at = ''): boolean {
  const here = chart.chart.metadata.dependencies.some(({ condition }) => condition.split(',').some((path) => path.trim() !== '' && `${at}/${path.trim().replaceAll('.', '/')}` === pointer));
  return here || chart.dependencies.some((sub) => isCondition(sub, pointer, `${at}/${pointerToken(sub.name)}`));
}

interface Words {
  /** Every word that a template holds outside of comments, or that is a key or a value by itself in a schema. */
  readonly all: ReadonlySet<string>;
  /** Every field that a template reads. */
  readonly fields: ReadonlySet<string>;
}

const chartWords = new WeakMap<object, Words>();

function wordsOf(files: readonly TemplateFile[], root: ResolvedChart): Words {
  let words = chartWords.get(root.chart);
  if (words === undefined) {
    const schemas = (chart: ResolvedChart): string[] => [...(chart.chart.schema === undefined ? [] : wordsOfSchema(chart.chart.schema)), ...chart.dependencies.flatMap(schemas)];
    chartWords.set(root.chart, (words = {
      all: new Set([...files.map(({ text }) => text.replace(/\{\{-?\s*\/\*.*?\*\/\s*-?\}\}/gs, ' ')), ...schemas(root)].flatMap((text) => text.match(/[\w-]+/g) ?? [])),
      fields: new Set(files.flatMap(({ text }) => [...text.matchAll(/\.([A-Za-z_]\w*)/g)].map(([, field = '']) => field))),
    }));
  }
  return words;
}

/** The keys of a schema and its texts of one word: names are there, what is said about them is not. */
function wordsOfSchema(text: string): string[] {
  const words: string[] = [];
  try {
    JSON.parse(text, (key, value: unknown) => {
      words.push(key);
      if (typeof value === 'string' && !/\s/.test(value)) words.push(value);
      return value;
    });
    return words;
  } catch {
    return [text];
  }
}
