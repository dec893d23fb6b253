import type { Graph } from '../model/graph.ts';
import type { JsonObject } from '../model/json.ts';
import type { Hit } from '../model/rule.ts';
import type { Manifest } from '../model/manifest.ts';
import { get, list, text } from '../lib/read.ts';
import { runningContainersOf } from '../lib/kubernetes/pod.ts';

/**
 * The running containers that no request or limit of a resource holds for: neither their own, nor the pod's (KEP-2837), nor the
 * default of a LimitRange of their namespace. A limit without a request counts as the request, too.
 */
export function* unlimited(graph: Graph, field: 'requests' | 'limits', resource: 'cpu' | 'memory', message: (container: string) => string): Generator<Hit & { readonly manifest: Manifest }> {
  const defaulted = new Set(
    graph.ofKind('LimitRange').flatMap(({ object, namespace }) =>
      list(object, 'spec', 'limits').some((limit) => text(limit, 'type') === 'Container' && (get(limit, 'default', resource) !== undefined || (field === 'requests' && get(limit, 'defaultRequest', resource) !== undefined))) ? [namespace] : [],
    ),
  );
  const isSet = (holder: JsonObject): boolean => get(holder, 'resources', field, resource) !== undefined || (field === 'requests' && get(holder, 'resources', 'limits', resource) !== undefined);
  for (const { resource: { manifest, object }, namespace, spec } of graph.pods) {
    if (defaulted.has(namespace) || isSet(spec)) continue;
    for (const { container, name, pointer } of runningContainersOf(object)) if (!isSet(container)) yield { manifest, pointer, absent: `/resources/${field}/${resource}`, message: message(name) };
  }
}
