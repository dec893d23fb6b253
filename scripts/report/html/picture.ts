import { unitKey } from '../../lib/unit.ts';
import type { Drawing } from '../../model/drawing.ts';
import type { Finding } from '../../model/finding.ts';
import type { ClusterReport } from '../../model/report.ts';
import { visible } from '../visible.ts';
import type { PageData, PageLevel, PageObject, PageUnit } from './data.ts';

const mostObjects = 20_000;
const mostLinks = 40_000;

type Picture = Pick<PageData, 'units' | 'kinds' | 'objects' | 'links' | 'references'> & { readonly cutObjects: number; readonly cutLinks: number };

/** Units, their objects, and what refers to what, of all clusters. */
export function pagePicture(drawings: readonly Drawing[], reports: readonly ClusterReport[], findings: readonly Finding[]): Picture {
  const worst = worstOf(findings);
  const units: PageUnit[] = [];
  const kinds = new Map<string, number>();
  const objects: PageObject[] = [];
  const references = new Map<string, number>();
  const links: [number, number, number][] = [];
  let cutObjects = 0;
  let cutLinks = 0;
  drawings.forEach((drawing, at) => {
    const cluster = reports[at]?.name ?? '';
    const reported = new Map((reports[at]?.units ?? []).map((unit) => [unitKey(unit), unit]));
    const [firstUnit, firstObject] = [units.length, objects.length];
    for (const { kind, namespace, name, outcome, why, place, owner, needs, manifests } of drawing.units) {
      const key = unitKey({ kind, namespace, name });
      const chart = reported.get(key)?.chart;
      const level = worst.units.get(`${cluster} ${key}`);
      units.push({
        cluster: at, kind, namespace: visible(namespace), name: visible(name), outcome, manifests,
        owner: owner < 0 ? -1 : firstUnit + owner, needs: needs.map((other) => firstUnit + other),
        ...(why !== undefined && { why: visible(why) }), ...(chart !== undefined && { chart: visible(chart) }),
        ...(place !== undefined && { place: visible(place) }), ...(level !== undefined && { worst: level }),
      });
    }
    for (const { unit, kind, namespace, name } of drawing.objects.slice(0, Math.max(0, mostObjects - firstObject))) {
      const level = worst.objects.get(`${cluster} ${kind}/${namespace}/${name}`);
      objects.push({ unit: firstUnit + unit, kind: numberOf(kinds, visible(kind)), namespace: visible(namespace), name: visible(name), ...(level !== undefined && { worst: level }) });
    }
    cutObjects += drawing.objects.length - (objects.length - firstObject);
    for (const [from, to, type] of drawing.links) {
      if (firstObject + Math.max(from, to) >= objects.length) continue;
      if (links.length >= mostLinks) cutLinks++;
      else links.push([firstObject + from, firstObject + to, numberOf(references, visible(type))]);
    }
  });
  return { units, kinds: [...kinds.keys()], objects, links, references: [...references.keys()], cutObjects, cutLinks };
}

function worstOf(findings: readonly Finding[]): { readonly units: ReadonlyMap<string, PageLevel>; readonly objects: ReadonlyMap<string, PageLevel> } {
  const units = new Map<string, PageLevel>();
  const objects = new Map<string, PageLevel>();
  const rank = { error: 0, warn: 1, info: 2 } as const;
  const note = (map: Map<string, PageLevel>, key: string, level: PageLevel) => {
    const known = map.get(key);
    if (known === undefined || rank[level] < rank[known]) map.set(key, level);
  };
  for (const { cluster, object, level, origin } of findings) {
    if (object === undefined || cluster === undefined) continue;
    const name = `${object.kind}/${object.namespace}/${object.name}`;
    note(objects, `${cluster} ${name}`, level);
    note(units, `${cluster} ${name}`, level);
    for (const step of origin?.steps ?? []) if (step.kind === 'unit' && step.name !== undefined) note(units, `${cluster} ${step.name.replace(' ', '/')}`, level);
  }
  return { units, objects };
}

function numberOf(map: Map<string, number>, key: string): number {
  const known = map.get(key);
  if (known !== undefined) return known;
  map.set(key, map.size);
  return map.size - 1;
}
