import { object, objects, refOf, text } from '../lib/object.ts';
import type { UnitId } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { UnitResult } from '../model/unit.ts';
import { placeOf, unitName } from './origin.ts';
import type { Run, Wait } from './run.ts';
import { runOf, type Simulation } from './simulation.ts';

/**
 * Gives a unit that waited for good its outcome. `unmet`: what it waits for is nowhere, not even behind other units that
 * wait.
 */
export function stop(sim: Simulation, run: Run, wait: Wait, unmet: boolean): void {
  if (wait.for === 'admission' && run.state !== 'pending') {
    if (run.state === 'applied') run.state = 'rendered';
    return;
  }
  run.message = wait.message;
  if (wait.for === 'dependency') {
    run.state = 'blocked';
    run.reason = 'DependencyNotReady';
    run.blockedBy = chain(sim, run.id, wait.unit);
  } else if (wait.for === 'health') {
    run.state = 'failed';
    run.explained = wait.units.length > 0;
    run.reason = run.id.kind === 'Kustomization' ? 'HealthCheckFailed' : 'InstallFailed';
    run.message = run.id.kind === 'Kustomization' ? `health check failed: ${wait.message}` : wait.message;
    run.blockedBy = wait.units;
  } else {
    run.state = 'failed';
    run.reason = wait.reason;
  }
  if (!unmet && (wait.for === 'source' || wait.for === 'input')) run.explained = true;
  const isNowhere = unmet || (wait.for === 'dependency' && runOf(sim, wait.unit) === undefined);
  const problem = 'problem' in wait && isNowhere ? wait.problem : undefined;
  run.problems = [...run.problems, ...(problem === undefined ? [] : [problem]), ...(wait.for === 'dependency' ? cycle(sim, run) : [])];
}

/** A unit that its parent never applies, so that the cluster does not have it at all. */
export function neverApplied(run: Run): void {
  run.blockedBy = run.parent === undefined ? [] : [run.parent];
  if (run.state === 'skipped' || run.state === 'suspended') return;
  run.state = 'blocked';
  delete run.reason;
  if (run.unmet !== undefined && 'problem' in run.unmet && run.unmet.problem !== undefined) run.problems = [...run.problems, run.unmet.problem];
  run.message = `${run.parent === undefined ? 'the unit that holds it' : unitName(run.parent)} does not apply it`;
}

/** From the first dependency to the root cause. */
function chain(sim: Simulation, from: UnitId, first: UnitId): UnitId[] {
  const out: UnitId[] = [];
  for (let next: UnitId | undefined = first; next !== undefined && !out.some((id) => unitName(id) === unitName(next as UnitId)) && unitName(next) !== unitName(from);) {
    out.push(next);
    const wait: Wait | undefined = runOf(sim, next)?.wait;
    next = wait?.for === 'dependency' ? wait.unit : undefined;
  }
  return out;
}

/** A dependsOn that leads back to the unit itself, told once, at the unit whose name comes first. */
function cycle(sim: Simulation, run: Run): Problem[] {
  const path = [run.id];
  for (;;) {
    const wait = runOf(sim, path.at(-1) as UnitId)?.wait;
    if (wait?.for !== 'dependency') return [];
    if (unitName(wait.unit) === unitName(run.id)) break;
    if (path.some((id) => unitName(id) === unitName(wait.unit))) return [];
    path.push(wait.unit);
  }
  if (path.some((id) => unitName(id) < unitName(run.id))) return [];
  const place = placeOf(run.manifest, '/spec/dependsOn/0');
  return [{
    code: 'flux/cycle', message: `dependsOn goes in a circle: ${[...path, run.id].map(({ name }) => name).join(' -> ')}; none of them is ever applied`,
    object: refOf(run.manifest.object), pointer: '/spec/dependsOn', ...(place !== undefined && { place }),
  }];
}

export function toResult(run: Run): UnitResult {
  const place = placeOf(run.manifest);
  const dependsOn = objects(run.manifest.object, 'spec', 'dependsOn').map((each): UnitId => ({ kind: run.id.kind, namespace: text(each, 'namespace') || run.id.namespace, name: text(each, 'name') }));
  return {
    id: run.id,
    ...(run.parent !== undefined && { parent: run.parent }),
    ...(dependsOn.length > 0 && { dependsOn }),
    source: sourceOf(run),
    outcome: run.state === 'pending' || run.state === 'applied' ? 'blocked' : run.state,
    ...(run.reason !== undefined && { reason: run.reason }),
    ...(run.message !== undefined && { message: run.message }),
    ...(run.blockedBy !== undefined && { blockedBy: run.blockedBy }),
    manifests: run.manifests,
    ...(run.refused.length > 0 && { refused: run.refused }),
    ...(run.explained && { explained: true }),
    problems: run.problems,
    ...(place !== undefined && { place }),
  };
}

/** What a unit is made from, in the words of its spec; a chart with the version that was chosen, once there is one. */
function sourceOf({ id, manifest: { object: body }, release }: Run): string {
  const named = (ref: JsonObject) => `${text(ref, 'kind')} ${text(ref, 'namespace') === '' || text(ref, 'namespace') === id.namespace ? '' : `${text(ref, 'namespace')}/`}${text(ref, 'name')}`;
  if (id.kind === 'Kustomization') return `${named(object(body, 'spec', 'sourceRef'))} ${text(body, 'spec', 'path') || './'}`;
  const chartRef = object(body, 'spec', 'chartRef');
  const spec = object(body, 'spec', 'chart', 'spec');
  const chosen = release === undefined ? '' : `${text(release, 'chartName')} ${text(release, 'chartVersion')}`;
  const asked = [text(spec, 'chart'), text(spec, 'version')].filter((part) => part !== '').join(' ');
  const from = named(text(chartRef, 'kind') === '' ? object(spec, 'sourceRef') : chartRef);
  const range = chosen !== '' && text(spec, 'version') !== '' && text(spec, 'version') !== text(release, 'chartVersion') ? ` (${text(spec, 'version')})` : '';
  return [`${chosen || asked}${range}`, from].filter((part) => part !== '').join(' from ');
}
