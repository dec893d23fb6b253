import { groupOf, object, objects, refOf, text } from '../lib/object.ts';
import { fluxKinds, isUnit, showUnit, unitKey } from '../lib/unit.ts';
import type { UnitId } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { UnitResult } from '../model/unit.ts';
import { placeOf } from './origin.ts';
import { installFailed } from './release.ts';
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
  const succeeded = run.message;
  run.message = wait.message;
  if (wait.for === 'dependency') {
    run.state = 'blocked';
    run.reason = 'DependencyNotReady';
    run.blockedBy = chain(sim, run.id, wait.unit);
  } else if (wait.for === 'health') {
    run.state = 'failed';
    run.explained = wait.units.length > 0;
    run.reason = run.id.kind === 'HelmRelease' ? 'InstallFailed' : 'HealthCheckFailed';
    run.message = run.id.kind === 'HelmRelease' ? installFailed(succeeded ?? '', wait.message) : `health check failed: ${wait.message}`;
    run.blockedBy = wait.units;
  } else {
    run.state = 'failed';
    run.reason = wait.reason;
  }
  if ((!unmet || !('problem' in wait)) && (wait.for === 'source' || wait.for === 'input')) run.explained = true;
  const isNowhere = unmet || (wait.for === 'dependency' && runOf(sim, wait.unit) === undefined);
  const problem = 'problem' in wait && isNowhere ? wait.problem : undefined;
  run.problems = [...run.problems, ...(problem === undefined ? [] : [problem]), ...(wait.for === 'dependency' ? cycle(sim, run, wait.unit) : [])];
}

/** A unit that its parent never applies, so that the cluster does not have it at all. */
export function neverApplied(run: Run): void {
  run.blockedBy = run.parent === undefined ? [] : [run.parent];
  if (run.state === 'skipped') return;
  run.state = 'blocked';
  delete run.reason;
  if (run.unmet !== undefined && 'problem' in run.unmet && run.unmet.problem !== undefined) run.problems = [...run.problems, run.unmet.problem];
  run.message = `${run.parent === undefined ? 'the unit that holds it' : unitKey(run.parent)} does not apply it`;
}

/** From the first dependency to the root cause. */
function chain(sim: Simulation, from: UnitId, first: UnitId): UnitId[] {
  const out: UnitId[] = [];
  for (let next: UnitId | undefined = first; next !== undefined && !out.some((id) => unitKey(id) === unitKey(next as UnitId)) && unitKey(next) !== unitKey(from);) {
    out.push(next);
    const wait: Wait | undefined = runOf(sim, next)?.wait;
    next = wait?.for === 'dependency' ? wait.unit : undefined;
  }
  return out;
}

/**
 * A dependsOn that leads back to the unit itself, by other units' dependsOn, because one waits until what it applies is ready, or
 * because one is brought by another that waits.
 * Told at each dependsOn of the circle: any of them may be the one that is wrong.
 */
function cycle(sim: Simulation, run: Run, first: UnitId): Problem[] {
  const path = circle(sim, run.id, first);
  if (path === undefined) return [];
  const index = objects(run.manifest.object, 'spec', 'dependsOn').findIndex((each) => text(each, 'name') === first.name && (text(each, 'namespace') || run.id.namespace) === first.namespace);
  const pointer = `/spec/dependsOn/${Math.max(index, 0)}`;
  const place = placeOf(run.manifest, pointer);
  const waiting = path.find((id) => runOf(sim, id)?.wait?.for === 'health');
  const names = [run.id, ...path, run.id].map(({ name }) => name).join(' -> ');
  const message = waiting === undefined ? `dependsOn goes in a circle: ${names}; none of them is ever applied` : `dependsOn goes in a circle: ${names}, for ${waiting.name} waits until what it applies is ready; none of them ever is`;
  return [{ code: 'flux/cycle', message, object: refOf(run.manifest.object), pointer, ...(place !== undefined && { place }) }];
}

