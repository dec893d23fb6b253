import { groupOf, refOf } from '../lib/object.ts';
import type { Run } from './run.ts';
import { servedVersions, surroundings, type Simulation } from './simulation.ts';

/**
 * Charts ask which API versions the server has, and fall back to old ones. Where something was not looked into, it may bring
 * CRDs, so what is asked for too early is not refused. Returns the releases that took a version which is not served while
 * another one of that kind is: by a CRD that came later, or, for a group without any, because people write objects in it,
 * which is noted.
 */
export function releasesOfOldVersions(sim: Simulation): Run[] {
  if (!surroundings(sim).unseen) return [];
  const runs = [...sim.runs.values()];
  const served = new Set([...sim.request.api.served, ...servedVersions(sim)]);
  const groups = new Set([...served].map(groupOf));
  const written = new Map<string, Set<string>>();
  for (const { apiVersion, group } of kindsIn(runs.filter(({ id }) => id.kind === 'Kustomization'))) {
    if (!groups.has(group)) written.set(group, (written.get(group) ?? new Set()).add(apiVersion));
  }
  const servedKinds = new Set([...served].map((version) => version.replace(/\/[^/]+(?=\/[^/]+$)/, '')));
  const isOld = ({ apiVersion, kind, group }: Kind): boolean => {
    if (served.has(`${apiVersion}/${kind}`)) return false;
    return servedKinds.has(`${group}/${kind}`) || written.get(group)?.has(apiVersion) === false;
  };
  const again = runs.filter((run) => run.id.kind === 'HelmRelease' && kindsIn([run]).some(isOld));
  for (const { kind, group } of kindsIn(again)) for (const version of written.get(group) ?? []) sim.assumed.add(version).add(`${version}/${kind}`);
  return again;
}

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly group: string;
}

/** Of groups with a name: the core group has one version. */
function kindsIn(runs: readonly Run[]): Kind[] {
  return runs.flatMap(({ manifests }) => manifests.flatMap(({ object }) => {
    const { apiVersion, kind } = refOf(object);
    return apiVersion.includes('/') ? [{ apiVersion, kind, group: groupOf(apiVersion) }] : [];
  }));
}
