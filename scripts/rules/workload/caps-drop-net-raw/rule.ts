import { defineRule } from '../../../model/rule.ts';
import { list } from '../../../lib/read.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'Containers drop NET_RAW', level: 'warn', source: 'POLICIES caps-drop-net-raw; kube-linter drop-net-raw-capability', standards: ['CIS 5.2.8'], profiles: { homelab: 'off', strict: 'off' } },
  kinds: workloads,
  *check(object) {
    for (const { container, name, at } of securityContexts(object)) {
      const dropped = list(container, 'securityContext', 'capabilities', 'drop');
      if (!dropped.includes('ALL') && !dropped.includes('NET_RAW')) yield { ...at('capabilities'), message: `container "${name}" may forge packets on the pod network; set capabilities.drop: [ALL]` };
    }
  },
});
