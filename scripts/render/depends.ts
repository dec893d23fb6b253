import { objects, refOf, text } from '../lib/object.ts';
import { slipOf, suggest } from '../lib/suggest.ts';
import { unitKey } from '../lib/unit.ts';
import type { UnitId } from '../model/ids.ts';
import type { Problem } from '../model/problem.ts';
import { observed } from './observed.ts';
import { placeOf } from './origin.ts';
import type { Attempt, Run } from './run.ts';
import { isReady, runOf, type Simulation } from './simulation.ts';

/**
 * The first dependency that a unit still has to wait for, or why it can never be told; undefined where all are ready
 * (kustomize-controller and helm-controller checkDependencies). A `readyExpr` stands in place of the Ready condition.
 */
export function checkDependencies(sim: Simulation, run: Run): Attempt | undefined {
  for (const [i, dependency] of objects(run.manifest.object, 'spec', 'dependsOn').entries()) {
    const unit: UnitId = { kind: run.id.kind, namespace: text(dependency, 'namespace') || run.id.namespace, name: text(dependency, 'name') };
    const other = runOf(sim, unit);
    const title = `${unit.namespace}/${unit.name}`;
    if (other === undefined) return missing(sim, run, unit, i);
    const expression = text(dependency, 'readyExpr');
    if (expression === '') {
      if (!isReady(other)) return { wait: { for: 'dependency', unit, message: `dependency '${title}' is not ready` } };
      continue;
    }
    const result = sim.request.api.evaluate(expression, { self: observed(run, 'self'), dep: observed(other, 'dependency') }, 'compile');
    if ('invalid' in result) return invalid(run, `/spec/dependsOn/${i}/readyExpr`, `terminal error: failed to evaluate dependency ${unit.name}: ${result.invalid}`, `readyExpr ${result.said}`);
    const message = 'error' in result ? result.error : `dependency '${title}' is not ready according to readyExpr eval`;
    if (!('value' in result) || !result.value) return { wait: { for: 'dependency', unit, message } };
  }
  return undefined;
}

/** An expression that can never be evaluated: the controllers give up until the object changes. */
export function invalid(run: Run, pointer: string, message: string, said: string): Attempt {
  const place = placeOf(run.manifest, pointer);
  return {
    done: 'failed', reason: 'InvalidCELExpression', message: `Reconciliation failed terminally due to configuration error: ${message}`, manifests: [],
    problems: [{ code: 'flux/unit-failed', message: said, object: refOf(run.manifest.object), pointer, ...(place !== undefined && { place }) }],
  };
}

function missing(sim: Simulation, run: Run, unit: UnitId, index: number): Attempt {
  const title = `${unit.namespace}/${unit.name}`;
  const pointer = `/spec/dependsOn/${index}/name`;
  const place = placeOf(run.manifest, pointer);
  const plural = unit.kind === 'Kustomization' ? 'kustomizations.kustomize.toolkit.fluxcd.io' : 'helmreleases.helm.toolkit.fluxcd.io';
  const message = unit.kind === 'Kustomization' ? `dependency '${title}' not found: ${plural} "${unit.name}" not found` : `unable to get '${title}' dependency: ${plural} "${unit.name}" not found`;
  const beside = [...sim.runs.values()].filter(({ id }) => id.kind === unit.kind && id.namespace === unit.namespace).map(({ id }) => id.name);
  const slip = slipOf(unit.name, beside);
  const fix: Pick<Problem, 'fix'> = slip === undefined || (slip === run.id.name && unit.namespace === run.id.namespace) ? {} : { fix: { action: 'set', value: slip } };
  return {
    wait: {
      for: 'dependency', unit, message,
      problem: { code: 'flux/depends-on-missing', message: `dependsOn names ${unit.kind} ${title}, which nothing in this cluster renders${didYouMean(sim, unit, beside)}`, object: refOf(run.manifest.object), pointer, ...(place !== undefined && { place }), ...fix },
    },
  };
}

function didYouMean(sim: Simulation, unit: UnitId, beside: readonly string[]): string {
  const elsewhere = [...sim.runs.values()].find(({ id }) => id.name === unit.name && unitKey(id) !== unitKey(unit));
  if (elsewhere !== undefined) return `; there is ${unitKey(elsewhere.id)}`;
  const near = suggest(unit.name, beside);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}
