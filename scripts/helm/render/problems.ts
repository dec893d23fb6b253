import { atPointer, pointerToken } from '../../lib/json.ts';
import type { OriginStep } from '../../model/origin.ts';
import type { Problem } from '../../model/problem.ts';
import type { SchemaFailure } from '../schema/validate.ts';
import type { Violation } from '../schema/messages.ts';
import type { RenderRequest } from '../types.ts';
import type { ResolvedChart } from '../values/dependencies.ts';
import { defaultStep, dotted } from './defaults.ts';

/** A failed schema as problems, each at the values key that breaks it. */
export function problemOfSchema(failure: SchemaFailure, chart: ResolvedChart, request: RenderRequest): Problem[] {
  if (failure.violations.length === 0) return [{ code: 'helm/schema-violation', message: failure.text.trim() }];
  return failure.violations.map((violation) => {
    const { mend } = violation;
    const holder = failure.at + violation.pointer;
    const pointer = mend?.key === undefined ? holder : `${holder}/${pointerToken(mend.key)}`;
    const steps = stepsOf(pointer, chart, request);
    const place = steps.find((step) => step.place !== undefined)?.place;
    return {
      code: 'helm/schema-violation',
      message: `values${holder === '' ? '' : ` ${dotted(holder)}`} of chart ${failure.chart.split('/').at(-1)}: ${explained(violation)}${mend?.change.action === 'rename' ? `; did you mean "${mend.change.key}"?` : ''}`,
      pointer,
      ...(place === undefined ? {} : { place }),
      ...(steps.length === 0 ? {} : { steps }),
      ...(mend === undefined ? {} : { fix: mend.change }),
    };
  });
}

/** The nearest key above that somebody wrote. */
function stepsOf(pointer: string, chart: ResolvedChart, request: RenderRequest): readonly OriginStep[] {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const user = at === '' || atPointer(request.values, at) !== undefined ? request.valuesOrigin?.(at) : undefined;
    if (user !== undefined) return user.steps;
    if (at === '') return [];
    const step = defaultStep(chart, at);
    if (step !== undefined) return [step];
  }
}

/** One sentence: alternatives are told by the branch that comes closest, the one with the fewest complaints. */
function explained(violation: Violation): string {
  if (violation.causes.length === 0) return violation.message;
  const causes = violation.causes.map((cause) => `${cause.pointer === violation.pointer ? '' : `${dotted(cause.pointer)}: `}${explained(cause)}`);
  return `none of the alternatives fits: ${[...new Set(causes)].join('; or ')}`;
}

/** A failure of the language or of its output, at the template where that lies in the repository. */
export function problemOfTemplate(failure: { readonly error: string; readonly template?: string; readonly line?: number; readonly column?: number; readonly rendered?: string }, chart: ResolvedChart): Problem {
  const { location } = chart.chart;
  const inside = failure.template?.startsWith(`${chart.path}/`) === true ? failure.template.slice(chart.path.length) : undefined;
  return {
    code: 'helm/render-failed',
    message: failure.error,
    ...(location === undefined || inside === undefined ? {} : { place: { file: location + inside, line: failure.line ?? 1, column: failure.column ?? 1 } }),
    ...(failure.rendered === undefined ? {} : { help: `the rendered lines around it:\n${failure.rendered}` }),
  };
}
