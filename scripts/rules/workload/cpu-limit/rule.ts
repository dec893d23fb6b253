import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { runningContainersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers have a CPU limit', level: 'off', source: 'POLICIES cpu-limit' },
  kinds: workloads,
  *check(object) {
    for (const { container, name, pointer } of runningContainersOf(object)) if (get(container, 'resources', 'limits', 'cpu') === undefined) yield { pointer, absent: '/resources/limits/cpu', message: `container "${name}" has no CPU limit` };
  },
});
