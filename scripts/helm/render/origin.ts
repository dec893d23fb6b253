import { atPointer, pointerToken } from '../../lib/json.ts';
import { nodeAt, parseYaml, type YNode } from '../../lib/yaml/index.ts';
import type { Origin, OriginOf, OriginStep } from '../../model/origin.ts';
import { textOf } from '../chart/assemble.ts';
import type { ResolvedChart } from '../values/dependencies.ts';
import type { RenderRequest } from '../types.ts';
import { defaultStep, dotted } from './defaults.ts';
import type { Trace } from './engine.ts';
import type { Offers } from './offers.ts';
import type { Perturbation, Seen } from './perturb.ts';

/** What finding an origin needs of one rendered document. */
export interface Located extends Seen {
  readonly text: string;
  /** Where the document starts in the rendered file. */
  readonly offset: number;
}

/** What the documents of a release share; each is made when somebody first asks. */
export interface Inquiry {
  readonly chart: ResolvedChart;
  readonly request: RenderRequest;
  trace(): Trace | undefined;
  tries(): Perturbation;
  offers(): Offers;
}

/**
 * The way back from a rendered field: the values key that made it (in the user's file, or the chart's defaults), then
 * the template line. What the engine traced is exact; else values are changed and rendered again.
 */
export function originOf(document: () => Located, inquiry: Inquiry): OriginOf {
  let tree: { root: YNode | undefined } | undefined;
  return (pointer, part) => {
    const located = document();
    tree ??= { root: parseYaml(located.text).documents[0]?.root };
    const node = tree.root === undefined ? undefined : nodeAt(tree.root, pointer);
    if (node !== undefined && node.type !== 'scalar') {
      const found = ofContainer(node, located, inquiry);
      if (found !== undefined) return found;
    }
    const { start, end } = node === undefined ? { start: 0, end: 0 } : spanOf(node, part, located.text);
    const traced = node === undefined ? undefined : inquiry.trace()?.originAt(located.template, located.offset + start, located.offset + end);
    const template = templateStep(inquiry.chart, traced ?? { template: located.template });
    if (traced?.values !== undefined && traced.certainty === 'exact') return fromValues(traced.values, 'exact', template, inquiry);
    if (traced?.values !== undefined && traced.several === true) return fromValues(traced.values, 'probably', template, inquiry);
    const cause = inquiry.tries().causeOf(located, pointer);
    if (cause !== undefined) return fromValues(cause.values, cause.exact ? 'exact' : 'probably', template, inquiry);
    if (traced?.values !== undefined) return fromValues(traced.values, 'probably', template, inquiry);
    const text = node === undefined ? '' : located.text.slice(start, end);
    return { steps: [template], certainty: traced === undefined ? 'file' : stands(text, traced, inquiry.chart) ? 'exact' : 'probably' };
  };
}

