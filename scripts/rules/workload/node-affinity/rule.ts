import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Workloads say on which nodes they run', level: 'off', source: 'POLICIES node-affinity; kube-linter no-node-affinity' },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    if (pod !== undefined && get(pod.spec, 'affinity', 'nodeAffinity') === undefined && get(pod.spec, 'nodeSelector') === undefined) yield { pointer: pod.pointer, message: 'the pod has neither nodeAffinity nor nodeSelector' };
  },
});
