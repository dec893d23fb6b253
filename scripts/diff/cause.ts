import { atPointer } from '../lib/json.ts';
import { once } from '../lib/once.ts';
import { newStep } from '../lib/new-step.ts';
import { list, text } from '../lib/read.ts';
import { fluxKinds, unitKey, unitOf } from '../lib/unit.ts';
import type { ClusterChange, Pair, Versioned } from '../model/change.ts';
import type { Cause, FieldChange } from '../model/diff.ts';
import type { Resource } from '../model/graph.ts';
import type { UnitId } from '../model/ids.ts';

/** Where a field comes from, on one side: the first line on its way that the other side does not have, or else the first; of an object, the first. */
function causeAt({ manifest }: Resource, pointer: string, side: Cause['side'], isNew: ClusterChange['isNew']): Cause {
  const origin = manifest.originOf(pointer);
  const place = (pointer === '' ? undefined : newStep(origin, (step) => isNew(side, step)))?.place ?? origin.steps[0]?.place;
  return { side, steps: origin.steps, certainty: origin.certainty, ...(place !== undefined && { place }) };
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
  const { isNew } = change;
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
    const known = found.get(key) ?? { cause: bump === undefined ? causeOfValue(release, isNew) : causeOfVersion(bump, isNew), isAll: bump !== undefined && valuesOf(release).length === 0 && !readsChanged(release, sources) };
    found.set(key, known);
    return known;
  };
  /** The first value that differs of several; where one side has no such release, the release itself. */
  const releaseOf = ({ manifest: { unit } }: Resource, side: Cause['side']): Cause | undefined => {
    const release = releases.get(unitKey(unit));
    const [field] = release === undefined ? [] : valuesOf(release);
    if (release !== undefined) return field === undefined ? undefined : { ...causeOf(field, release.before, release.after, isNew), certainty: 'probably' };
    const flux = change[side].get(fluxKinds.HelmRelease, unit.namespace, unit.name);
    return flux === undefined ? undefined : causeAt(flux, '', side, isNew);
  };
  /** What makes a thing, unless the release does. `own` is asked for only where it counts: finding it out means rendering charts again. */
  const choose = (unit: UnitId, own: () => Cause): Cause => {
    const release = ofRelease(unit);
    if (release?.isAll === true) return release.cause!;
    const given = own();
    return given.place !== undefined || release?.cause === undefined ? given : { ...release.cause, steps: [...release.cause.steps, ...given.steps] };
  };
  return {
    ofField: (field, before, after) => (unitKey(before.manifest.unit) === unitKey(after.manifest.unit) ? choose(after.manifest.unit, () => causeOf(field, before, after, isNew)) : causeOf(field, before, after, isNew)),
    ofObject(resource, side) {
      const own = once(() => causeAt(resource, '', side, isNew));
      const isOfChart = ['chartDefault', 'template', 'release'].includes(own().steps[0]?.kind ?? '');
      // What a chart of this repository makes by itself comes and goes with the release or a value of it, too.
      const release = isOfChart ? ofRelease(resource.manifest.unit)?.cause ?? releaseOf(resource, side) : undefined;
      const cause = release === undefined ? choose(resource.manifest.unit, own) : { ...release, steps: [...release.steps, ...own().steps] };
      const place = cause.place ?? cause.steps.find((step) => step.place !== undefined)?.place;
      return place === undefined ? cause : { ...cause, place };
    },
  };
}

function causeOf(field: FieldChange, before: Resource, after: Resource, isNew: ClusterChange['isNew']): Cause {
  const isHere = field.change !== 'removed' && atPointer(after.object, field.pointer) !== undefined;
  return isHere ? causeAt(after, field.pointer, 'head', isNew) : causeAt(before, field.pointer, 'base', isNew);
}

function causeOfVersion({ resource, pointer }: Versioned, isNew: ClusterChange['isNew']): Cause {
  return { ...causeAt(resource, pointer, 'head', isNew), certainty: 'probably' };
}

/** The cause of the only field of a HelmRelease that differs. */
function causeOfValue(release: Pair, isNew: ClusterChange['isNew']): Cause | undefined {
  const [field, ...more] = valuesOf(release);
  return field === undefined || more.length > 0 ? undefined : { ...causeOf(field, release.before, release.after, isNew), certainty: 'probably' };
}

/** What differs about a release but for its chart. */
function valuesOf({ changed, fields }: Pair): readonly FieldChange[] {
  return changed ? fields().filter(({ pointer }) => pointer.startsWith('/spec/') && !/^\/spec\/chart(?:Ref)?(?:\/|$)/.test(pointer)) : [];
}

function readsChanged({ after: { object, namespace } }: Pair, changed: ReadonlySet<string>): boolean {
  return list(object, 'spec', 'valuesFrom').some((source) => changed.has(`${text(source, 'kind')} ${namespace}/${text(source, 'name')}`));
}
