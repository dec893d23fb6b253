import { defineRule } from '../../../model/rule.ts';
import type { Resource } from '../../../model/graph.ts';
import { get } from '../../../lib/read.ts';
import { suggest } from '../../../lib/suggest.ts';

export default defineRule({
  meta: { summary: 'Namespaces that objects live in exist', level: 'error', source: 'CHECKS 43' },
  *checkCluster(graph) {
    const known = new Set(graph.namespaces());
    // What a unit that was not rendered may bring comes too late for one that fails without it.
    const lacking = new Set(graph.cluster.units.flatMap(({ outcome, message }) => (outcome === 'failed' ? /namespaces "([^"]+)" not found/.exec(message ?? '')?.[1] ?? [] : [])));
    const missed = new Map<string, { first: Resource; count: number }>();
    for (const resource of graph.resources) {
      const { namespace } = resource;
      if (namespace === '' || known.has(namespace) || namespace.includes('${') || (graph.unrendered(namespace) !== undefined && !lacking.has(namespace))) continue;
      const entry = missed.get(namespace);
      if (entry !== undefined) entry.count++;
      else if (lacking.has(namespace) || graph.resolve({ kind: 'Namespace', namespace: '', name: namespace }).state === 'missing') missed.set(namespace, { first: resource, count: 1 });
      else known.add(namespace);
    }
    for (const [namespace, { first, count }] of missed) {
      const near = suggest(namespace, known);
      yield { manifest: first.manifest, pointer: get(first.object, 'metadata', 'namespace') === undefined ? '/metadata' : '/metadata/namespace', message: `nothing makes namespace "${namespace}", which ${count === 1 ? 'one object lives' : `${count} objects live`} in${near === undefined ? '; add a Namespace' : `; did you mean "${near}"?`}` };
    }
  },
});
