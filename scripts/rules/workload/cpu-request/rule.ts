import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { podOf, runningContainersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers request CPU', level: 'warn', source: 'POLICIES cpu-request', standards: ['NSA'] },
  kinds: workloads,
  *check(object) {
    const whole = get(podOf(object)?.spec, 'resources', 'requests', 'cpu');
    for (const { container, name, pointer } of runningContainersOf(object))
      if (whole === undefined && get(container, 'resources', 'requests', 'cpu') === undefined && get(container, 'resources', 'limits', 'cpu') === undefined)
        yield { pointer, absent: '/resources/requests/cpu', message: `container "${name}" requests no CPU; it gets the least share when the node is busy` };
  },
});
