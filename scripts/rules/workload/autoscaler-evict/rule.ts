import { defineRule } from '../../../model/rule.ts';
import { below, get, list, text } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Pods with an emptyDir let nodes go', level: 'off', source: 'POLICIES autoscaler-evict' },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    const empty = list(pod?.spec, 'volumes').findIndex((volume) => get(volume, 'emptyDir') !== undefined && text(volume, 'emptyDir', 'medium') !== 'Memory');
    if (pod !== undefined && empty >= 0 && pod.annotations['cluster-autoscaler.kubernetes.io/safe-to-evict'] === undefined) yield { pointer: below(pod.pointer, 'volumes', empty), message: 'the cluster autoscaler may not remove a node with this emptyDir; annotate cluster-autoscaler.kubernetes.io/safe-to-evict' };
  },
});
