import { text } from '../../lib/read.ts';
import { fluxKinds } from '../../lib/unit.ts';
import type { Graph, Resource } from '../../model/graph.ts';
import type { UnitId } from '../../model/ids.ts';

/** The Flux object of a unit, where the repository holds it. */
export function fluxObject(graph: Graph, { kind, namespace, name }: UnitId): Resource | undefined {
  return graph.get(fluxKinds[kind], namespace, name);
}

/** The storage classes that claims without one get. */
export function defaultClasses(graph: Graph): readonly Resource[] {
  return graph.ofKind('storage.k8s.io/StorageClass').filter(({ object }) => text(object, 'metadata', 'annotations', 'storageclass.kubernetes.io/is-default-class') === 'true');
}
