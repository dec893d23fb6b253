import { defineRule } from '../../../model/rule.ts';
import { below, get } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Pods have a network of their own', level: 'error', source: 'POLICIES no-host-network; kube-linter host-network', standards: ['PSS baseline', 'CIS 5.2.5', 'NSA'], profiles: { homelab: 'warn' } },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    if (get(pod?.spec, 'hostNetwork') === true) yield { pointer: below(pod!.pointer, 'hostNetwork'), message: 'hostNetwork puts the pod onto the node\'s network, past every NetworkPolicy; remove it' };
  },
});
