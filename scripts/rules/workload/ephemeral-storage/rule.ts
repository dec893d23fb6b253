import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { runningContainersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers limit what they write to the node', level: 'off', source: 'POLICIES ephemeral-storage; kube-score' },
  kinds: workloads,
  *check(object) {
    for (const { container, name, pointer } of runningContainersOf(object)) if (get(container, 'resources', 'limits', 'ephemeral-storage') === undefined) yield { pointer, absent: '/resources/limits/ephemeral-storage', message: `container "${name}" has no limit of ephemeral-storage; its logs and files can fill the node` };
  },
});
