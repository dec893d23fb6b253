import { defineRule } from '../../../model/rule.ts';
import { grants } from '../../../lib/kubernetes/rbac.ts';

export default defineRule({
  meta: { summary: 'Cluster roles do not start pods', level: 'warn', source: 'POLICIES rbac-no-pod-create; kube-linter access-to-create-pods', standards: ['CIS 5.1.4'], profiles: { homelab: 'off', production: 'info' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole'],
  *check(object) {
    for (const pointer of grants(object, '', ['pods'], ['create'])) yield { pointer, message: 'may start pods anywhere, with any ServiceAccount and so any right; use a Role in one namespace' };
  },
});
