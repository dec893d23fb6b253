import { refOf } from '../../lib/kubernetes/kind.ts';
import { objects as objectsIn, text } from '../../lib/object.ts';
import { showUnit, unitKey, unitOf } from '../../lib/unit.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Drawing, DrawnObject, DrawnUnit } from '../../model/drawing.ts';
import type { Graph, Resource } from '../../model/graph.ts';

/** What the page draws of a cluster, without what was found in it. */
export function drawingOf(graph: Graph): Drawing {
  const { cluster } = graph;
  const index = new Map(cluster.units.map(({ id }, at) => [unitKey(id), at]));
  const owners = ownersOf(cluster);
  const needs = needsOf(graph);
  const units = cluster.units.map(({ id, outcome, message, reason, blockedBy, manifests, place }): DrawnUnit => {
    const name = unitKey(id);
    const owner = owners.get(name);
    const why = blockedBy !== undefined && blockedBy.length > 0 ? `waits for ${blockedBy.map(showUnit).join(', which waits for ')}` : outcome === 'rendered' ? undefined : (message ?? reason);
    return {
      ...id, outcome, manifests: manifests.length,
      owner: owner === undefined || owner === name ? -1 : (index.get(owner) ?? -1),
      needs: (needs.get(name) ?? []).flatMap((other) => index.get(other) ?? []),
      ...(why !== undefined && { why: why.slice(0, 1_000) }), ...(place !== undefined && { place: `${place.file}:${place.line}` }),
    };
  });
  const numbers = new Map<Resource, number>();
  const objects: DrawnObject[] = [];
  for (const resource of graph.resources) {
    const unit = index.get(unitKey(resource.manifest.unit));
    if (unit === undefined) continue;
    const { kind, namespace, name } = resource.ref;
    numbers.set(resource, objects.length);
    objects.push({ unit, kind, namespace, name });
  }
  const links = graph.references.flatMap(({ from, target, type }): Drawing['links'] => {
    const start = numbers.get(from);
    const to = graph.get(target.kind, target.namespace, target.name);
    const end = to === undefined ? undefined : numbers.get(to);
    return start === undefined || end === undefined || start === end ? [] : [[start, end, type]];
  });
  return { units, objects, links, images: imagesOf(graph) };
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

function imagesOf(graph: Graph): Drawing['images'] {
  const users = new Map<string, Set<string>>();
  for (const { resource, spec } of graph.pods) {
    for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
      for (const container of objectsIn(spec, field)) {
        const image = text(container, 'image');
        if (image !== '') users.set(image, (users.get(image) ?? new Set<string>()).add(`${resource.ref.kind} ${resource.namespace}/${resource.name}`));
      }
    }
  }
  return [...users].map(([image, by]) => [image, [...by]] as const);
}