/** The units from the first that one waits for up to the one that waits for it; undefined where no way leads back. */
function circle(sim: Simulation, from: UnitId, first: UnitId): readonly UnitId[] | undefined {
  const seen = new Set<string>();
  const ways: (readonly UnitId[])[] = [[first]];
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const last = way.at(-1) as UnitId;
    if (unitKey(last) === unitKey(from)) return way.slice(0, -1);
    if (seen.has(unitKey(last))) continue;
    seen.add(unitKey(last));
    const run = runOf(sim, last);
    const waited = run?.wait?.for === 'dependency' ? [run.wait.unit] : run?.wait?.for === 'health' ? run.wait.units : [];
    // What is not applied yet brings nothing along.
    const maker = run?.parent !== undefined && runOf(sim, run.parent)?.wait?.for === 'dependency' ? [run.parent] : [];
    for (const next of [...waited, ...maker]) ways.push([...way, next]);
  }
  return undefined;
}

export function toResult(run: Run): UnitResult {
  const place = placeOf(run.manifest);
  const dependsOn = objects(run.manifest.object, 'spec', 'dependsOn').flatMap((each): UnitId[] => {
    const kind = run.id.kind === 'ResourceSet' ? text(each, 'kind') : run.id.kind;
    return isUnit(groupOf(text(each, 'apiVersion')) || groupOf(fluxKinds[run.id.kind]), kind) ? [{ kind, namespace: text(each, 'namespace') || run.id.namespace, name: text(each, 'name') }] : [];
  });
  return {
    id: run.id,
    ...(run.parent !== undefined && { parent: run.parent }),
    ...(dependsOn.length > 0 && { dependsOn }),
    source: sourceOf(run),
    ...(run.release !== undefined && { chart: { name: text(run.release, 'chartName'), version: text(run.release, 'chartVersion') } }),
    outcome: run.state === 'pending' || run.state === 'applied' ? 'blocked' : run.state,
    ...(run.reason !== undefined && { reason: run.reason }),
    ...(run.message !== undefined && { message: run.message }),
    ...(run.blockedBy !== undefined && { blockedBy: run.blockedBy }),
    manifests: run.manifests,
    ...(run.refused.length > 0 && { refused: run.refused }),
    ...(run.leftAlone !== undefined && run.leftAlone.length > 0 && { leftAlone: run.leftAlone }),
    ...(run.explained && { explained: true }),
    problems: [...run.problems, ...empty(run)],
    ...(place !== undefined && { place }),
  };
}

/** A unit that is ready because there is nothing to do: a folder whose files are listed nowhere, values that switch all of a chart off. */
function empty({ id, manifest, state, manifests }: Run): Problem[] {
  if (state !== 'rendered' || manifests.length > 0 || id.kind === 'ResourceSet') return [];
  const spec = object(manifest.object, 'spec');
  const pointer = id.kind === 'Kustomization' ? '/spec/path' : 'chartRef' in spec ? '/spec/chartRef/name' : '/spec/chart/spec/chart';
  const place = placeOf(manifest, pointer) ?? placeOf(manifest);
  const before = id.kind === 'HelmRelease' || spec['prune'] === true ? ', and deletes what it applied before' : '';
  return [{ code: 'flux/renders-nothing', message: `${showUnit(id)} applies no object${before}`, object: refOf(manifest.object), pointer, ...(place !== undefined && { place }) }];
}

/** What a unit is made from, in the words of its spec; a chart with the version that was chosen, once there is one. */
function sourceOf({ id, manifest: { object: body }, release }: Run): string {
  const named = (ref: JsonObject) => `${text(ref, 'kind')} ${text(ref, 'namespace') === '' || text(ref, 'namespace') === id.namespace ? '' : `${text(ref, 'namespace')}/`}${text(ref, 'name')}`;
  if (id.kind === 'Kustomization') return `${named(object(body, 'spec', 'sourceRef'))} ${text(body, 'spec', 'path') || './'}`;
  if (id.kind === 'ResourceSet') return objects(body, 'spec', 'inputsFrom').map((from) => `inputs of ${text(from, 'name') || 'providers'}`).join(', ');
  const chartRef = object(body, 'spec', 'chartRef');
  const spec = object(body, 'spec', 'chart', 'spec');
  const chosen = release === undefined ? '' : `${text(release, 'chartName')} ${text(release, 'chartVersion')}`;
  const asked = [text(spec, 'chart'), text(spec, 'version')].filter((part) => part !== '').join(' ');
  const from = named(text(chartRef, 'kind') === '' ? object(spec, 'sourceRef') : chartRef);
  const range = chosen !== '' && text(spec, 'version') !== '' && text(spec, 'version') !== text(release, 'chartVersion') ? ` (${text(spec, 'version')})` : '';
  return [`${chosen || asked}${range}`, from].filter((part) => part !== '').join(' from ');
}
