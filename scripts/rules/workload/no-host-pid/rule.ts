import { defineRule } from '../../../model/rule.ts';
import { below, get } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Pods do not share the node\'s processes', level: 'error', source: 'POLICIES no-host-pid; kube-linter host-pid', standards: ['PSS baseline', 'CIS 5.2.3', 'NSA'] },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    if (get(pod?.spec, 'hostPID') === true) yield { pointer: below(pod!.pointer, 'hostPID'), message: 'hostPID shows the pod every process of the node; remove it' };
  },
});
