import { defineRule } from '../../../model/rule.ts';
import { grants } from '../../../lib/kubernetes/rbac.ts';

export default defineRule({
  meta: { summary: 'Roles cannot be used to gain more rights', level: 'error', source: 'POLICIES rbac-no-escalation', standards: ['CIS 5.1.8'], profiles: { homelab: 'warn' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/Role'],
  *check(object) {
    const roles = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'];
    for (const pointer of grants(object, 'rbac.authorization.k8s.io', roles, ['bind', 'escalate'], true)) yield { pointer, message: 'bind and escalate give any right there is; grant the rights themselves' };
    for (const pointer of grants(object, '', ['users', 'groups', 'serviceaccounts'], ['impersonate'], true)) yield { pointer, message: 'impersonate gives every right of whom it names; name them (resourceNames)' };
  },
});
