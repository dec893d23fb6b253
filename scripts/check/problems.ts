import type { Cluster } from '../model/cluster.ts';
import type { Problem } from '../model/problem.ts';
import type { UnitResult } from '../model/unit.ts';
import { draft, type Draft } from './draft.ts';
import { pieceOfUnit, type Share } from './share.ts';

/** The problems of earlier stages as findings of the rule that is named like their code. */
export function problemsOf(cluster: Cluster, share?: Share): Draft[] {
  return cluster.units.filter(({ id }) => share?.has(pieceOfUnit(id)) !== false).flatMap((unit) => {
    const found = unit.problems.map((problem) => ({ ...fromProblem(problem, cluster.name), unit: unit.id }));
    return unit.outcome === 'failed' && found.length === 0 && unit.explained !== true ? [failedSilently(unit, cluster.name)] : found;
  });
}

/** One problem as a finding; also for problems that belong to no unit, such as a file that cannot be read. */
export function fromProblem({ code, message, place, fieldPlace = place, object, pointer, steps, help, fix }: Problem, cluster?: string): Draft {
  const origin = steps !== undefined && steps.length > 0 ? { steps, certainty: 'exact' as const } : undefined;
  return draft(code, message, {
    ...(cluster !== undefined && { cluster }),
    ...(object && { object }),
    ...(pointer !== undefined && { pointer }),
    ...(place && { place }),
    ...(origin && { origin }),
    ...(help !== undefined && { help }),
    ...(fix !== undefined && fieldPlace !== undefined && { mends: [{ change: fix, origin: { steps: [{ kind: 'resource' as const, place: fieldPlace }], certainty: 'exact' as const } }] }),
  });
}

/** A unit that failed must be seen, whatever the stage forgot to say. */
function failedSilently({ id, message, reason, place }: UnitResult, cluster: string): Draft {
  return draft('flux/unit-failed', `${id.kind} ${id.namespace}/${id.name} is not ready: ${message ?? reason ?? 'no reason given'}`, { cluster, unit: id, ...(place && { place }) });
}
