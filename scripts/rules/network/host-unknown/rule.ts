import { defineRule } from '../../../model/rule.ts';
import type { Graph, Resource } from '../../../model/graph.ts';
import { hostNames } from '../../../graph/hosts.ts';

export default defineRule({
  meta: { summary: 'In-cluster host names in settings name Services that exist', level: 'error', source: 'SYSTEMS.md marketplaza, affirmations; CHECKS 58' },
  *checkCluster(graph) {
    for (const { from, pointer, written, target } of hostNames(graph)) {
      const found = graph.resolve(target);
      if (found.state !== 'missing' || ownName(graph, from, target)) continue;
      const elsewhere = found.elsewhere === undefined ? '' : `; one of that name is in namespace ${found.elsewhere}`;
      const near = found.near ?? alike(graph, target);
      yield { manifest: from.manifest, pointer, part: written, message: `host "${written}" is no Service in namespace ${target.namespace}${elsewhere || (near === undefined ? '' : `; did you mean "${near}"?`)}` };
    }
  },
});

/** A pod's own name as a host, such as a StatefulSet's replica or a container that calls itself. */
function ownName(graph: Graph, from: Resource, { namespace, name }: { namespace: string; name: string }): boolean {
  return from.name === name || graph.podsIn(namespace).some(({ resource }) => resource.kind === 'apps/StatefulSet' && new RegExp(`^${resource.name.replaceAll('.', '\\.')}-\\d+$`).test(name));
}

/** A Service whose name holds the word, or is held by it: `db` and `db-service`. */
function alike(graph: Graph, { namespace, name }: { namespace: string; name: string }): string | undefined {
  return graph.ofKind('Service').find((service) => service.namespace === namespace && (service.name.startsWith(`${name}-`) || name.startsWith(`${service.name}-`)))?.name;
}
