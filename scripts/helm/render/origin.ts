import { atPointer } from '../../lib/json.ts';
import { nodeAt, parseYaml, type YNode } from '../../lib/yaml/index.ts';
import type { Origin, OriginOf, OriginStep } from '../../model/origin.ts';
import type { ResolvedChart } from '../values/dependencies.ts';
import type { RenderRequest } from '../types.ts';
import { defaultStep, dotted } from './defaults.ts';
import type { Trace, TracedOrigin } from './engine.ts';

/** What finding an origin needs of one rendered document. */
export interface Located {
  readonly template: string;
  readonly text: string;
  /** Where the document starts in the rendered file. */
  readonly offset: number;
}

/**
 * The way back from a rendered field: the values key that made it (in the user's file, or the chart's defaults), then
 * the template line. Nothing is computed until somebody asks.
 */
export function originOf(document: Located, chart: ResolvedChart, request: RenderRequest, trace: () => Trace | undefined): OriginOf {
  let tree: { root: YNode | undefined } | undefined;
  return (pointer) => {
    tree ??= { root: parseYaml(document.text).documents[0]?.root };
    const node = tree.root === undefined ? undefined : nodeAt(tree.root, pointer);
    const traced = node === undefined ? undefined : trace()?.originAt(document.template, document.offset + node.start, document.offset + node.end);
    if (traced === undefined) return { steps: [templateStep(chart, { template: document.template, line: 1 })], certainty: 'file' };
    return resolve(traced, chart, request);
  };
}

/** Turns what the engine traced into steps that a person can follow. */
export function resolve(traced: TracedOrigin, chart: ResolvedChart, request: RenderRequest): Origin {
  const template = templateStep(chart, traced);
  if (traced.values === undefined) return { steps: [template], certainty: traced.certainty };
  const user = atPointer(request.values, traced.values) === undefined ? undefined : request.valuesOrigin?.(traced.values);
  if (user !== undefined) {
    const certainty = user.certainty === 'exact' ? traced.certainty : user.certainty;
    return { steps: [...user.steps, template], certainty };
  }
  const step: OriginStep = defaultStep(chart, traced.values) ?? { kind: 'values', name: dotted(traced.values) };
  return { steps: [step, template], certainty: traced.certainty };
}

/** The template's line, with a place where the chart lies in the repository. */
function templateStep(root: ResolvedChart, { template, line }: { template: string; line: number }): OriginStep {
  const step = { kind: 'template' as const, name: template, detail: `line ${line}` };
  const file = fileOf(root, template);
  return file === undefined ? step : { ...step, place: { file, line, column: 1 } };
}

function fileOf(chart: ResolvedChart, template: string): string | undefined {
  const sub = chart.dependencies.find(({ path }) => template.startsWith(`${path}/`));
  if (sub !== undefined) return fileOf(sub, template);
  const { location } = chart.chart;
  return location === undefined || !template.startsWith(`${chart.path}/`) ? undefined : location + template.slice(chart.path.length);
}
