import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { labelSelector } from '../../../lib/kubernetes/selector.ts';

export default defineRule({
  meta: { summary: 'Disruption budgets leave room for a drain', level: 'error', source: 'POLICIES pdb-not-blocking; kube-linter pdb-max-unavailable, pdb-min-available', profiles: { homelab: 'warn' } },
  *checkCluster(graph) {
    for (const { manifest, object, namespace } of graph.ofKind('policy/PodDisruptionBudget')) {
      const [most, least] = ['maxUnavailable', 'minAvailable'].map((key) => get(object, 'spec', key));
      if (most === 0 || most === '0%' || most === '0') yield { manifest, pointer: '/spec/maxUnavailable', message: 'maxUnavailable 0 blocks every drain; allow 1' };
      if (least === '100%') yield { manifest, pointer: '/spec/minAvailable', message: 'minAvailable 100% blocks every drain; write maxUnavailable: 1' };
      if (typeof least !== 'number' || least < 1) continue;
      const pods = graph.select(namespace, labelSelector(get(object, 'spec', 'selector')));
      const counts = pods.map(({ resource }) => get(resource.object, 'spec', 'replicas') ?? 1);
      if (counts.length === 0 || counts.some((count) => typeof count !== 'number')) continue;
      const scaled = pods.some(({ resource }) => graph.referencesTo(resource).some(({ type }) => type === 'scaleTarget'));
      const all = (counts as number[]).reduce((sum, count) => sum + count, 0);
      if (!scaled && all > 0 && least >= all) yield { manifest, pointer: '/spec/minAvailable', message: `minAvailable ${least} of ${all} replica${all === 1 ? '' : 's'} blocks every drain; write maxUnavailable: 1` };
    }
  },
});
