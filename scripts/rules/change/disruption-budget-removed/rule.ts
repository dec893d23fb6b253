import { showRef } from '../../../lib/kubernetes/kind.ts';
import { labelSelector } from '../../../lib/kubernetes/selector.ts';
import type { Graph, Resource } from '../../../model/graph.ts';
import { get } from '../../../lib/read.ts';
import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Workloads keep their disruption budget', level: 'warn', source: 'konflate removed-pdb; kube-score' },
  *checkChange({ base, head, removed }) {
    for (const { resource, deleted } of removed) {
      if (resource.kind !== 'policy/PodDisruptionBudget' || !deleted) continue;
      const covered = new Set(head.ofKind('policy/PodDisruptionBudget').flatMap((budget) => podsOf(head, budget)));
      const bare = podsOf(base, resource).flatMap(({ kind, namespace, name }) => {
        const now = head.get(kind, namespace, name);
        const replicas = now === undefined ? 0 : get(now.object, 'spec', 'replicas') ?? 1;
        return now === undefined || covered.has(now) || (typeof replicas === 'number' && replicas < 2) ? [] : [showRef(now.ref)];
      });
      if (bare.length > 0) yield { manifest: resource.manifest, pointer: '', message: `${showRef(resource.ref)} goes: draining nodes may then stop all pods of ${bare.join(', ')} at once; keep a budget that selects them` };
    }
  },
});

function podsOf(graph: Graph, budget: Resource): Resource[] {
  // Without a selector a budget is for no pod, with an empty one for all.
  const selector = get(budget.object, 'spec', 'selector');
  return selector === undefined ? [] : graph.select(budget.namespace, labelSelector(selector)).map(({ resource }) => resource);
}
