import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Workloads name a priority', level: 'off', source: 'POLICIES priority-class' },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    if (pod !== undefined && text(pod.spec, 'priorityClassName') === undefined) yield { pointer: pod.pointer, absent: '/priorityClassName', message: 'the pod has no priorityClassName; on a full node chance decides who goes' };
  },
});
