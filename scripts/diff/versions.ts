import { atPointer } from '../lib/json.ts';
import { imageVersion } from '../lib/kubernetes/image.ts';
import { containersOf } from '../lib/kubernetes/pod.ts';
import { text } from '../lib/read.ts';
import { chartOf, unitKey } from '../lib/unit.ts';
import { versionChange } from '../lib/version-step.ts';
import type { Pair, Versioned } from '../model/change.ts';
import type { ChartChange, ImageChange } from '../model/diff.ts';
import type { Graph } from '../model/graph.ts';
import type { Manifest } from '../model/manifest.ts';
import type { SideUnits } from './units.ts';

/** Every chart of a HelmRelease and image of a container that both sides have, in different versions or from different places. */
export function versionChanges(pairs: readonly Pair[], { base, head }: { readonly base: Graph; readonly head: Graph }, baseUnits: SideUnits, headUnits: SideUnits): Versioned[] {
  const charts = [...headUnits.results].flatMap(([key, unit]): Versioned[] => {
    const [old, now, flux] = [baseUnits.results.get(key), chartOf(unit), headUnits.objects.get(key)];
    const was = old === undefined ? undefined : chartOf(old);
    if (was === undefined || now === undefined || flux === undefined || (was.name === now.name && was.version === now.version)) return [];
    const version = was.name === now.name ? versionChange(was.version, now.version) : { before: `${was.name} ${was.version}`, after: `${now.name} ${now.version}`, step: 'other' as const, downgrade: false };
    return [{ of: 'chart', name: now.name, unit: unit.id, ...writtenAt(flux, base, head), ...version }];
  });
  return [...charts, ...pairs.flatMap(imagesOf)];
}

/** Where a person wrote the version of a release's chart: in the HelmRelease, or in the source that it names. */
function writtenAt(flux: Manifest, base: Graph, head: Graph): Pick<Versioned, 'resource' | 'pointer' | 'isAtVersion'> {
  const { object } = flux;
  if (text(object, 'spec', 'chart', 'spec', 'version') !== undefined) return { resource: head.of(flux), pointer: '/spec/chart/spec/version', isAtVersion: true };
  const [kind, name] = [text(object, 'spec', 'chartRef', 'kind'), text(object, 'spec', 'chartRef', 'name') ?? ''];
  const at = [`source.toolkit.fluxcd.io/${kind}`, text(object, 'spec', 'chartRef', 'namespace') ?? text(object, 'metadata', 'namespace') ?? '', name] as const;
  const [old, now] = [base.get(...at), head.get(...at)];
  const pointer = ['/spec/ref/digest', '/spec/ref/tag', '/spec/ref/semver', '/spec/version'].find((field) => {
    const written = atPointer(now?.object ?? {}, field);
    return written !== undefined && written !== atPointer(old?.object ?? {}, field);
  });
  return now === undefined || pointer === undefined ? { resource: head.of(flux), pointer: '/spec' } : { resource: now, pointer, isAtVersion: true };
}

function imagesOf({ before, after, changed }: Pair): Versioned[] {
  if (!changed) return [];
  const old = new Map(containersOf(before.object).map(({ name, role, container }) => [`${role} ${name}`, text(container, 'image') ?? '']));
  return containersOf(after.object).flatMap(({ name, role, container, pointer }): Versioned[] => {
    const [from, to] = [old.get(`${role} ${name}`), text(container, 'image') ?? ''];
    if (from === undefined || from === to) return [];
    const [was, is] = [imageVersion(from), imageVersion(to)];
    const version = was.name === is.name ? versionChange(was.version, is.version) : { before: from, after: to, step: 'other' as const, downgrade: false };
    return [{ of: 'image', name: is.name, resource: after, pointer: `${pointer}/image`, ...version }];
  });
}

/** Each change of an image once, with the objects that it is in. */
export function imageChanges(versions: readonly Versioned[]): ImageChange[] {
  const found = new Map<string, ImageChange & { readonly objects: ImageChange['objects'][number][] }>();
  for (const { of, name, resource, pointer, unit: _unit, isAtVersion: _at, ...version } of versions) {
    if (of !== 'image') continue;
    const key = [name, version.before, version.after].join('\n');
    const known = found.get(key) ?? { image: name, ...version, objects: [] };
    known.objects.push({ object: resource.ref, pointer });
    found.set(key, known);
  }
  return [...found.values()].sort((a, b) => (a.image < b.image ? -1 : a.image > b.image ? 1 : a.after < b.after ? -1 : 1));
}

export function chartChanges(versions: readonly Versioned[], { results }: SideUnits): ChartChange[] {
  return versions.flatMap(({ of: _of, name, resource, pointer, unit, isAtVersion, ...version }): ChartChange[] => {
    if (unit === undefined) return [];
    const place = isAtVersion === true ? resource.manifest.originOf(pointer).steps[0]?.place : results.get(unitKey(unit))?.place;
    return [{ unit, chart: name, ...version, ...(place !== undefined && { place }) }];
  });
}