/** Whether a text stands in the line that printed it; else that line printed what another one made. */
function stands(text: string, { template, line }: { readonly template: string; readonly line: number }, chart: ResolvedChart): boolean {
  const sub = chart.dependencies.find(({ path }) => template.startsWith(`${path}/`));
  if (sub !== undefined) return stands(text, { template, line }, sub);
  const file = chart.chart.templates.find(({ name }) => `${chart.path}/${name}` === template);
  const source = file === undefined ? '' : textOf(file).split('\n')[line - 1] ?? '';
  // `1` does not stand in `batch/v1`.
  return /[\s"'{}()[\],:|]/.test(text) ? source.includes(text) : source.split(/[\s"'{}()[\],:|]+/).includes(text);
}

/** Where a node stands in its document, or the part of it that is asked for. */
function spanOf(node: YNode, part: string | undefined, text: string): { readonly start: number; readonly end: number } {
  const at = part === undefined || node.type !== 'scalar' ? -1 : text.slice(node.start, node.end).indexOf(part);
  return at < 0 || part === undefined ? node : { start: node.start + at, end: node.start + at + part.length };
}

/**
 * A map or list that was dumped comes from the values key that was dumped; any other from the deepest values key that
 * holds what made two of five of its scalars at the least.
 */
function ofContainer(node: YNode, located: Located, inquiry: Inquiry): Origin | undefined {
  const behind = valuesBehind(node, located, inquiry);
  return behind === undefined ? undefined : fromValues(behind.values, 'probably', templateStep(inquiry.chart, behind.template ?? { template: located.template }), inquiry);
}

/** The values key that a map or list comes from, with the template line of its first scalar. */
function valuesBehind(node: YNode, located: Located, inquiry: Inquiry): { readonly values: string; readonly template?: { template: string; line?: number } } | undefined {
  const trace = inquiry.trace();
  const counts = new Map<string, number>();
  const dumped = new Set<string | undefined>();
  let leaves = 0;
  let template: { template: string; line?: number } | undefined;
  for (const { node: leaf, pointer } of scalarsOf(node)) {
    const traced = trace?.originAt(located.template, located.offset + leaf.start, located.offset + leaf.end);
    if (traced?.values === undefined) continue;
    template ??= traced;
    leaves++;
    dumped.add(traced.values.endsWith(pointer) ? traced.values.slice(0, -pointer.length) : undefined);
    for (let path = traced.values; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  const [whole] = dumped;
  const of = template === undefined ? {} : { template };
  if (dumped.size === 1 && whole !== undefined && whole !== '') return { values: whole, ...of };
  const common = [...counts].filter(([, count]) => count * 5 >= leaves * 2 && (count > 1 || leaves === 1)).sort(([a], [b]) => b.split('/').length - a.split('/').length)[0]?.[0];
  return common === undefined ? undefined : { values: common, ...of };
}

/**
 * Finds the values key that sets a field which the document does not have: see `offers`. Dotted, as a reader writes it below
 * `values`; undefined where the chart offers none that is found by trying.
 */
export function offeredBy(document: () => Located, inquiry: Inquiry): (pointer: string) => string | undefined {
  return (pointer) => {
    const located = document();
    const root = parseYaml(located.text).documents[0]?.root;
    if (root === undefined) return undefined;
    let holder = pointer;
    while (holder !== '' && nodeAt(root, holder) === undefined) holder = holder.slice(0, holder.lastIndexOf('/'));
    const node = nodeAt(root, holder);
    const key = inquiry.offers()(located, pointer, node === undefined || node.type === 'scalar' || holder === '' ? undefined : valuesBehind(node, located, inquiry)?.values);
    return key === undefined ? undefined : dotted(key);
  };
}

function* scalarsOf(node: YNode, pointer = ''): Iterable<{ readonly node: YNode; readonly pointer: string }> {
  if (node.type === 'map') for (const { key, value } of node.items) yield* scalarsOf(value, `${pointer}/${pointerToken(key.type === 'scalar' ? key.text : '')}`);
  else if (node.type === 'seq') for (const [index, item] of node.items.entries()) yield* scalarsOf(item, `${pointer}/${index}`);
  else yield { node, pointer };
}

function fromValues(pointer: string, certainty: Origin['certainty'], template: OriginStep, { chart, request }: Inquiry): Origin {
  const user = atPointer(request.values, pointer) === undefined ? undefined : request.valuesOrigin?.(pointer);
  if (user !== undefined) return { steps: [...user.steps, template], certainty: user.certainty === 'exact' ? certainty : user.certainty };
  const step: OriginStep = defaultStep(chart, pointer) ?? { kind: 'values', name: dotted(pointer) };
  return { steps: [step, template], certainty };
}

/** The template's line, with a place where the chart lies in the repository. */
function templateStep(root: ResolvedChart, { template, line }: { template: string; line?: number }): OriginStep {
  const step = { kind: 'template' as const, name: template, ...(line === undefined ? {} : { detail: `line ${line}` }) };
  const file = fileOf(root, template);
  return file === undefined ? step : { ...step, place: { file, line: line ?? 1, column: 1 } };
}

function fileOf(chart: ResolvedChart, template: string): string | undefined {
  const sub = chart.dependencies.find(({ path }) => template.startsWith(`${path}/`));
  if (sub !== undefined) return fileOf(sub, template);
  const { location } = chart.chart;
  return location === undefined || !template.startsWith(`${chart.path}/`) ? undefined : location + template.slice(chart.path.length);
}
