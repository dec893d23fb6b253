import { atPointer } from '../lib/json.ts';
import { list, text } from '../lib/read.ts';
import { unitKey, unitOf } from '../lib/unit.ts';
import type { ClusterChange, Pair, Versioned } from '../model/change.ts';
import type { Cause, FieldChange } from '../model/diff.ts';
import type { Resource } from '../model/graph.ts';
import type { UnitId } from '../model/ids.ts';

/** Where a field comes from, on one side. */
function causeAt({ manifest }: Resource, pointer: string, side: Cause['side']): Cause {
  const { steps, certainty } = manifest.originOf(pointer);
  const place = steps[0]?.place;
  return { side, steps, certainty, ...(place !== undefined && { place }) };
}

/** Tells why things differ between the sides of a cluster. */
export interface Causes {
  /** Of a field: the line of head that makes it; of base where head no longer has it (or a default took its place). */
  ofField(field: FieldChange, before: Resource, after: Resource): Cause;
  /** Of an object that came (`head`) or went (`base`). */
  ofObject(resource: Resource, side: Cause['side']): Cause;
}

/** What a chart makes by itself is due to what differs about its release: the version alone, or else the only value that does. */
export function makeCauses(change: ClusterChange): Causes {
  const bumps = new Map(change.versions.flatMap((version) => (version.unit === undefined || version.isAtVersion !== true ? [] : [[unitKey(version.unit), version] as const])));
  const releases = new Map(change.pairs.flatMap((pair) => {
    const id = unitOf(pair.after.ref);
    return id?.kind === 'HelmRelease' ? [[unitKey(id), pair] as const] : [];
  }));
  const sources = new Set(change.pairs.flatMap(({ changed, after: { ref } }) => (changed && (ref.kind === 'ConfigMap' || ref.kind === 'Secret') ? [`${ref.kind} ${ref.namespace}/${ref.name}`] : [])));
  const found = new Map<string, { readonly cause: Cause | undefined; readonly isAll: boolean }>();
  const ofRelease = (unit: UnitId) => {
    const key = unitKey(unit);
    const [bump, release] = [bumps.get(key), releases.get(key)];
    if (release === undefined) return undefined;
    const known = found.get(key) ?? { cause: bump === undefined ? causeOfValue(release) : causeOfVersion(bump), isAll: bump !== undefined && valuesOf(release).length === 0 && !readsChanged(release, sources) };
    found.set(key, known);
    return known;
  };
  /** What makes a thing, unless the release does. `own` is asked for only where it counts: finding it out means rendering charts again. */
  const choose = (unit: UnitId, own: () => Cause): Cause => {
    const release = ofRelease(unit);
    if (release?.isAll === true) return release.cause!;
    const given = own();
    return given.place !== undefined || release?.cause === undefined ? given : { ...release.cause, steps: [...release.cause.steps, ...given.steps] };
  };
  return {
    ofField: (field, before, after) => (unitKey(before.manifest.unit) === unitKey(after.manifest.unit) ? choose(after.manifest.unit, () => causeOf(field, before, after)) : causeOf(field, before, after)),
    ofObject(resource, side) {
      const cause = choose(resource.manifest.unit, () => causeAt(resource, '', side));
      const place = cause.place ?? cause.steps.find((step) => step.place !== undefined)?.place;
      return place === undefined ? cause : { ...cause, place };
    },
  };
}

function causeOf(field: FieldChange, before: Resource, after: Resource): Cause {
  const isHere = field.change !== 'removed' && atPointer(after.object, field.pointer) !== undefined;
  return isHere ? causeAt(after, field.pointer, 'head') : causeAt(before, field.pointer, 'base');
}

function causeOfVersion({ resource, pointer }: Versioned): Cause {
  return { ...causeAt(resource, pointer, 'head'), certainty: 'probably' };
}

/** The cause of the only field of a HelmRelease that differs. */
function causeOfValue(release: Pair): Cause | undefined {
  const [field, ...more] = valuesOf(release);
  return field === undefined || more.length > 0 ? undefined : { ...causeOf(field, release.before, release.after), certainty: 'probably' };
}

/** What differs about a release but for its chart. */
function valuesOf({ changed, fields }: Pair): readonly FieldChange[] {
  return changed ? fields().filter(({ pointer }) => pointer.startsWith('/spec/') && !/^\/spec\/chart(?:Ref)?(?:\/|$)/.test(pointer)) : [];
}

function readsChanged({ after: { object, namespace } }: Pair, changed: ReadonlySet<string>): boolean {
  return list(object, 'spec', 'valuesFrom').some((source) => changed.has(`${text(source, 'kind')} ${namespace}/${text(source, 'name')}`));
}
