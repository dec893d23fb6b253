import { defineRule } from '../../../model/rule.ts';
import { below, get, list } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';
import { labelSelector, selects, isEmptySelector, showSelector } from '../../../lib/kubernetes/selector.ts';

export default defineRule({
  meta: { summary: 'Spread constraints select the pods they are on', level: 'warn', source: 'POLICIES topology-spread; kube-score pod-topology-spread-constraints', profiles: { homelab: 'off' }, restatesVerdict: true },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    for (const [index, constraint] of list(pod?.spec, 'topologySpreadConstraints').entries()) {
      const selector = labelSelector(get(constraint, 'labelSelector'));
      if (isEmptySelector(selector)) yield { pointer: below(pod!.pointer, 'topologySpreadConstraints', index), message: 'the constraint has no labelSelector and spreads nothing' };
      else if (!selects(selector, pod!.labels)) yield { pointer: below(pod!.pointer, 'topologySpreadConstraints', index, 'labelSelector'), message: `labelSelector ${showSelector(selector)} does not match the pod's own labels, so it spreads others` };
    }
  },
});
