import { defineRule } from '../../../model/rule.ts';
import { find } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers listen above port 1023', level: 'off', source: 'POLICIES privileged-port; kube-linter privileged-ports' },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object))
      for (const { value, pointer: at } of find(container, 'ports[].containerPort', pointer)) if (typeof value === 'number' && value > 0 && value < 1024) yield { pointer: at, message: `port ${value} needs rights that a container should not have; listen above 1023` };
  },
});
