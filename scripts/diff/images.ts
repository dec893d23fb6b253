import { parseImage } from '../lib/kubernetes/image.ts';
import { containersOf } from '../lib/kubernetes/pod.ts';
import { text } from '../lib/read.ts';
import { chartOf, unitKey } from '../lib/unit.ts';
import type { ClusterChange } from '../model/change.ts';
import type { ChartChange, ImageChange } from '../model/diff.ts';
import { versionChange } from './versions.ts';

/** The images that containers of both sides run in another version, each change once, with the objects that it is in. */
export function imageChanges({ pairs }: ClusterChange): ImageChange[] {
  const found = new Map<string, { change: ImageChange; objects: ImageChange['objects'][number][] }>();
  for (const { before, after, changed } of pairs) {
    if (!changed) continue;
    const old = new Map(containersOf(before.object).map(({ name, role, container }) => [`${role} ${name}`, text(container, 'image') ?? '']));
    for (const { name, role, container, pointer } of containersOf(after.object)) {
      const [from, to] = [old.get(`${role} ${name}`), text(container, 'image') ?? ''];
      if (from === undefined || from === to) continue;
      const [was, is] = [split(from), split(to)];
      const key = [is.name, from, to].join('\n');
      const known = found.get(key) ?? { change: { image: is.name, objects: [], ...(was.name === is.name ? versionChange(was.version, is.version) : { before: from, after: to, step: 'other', downgrade: false }) }, objects: [] };
      known.objects.push({ object: after.ref, pointer: `${pointer}/image` });
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ change, objects }) => ({ ...change, objects })).sort((a, b) => (a.image < b.image ? -1 : a.image > b.image ? 1 : a.after < b.after ? -1 : 1));
}

function split(image: string): { readonly name: string; readonly version: string } {
  const parsed = parseImage(image);
  if (parsed === undefined) return { name: image, version: '' };
  const { registry, repository, tag, digest } = parsed;
  return { name: `${registry === '' ? '' : `${registry}/`}${repository}`, version: `${tag}${digest === '' ? '' : `@${digest}`}` };
}

/** HelmReleases that both sides render, with another chart or another version of it. */
export function chartChanges({ base, head }: ClusterChange): ChartChange[] {
  const old = new Map(base.cluster.units.map((unit) => [unitKey(unit.id), chartOf(unit)]));
  return head.cluster.units.flatMap((unit): ChartChange[] => {
    const [was, is] = [old.get(unitKey(unit.id)), chartOf(unit)];
    if (was === undefined || is === undefined || (was.name === is.name && was.version === is.version)) return [];
    const version = was.name === is.name ? versionChange(was.version, is.version) : { before: `${was.name} ${was.version}`, after: `${is.name} ${is.version}`, step: 'other' as const, downgrade: false };
    return [{ unit: unit.id, chart: is.name, ...version, ...(unit.place !== undefined && { place: unit.place }) }];
  });
}
