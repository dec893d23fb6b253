import type { Json, JsonObject, Pointer } from '../../model/json.ts';
import { below, get, map } from '../read.ts';
import { containersIn, podOf, type Container } from './pod.ts';

export interface SecurityContext extends Container {
  /** The value of a field: the container's own, or the pod's where it has none. */
  field(...path: string[]): Json | undefined;
  /** The container's field where it is written, the pod's where that is, else the container with what is absent there. */
  at(...path: string[]): { readonly pointer: Pointer; readonly absent?: Pointer };
  readonly pod: JsonObject;
}

/** The security settings under which each container of an object runs. Ephemeral ones are for debugging and left out. */
export function securityContexts(object: JsonObject): SecurityContext[] {
  const pod = podOf(object);
  if (pod === undefined) return [];
  const shared = map(pod.spec, 'securityContext');
  return containersIn(pod.spec, pod.pointer).filter(({ role }) => role !== 'ephemeral').map((container) => {
    const own = map(container.container, 'securityContext');
    return {
      ...container,
      pod: pod.spec,
      field: (...path) => get(own, ...path) ?? get(shared, ...path),
      at: (...path) => {
        if (get(own, ...path) !== undefined) return { pointer: below(container.pointer, 'securityContext', ...path) };
        if (get(shared, ...path) !== undefined) return { pointer: below(pod.pointer, 'securityContext', ...path) };
        return { pointer: container.pointer, absent: below('', 'securityContext', ...path) };
      },
    };
  });
}

/** One hit a place: what a pod's own securityContext says is said once, not for each of its containers. */
export function* oncePerPlace<T extends { readonly pointer?: Pointer }>(hits: Iterable<T>): Generator<T> {
  const said = new Set<Pointer | undefined>();
  for (const hit of hits) {
    if (said.has(hit.pointer)) continue;
    said.add(hit.pointer);
    yield hit;
  }
}
