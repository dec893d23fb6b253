import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { labelSelector } from '../../../lib/kubernetes/selector.ts';

export default defineRule({
  meta: { summary: 'Workloads with replicas have a disruption budget', level: 'off', source: 'POLICIES pdb-exists', profiles: { strict: 'info' } },
  *checkCluster(graph) {
    const covered = new Set([...new Set(graph.ofKind('policy/PodDisruptionBudget').map(({ object, namespace }) => graph.select(namespace, labelSelector(get(object, 'spec', 'selector')))))].flat());
    for (const pod of graph.pods) {
      const replicas = get(pod.resource.object, 'spec', 'replicas');
      if (typeof replicas === 'number' && replicas > 1 && !covered.has(pod)) yield { manifest: pod.resource.manifest, pointer: '/spec/replicas', message: `a drain may take all ${replicas} replicas at once; add a PodDisruptionBudget` };
    }
  },
});
