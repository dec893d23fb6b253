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

/** What is known of a failure of the language or of its output. */
interface TemplateFailure {
  readonly error: string;
  readonly template?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** The rendered lines around it, for a reader who cannot see them. */
  readonly rendered?: string | undefined;
  /** Pointer of the values key that was read last before it, or that made the line. */
  readonly values?: string | undefined;
}

/** A failure at the template where that lies in the repository, else at the values key that takes part in it. */
export function problemOfTemplate(failure: TemplateFailure, chart: ResolvedChart, request: RenderRequest): Problem {
  const { location } = chart.chart;
  const inside = failure.template?.startsWith(`${chart.path}/`) === true ? failure.template.slice(chart.path.length) : undefined;
  const steps = failure.values === undefined ? [] : stepsOf(failure.values, chart, request);
  const written = steps.find((step) => step.place !== undefined)?.place;
  const place = location === undefined || inside === undefined ? written : { file: location + inside, line: failure.line ?? 1, column: failure.column ?? 1 };
  const help = [
    ...(failure.rendered === undefined ? [] : [`the rendered lines around it:\n${failure.rendered}`]),
    ...(failure.values === undefined ? [] : [`${failure.rendered === undefined ? 'the value that was read last before it' : 'a value that is printed there'}: ${dotted(failure.values)}${written === undefined || written === place ? '' : `, ${written.file}:${written.line}`}`]),
  ];
  return {
    code: 'helm/render-failed',
    message: failure.error,
    ...(place === undefined ? {} : { place }),
    ...(steps.length === 0 ? {} : { steps }),
    ...(help.length === 0 ? {} : { help: help.join('\n') }),
  };
}
