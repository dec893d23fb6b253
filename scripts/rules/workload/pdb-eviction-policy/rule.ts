import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Broken pods do not block a drain', level: 'info', source: 'POLICIES pdb-eviction-policy; kube-linter pdb-unhealthy-pod-eviction-policy', profiles: { homelab: 'off' } },
  kinds: ['policy/PodDisruptionBudget'],
  *check(object) {
    if (get(object, 'spec', 'unhealthyPodEvictionPolicy') === undefined) yield { pointer: '/spec', message: 'pods that never become ready block a drain; set unhealthyPodEvictionPolicy: AlwaysAllow' };
  },
});
