import { defineRule } from '../../../model/rule.ts';
import { grants } from '../../../lib/kubernetes/rbac.ts';

export default defineRule({
  meta: { summary: 'Roles do not reach through to kubelets', level: 'warn', source: 'POLICIES rbac-no-nodes-proxy', standards: ['CIS 5.1.10'], profiles: { homelab: 'info' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole'],
  *check(object) {
    for (const pointer of grants(object, '', ['nodes/proxy'], ['get', 'create'])) yield { pointer, message: 'nodes/proxy runs commands in every pod, past admission and audit; ask for nodes/metrics and nodes/stats' };
  },
});
