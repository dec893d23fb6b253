import { refOf } from '../lib/kubernetes/kind.ts';
import { showUnit, unitKey } from '../lib/unit.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Level } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { UnitResult } from '../model/unit.ts';
import { draft, type Draft } from './draft.ts';
import { pieceOfUnit, type Share } from './share.ts';

/** The problems of earlier stages as findings of the rule that is named like their code. */
export function problemsOf(cluster: Cluster, share?: Share): Draft[] {
  // A Kustomization that was not built may hold what others miss.
  const unread = cluster.units.filter(({ id, outcome, manifests }) => id.kind === 'Kustomization' && outcome !== 'rendered' && manifests.length === 0);
  return unitsOf(cluster, share).flatMap((unit) => {
    const other = unread.find(({ id }) => unitKey(id) !== unitKey(unit.id));
    const told = (problem: Problem): Problem => (other === undefined || problem.isUnseen !== true ? problem : { ...problem, message: `${problem.message}; ${showUnit(other.id)}, which was not rendered, may hold it` });
    return unit.problems.map((problem) => ({ ...fromProblem(told(problem), cluster.name), unit: unit.id }));
  });
}

/** A unit that is not ready must be seen, whatever its stage forgot to say, and also where the rules that tell why are off. */
export function failedSilently(cluster: Cluster, problems: readonly Draft[], verdicts: readonly Draft[], level: (rule: string) => Level, share?: Share): Draft[] {
  return unitsOf(cluster, share).flatMap((unit): Draft[] => {
    if (unit.outcome !== 'failed' && unit.outcome !== 'blocked') return [];
    const isOwn = (draft: Draft) => draft.unit !== undefined && unitKey(draft.unit) === unitKey(unit.id);
    const isRefused = ({ object }: Draft) => unit.refused?.some((manifest) => refOf(manifest.object).kind === object?.kind && refOf(manifest.object).name === object.name) === true;
    const why = [...problems.filter(isOwn), ...verdicts.filter((draft) => isOwn(draft) && isRefused(draft))];
    const [first] = why;
    if (why.some(({ rule }) => level(rule) !== 'off') || (first === undefined && (unit.outcome === 'blocked' || unit.explained === true))) return [];
    const reason = first === undefined ? unit.message ?? unit.reason ?? 'no reason given' : `${first.message} (${first.rule} is off)`;
    return [draft('flux/unit-failed', `${showUnit(unit.id)} is not ready: ${reason}`, { cluster: cluster.name, unit: unit.id, ...(unit.place && { place: unit.place }) })];
  });
}

function unitsOf({ units }: Cluster, share: Share | undefined): readonly UnitResult[] {
  return units.filter(({ id }) => share?.has(pieceOfUnit(id)) !== false);
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
