import { unitKey } from '../lib/unit.ts';
import type { ClusterChange } from '../model/change.ts';
import type { ClusterDiff, ObjectChange } from '../model/diff.ts';
import type { Resource } from '../model/graph.ts';
import { causeAt, causeOf } from './cause.ts';
import { redacted, redactedField } from './redact.ts';
import { restartsOf } from './restarts.ts';
import { unitsOf } from './units.ts';
import { chartChanges, imageChanges } from './versions.ts';

export { changeOf } from './change.ts';

/** The labels by which Flux knows what it owns say again that the owner is another. */
const ownerLabel = /^\/metadata\/labels\/(?:kustomize|helm)\.toolkit\.fluxcd\.io~1name(?:space)?$/;

/** What reports show of a change to one cluster; values of Secrets are out of it. */
export function clusterDiff(change: ClusterChange, sides: ClusterDiff['in']): ClusterDiff {
  const objects: ObjectChange[] = [...pairsOf(change), ...added(change), ...removed(change)].sort(byUnit);
  const count = (kind: ObjectChange['change']) => objects.filter((object) => object.change === kind).length;
  const counts = { added: count('added'), removed: count('removed'), changed: count('changed'), moved: count('moved') };
  return {
    name: change.head.cluster.name, in: sides, units: change.units, objects,
    images: imageChanges(change.versions), charts: chartChanges(change.versions, unitsOf(change.head.cluster)), restarts: restartsOf(change), withheld: change.withheld,
    counts: { ...counts, same: change.pairs.length - counts.changed - counts.moved },
  };
}

function pairsOf({ pairs }: ClusterChange): ObjectChange[] {
  return pairs.flatMap(({ before, after, changed, complete, fields }): ObjectChange[] => {
    const [from, to] = [before.manifest.unit, after.manifest.unit];
    const isMoved = unitKey(from) !== unitKey(to);
    if (!changed && !isMoved) return [];
    const own = fields().filter(({ pointer }) => !isMoved || !ownerLabel.test(pointer)).map((field) => ({ ...redactedField(field, after.kind), cause: causeOf(field, before, after) }));
    return [{
      change: isMoved ? 'moved' : 'changed', object: after.ref, unit: to, ...(isMoved && { movedFrom: from }), fields: own,
      cause: own[0]?.cause ?? causeAt(after, '', 'head'), before: redacted(complete.before, before.kind), after: redacted(complete.after, after.kind),
    }];
  });
}

function added({ added }: ClusterChange): ObjectChange[] {
  return added.map((resource) => ({ change: 'added', ...ownOf(resource), cause: causeAt(resource, '', 'head'), after: redacted(resource.object, resource.kind) }));
}

function removed({ removed }: ClusterChange): ObjectChange[] {
  return removed.map(({ resource, deleted, because }) => ({ change: 'removed', ...ownOf(resource), fate: { deleted, because }, cause: causeAt(resource, '', 'base'), before: redacted(resource.object, resource.kind) }));
}

function ownOf({ ref, manifest }: Resource): Pick<ObjectChange, 'object' | 'unit' | 'fields'> {
  return { object: ref, unit: manifest.unit, fields: [] };
}

function byUnit(a: ObjectChange, b: ObjectChange): number {
  const key = ({ unit, object: { kind, namespace, name } }: ObjectChange): string => [unitKey(unit), kind, namespace, name].join('\n');
  const [left, right] = [key(a), key(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
