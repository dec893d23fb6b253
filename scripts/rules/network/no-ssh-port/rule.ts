import { defineRule } from '../../../model/rule.ts';
import { find } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers offer no SSH', level: 'warn', source: 'POLICIES no-ssh-port; kube-linter ssh-port', profiles: { homelab: 'info' } },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer, name } of containersOf(object))
      for (const { value, pointer: at } of find(container, 'ports[].containerPort', pointer)) if (value === 22) yield { pointer: at, message: `container "${name}" listens on 22, the port of SSH; use kubectl exec` };
  },
});
