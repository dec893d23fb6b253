import { unitKey } from '../lib/unit.ts';
import type { ClusterChange } from '../model/change.ts';
import type { ClusterDiff, ObjectChange } from '../model/diff.ts';
import type { ObjectRef } from '../model/ids.ts';
import type { Resource } from '../model/graph.ts';
import { makeCauses, type Causes } from './cause.ts';
import type { LinesOf } from './commits.ts';
import { redacted, redactedField } from './redact.ts';
import { restartsOf } from './restarts.ts';
import { unitsOf } from './units.ts';
import { chartChanges, imageChanges } from './versions.ts';

export { changeOf } from './change.ts';

/** The labels by which Flux knows what it owns say again that the owner is another. */
const ownerLabel = /^\/metadata\/labels\/(?:kustomize|helm)\.toolkit\.fluxcd\.io~1name(?:space)?$/;

/** What reports show of a change to one cluster; values of Secrets are out of it. */
export function clusterDiff(change: ClusterChange, sides: ClusterDiff['in']): ClusterDiff {
  const causes = makeCauses(change);
  const objects: ObjectChange[] = [...pairsOf(change, causes), ...added(change, causes), ...removed(change)].sort(byUnit);
  const count = (kind: ObjectChange['change']) => objects.filter((object) => object.change === kind).length;
  const counts = { added: count('added'), removed: count('removed'), changed: count('changed'), moved: count('moved') };
  return {
    name: change.head.cluster.name, in: sides, units: change.units, objects,
    images: imageChanges(change.versions), charts: chartChanges(change.versions, unitsOf(change.head.cluster)), restarts: restartsOf(change), withheld: change.withheld,
    counts: { ...counts, same: change.pairs.length - counts.changed - counts.moved },
  };
}

/** The lines that added and removed objects are there by: of what a kustomization lists; what a chart makes is there by its cause. */
export function linesOf(changes: readonly ClusterChange[], clusters: readonly ClusterDiff[]): LinesOf {
  const resources = new Map(changes.flatMap(({ added, removed }, index) => [...added.map((resource) => [keyOf(index, 'added', resource.ref), resource] as const), ...removed.map(({ resource }) => [keyOf(index, 'removed', resource.ref), resource] as const)]));
  return (cluster, { change, object }) => {
    const resource = resources.get(keyOf(clusters.indexOf(cluster), change, object));
    if (resource === undefined || resource.manifest.unit.kind === 'HelmRelease') return [];
    const steps = ['/kind', '/metadata/name'].flatMap((pointer) => resource.manifest.originOf(pointer).steps.filter(({ kind }, index) => index === 0 || kind === 'resource'));
    return steps.flatMap(({ place }) => place ?? []);
  };
}

function keyOf(cluster: number, change: ObjectChange['change'], { apiVersion, kind, namespace, name }: ObjectRef): string {
  return [cluster, change, apiVersion, kind, namespace, name].join('\n');
}

function pairsOf({ pairs }: ClusterChange, causes: Causes): ObjectChange[] {
  return pairs.flatMap(({ before, after, changed, complete, fields }): ObjectChange[] => {
    const [from, to] = [before.manifest.unit, after.manifest.unit];
    const isMoved = unitKey(from) !== unitKey(to);
    if (!changed && !isMoved) return [];
    const own = fields().filter(({ pointer }) => !isMoved || !ownerLabel.test(pointer)).map((field) => ({ ...redactedField(field, after.kind), cause: causes.ofField(field, before, after) }));
    return [{
      change: isMoved ? 'moved' : 'changed', object: after.ref, unit: to, ...(isMoved && { movedFrom: from }), fields: own,
      cause: own[0]?.cause ?? causes.ofObject(after, 'head'), before: redacted(complete.before, before.kind), after: redacted(complete.after, after.kind),
    }];
  });
}

function added({ added }: ClusterChange, causes: Causes): ObjectChange[] {
  return added.map((resource) => ({ change: 'added', ...ownOf(resource), cause: causes.ofObject(resource, 'head'), after: redacted(resource.object, resource.kind) }));
}

function removed({ removed }: ClusterChange): ObjectChange[] {
  return removed.map(({ resource, deleted, because, cause }) => ({ change: 'removed', ...ownOf(resource), fate: { deleted, because }, cause: cause(), before: redacted(resource.object, resource.kind) }));
}

function ownOf({ ref, manifest }: Resource): Pick<ObjectChange, 'object' | 'unit' | 'fields'> {
  return { object: ref, unit: manifest.unit, fields: [] };
}

function byUnit(a: ObjectChange, b: ObjectChange): number {
  const key = ({ unit, object: { kind, namespace, name } }: ObjectChange): string => [unitKey(unit), kind, namespace, name].join('\n');
  const [left, right] = [key(a), key(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
