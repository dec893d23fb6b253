import { defineRule } from '../../../model/rule.ts';
import { below, get } from '../../../lib/read.ts';
import { runningContainersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Memory requests equal the limits', level: 'off', source: 'POLICIES requests-equal-limits; kube-score' },
  kinds: workloads,
  *check(object) {
    for (const { container, name, pointer } of runningContainersOf(object)) {
      const [request, limit] = ['requests', 'limits'].map((key) => get(container, 'resources', key, 'memory'));
      if (request !== undefined && limit !== undefined && request !== limit) yield { pointer: below(pointer, 'resources', 'requests', 'memory'), message: `container "${name}" requests ${String(request)} of memory and may use ${String(limit)}; write the same` };
    }
  },
});
