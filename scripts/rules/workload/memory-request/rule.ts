import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { podOf, runningContainersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers request memory', level: 'error', source: 'SYSTEMS.md; POLICIES memory-request', standards: ['NSA'] },
  kinds: workloads,
  *check(object) {
    const whole = get(podOf(object)?.spec, 'resources', 'requests', 'memory');
    for (const { container, name, pointer } of runningContainersOf(object))
      // A limit without a request counts as the request, too.
      if (whole === undefined && get(container, 'resources', 'requests', 'memory') === undefined && get(container, 'resources', 'limits', 'memory') === undefined)
        yield { pointer, absent: '/resources/requests/memory', message: `container "${name}" requests no memory; the scheduler counts it as none and evicts it first` };
  },
});
