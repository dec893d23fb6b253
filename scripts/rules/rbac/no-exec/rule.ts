import { defineRule } from '../../../model/rule.ts';
import { grants } from '../../../lib/kubernetes/rbac.ts';

export default defineRule({
  meta: { summary: 'Roles do not open shells in pods', level: 'warn', source: 'POLICIES rbac-no-exec; polaris', profiles: { homelab: 'info' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/Role'],
  *check(object) {
    for (const pointer of grants(object, '', ['pods/exec', 'pods/attach'], ['create', 'get'])) yield { pointer, message: 'may run commands in pods, with their Secrets and rights; leave it to people' };
  },
});
