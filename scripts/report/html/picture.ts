import { refOf } from '../../lib/kubernetes/kind.ts';
import { showUnit, unitKey, unitOf } from '../../lib/unit.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Finding } from '../../model/finding.ts';
import type { Graph, Resource } from '../../model/graph.ts';
import type { UnitReport } from '../../model/report.ts';
import { visible } from '../visible.ts';
import type { PageData, PageLevel, PageObject, PageUnit } from './data.ts';

const mostObjects = 20_000;
const mostLinks = 40_000;

type Picture = Pick<PageData, 'units' | 'kinds' | 'objects' | 'links' | 'references'> & { readonly cutObjects: number; readonly cutLinks: number };

/** Units, their objects, and what refers to what, of all clusters. */
export function pagePicture(graphs: readonly Graph[], reports: readonly (readonly UnitReport[])[], findings: readonly Finding[]): Picture {
  const worst = worstOf(findings);
  const units: PageUnit[] = [];
  const kinds = new Map<string, number>();
  const objects: PageObject[] = [];
  const references = new Map<string, number>();
  const links: [number, number, number][] = [];
  let cutObjects = 0;
  let cutLinks = 0;
  graphs.forEach((graph, at) => {
    const { cluster } = graph;
    const index = new Map(cluster.units.map(({ id }, i) => [unitKey(id), units.length + i]));
    const owners = ownersOf(cluster);
    const reported = new Map((reports[at] ?? []).map((unit) => [unitKey(unit), unit]));
    const needs = needsOf(graph);
    for (const { id, outcome, message, reason, blockedBy, manifests, place } of cluster.units) {
      const name = unitKey(id);
      const owner = owners.get(name);
      const why = blockedBy !== undefined && blockedBy.length > 0 ? `waits for ${blockedBy.map(showUnit).join(', which waits for ')}` : outcome === 'rendered' ? undefined : (message ?? reason);
      const chart = reported.get(name)?.chart;
      const level = worst.units.get(`${cluster.name} ${name}`);
      units.push({
        cluster: at, kind: id.kind, namespace: visible(id.namespace), name: visible(id.name), outcome, manifests: manifests.length,
        owner: owner === undefined || owner === name ? -1 : (index.get(owner) ?? -1),
        needs: (needs.get(name) ?? []).flatMap((other) => index.get(other) ?? []),
        ...(why !== undefined && { why: visible(why.slice(0, 1_000)) }), ...(chart !== undefined && { chart: visible(chart) }),
        ...(place !== undefined && { place: visible(`${place.file}:${place.line}`) }), ...(level !== undefined && { worst: level }),
      });
    }
    const numbers = new Map<Resource, number>();
    for (const resource of graph.resources) {
      const unit = index.get(unitKey(resource.manifest.unit));
      if (unit === undefined) continue;
      if (objects.length >= mostObjects) {
        cutObjects++;
        continue;
      }
      const { kind, namespace, name } = resource.ref;
      const level = worst.objects.get(`${cluster.name} ${kind}/${namespace}/${name}`);
      numbers.set(resource, objects.length);
      objects.push({ unit, kind: numberOf(kinds, visible(kind)), namespace: visible(namespace), name: visible(name), ...(level !== undefined && { worst: level }) });
    }
    for (const { from, target, type } of graph.references) {
      const start = numbers.get(from);
      const to = graph.get(target.kind, target.namespace, target.name);
      const end = to === undefined ? undefined : numbers.get(to);
      if (start === undefined || end === undefined || start === end) continue;
      if (links.length >= mostLinks) cutLinks++;
      else links.push([start, end, numberOf(references, type)]);
    }
  });
  return { units, kinds: [...kinds.keys()], objects, links, references: [...references.keys()], cutObjects, cutLinks };
}

/** The unit whose manifests hold a unit's own object. */
function ownersOf({ manifests }: Cluster): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { object, unit } of manifests) {
    const made = unitOf(refOf(object));
    if (made !== undefined && !owners.has(unitKey(made))) owners.set(unitKey(made), unitKey(unit));
  }
  return owners;
}

function needsOf(graph: Graph): Map<string, string[]> {
  const needs = new Map<string, string[]>();
  for (const { from, type, target } of graph.references) {
    if (type !== 'dependsOn') continue;
    const name = `${from.ref.kind}/${from.ref.namespace}/${from.ref.name}`;
    const other = `${target.kind.split('/').at(-1) ?? ''}/${target.namespace}/${target.name}`;
    needs.set(name, [...(needs.get(name) ?? []), other]);
  }
  return needs;
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
