import { defineRule } from '../../../model/rule.ts';
import { get, list } from '../../../lib/read.ts';
import { podOf } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Replicas are spread over nodes', level: 'info', source: 'POLICIES anti-affinity, topology-spread; kube-linter no-anti-affinity', profiles: { homelab: 'off' } },
  kinds: ['apps/Deployment', 'apps/StatefulSet'],
  *check(object) {
    const replicas = get(object, 'spec', 'replicas');
    const pod = podOf(object);
    if (pod === undefined || typeof replicas !== 'number' || replicas < 2) return;
    if (get(pod.spec, 'affinity', 'podAntiAffinity') === undefined && list(pod.spec, 'topologySpreadConstraints').length === 0) yield { pointer: pod.pointer, message: `all ${replicas} replicas may land on one node; add topologySpreadConstraints` };
  },
});
