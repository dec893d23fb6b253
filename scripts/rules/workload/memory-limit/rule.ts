import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { podOf, runningContainersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers have a memory limit', level: 'error', source: 'SYSTEMS.md; POLICIES memory-limit', standards: ['NSA'] },
  kinds: workloads,
  *check(object) {
    const whole = get(podOf(object)?.spec, 'resources', 'limits', 'memory');
    for (const { container, name, pointer } of runningContainersOf(object))
      if (whole === undefined && get(container, 'resources', 'limits', 'memory') === undefined) yield { pointer, absent: '/resources/limits/memory', message: `container "${name}" has no memory limit; a leak takes the node's memory` };
  },
});
