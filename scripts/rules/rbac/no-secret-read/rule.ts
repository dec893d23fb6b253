import { defineRule } from '../../../model/rule.ts';
import { grants } from '../../../lib/kubernetes/rbac.ts';

export default defineRule({
  meta: { summary: 'Cluster roles do not read every Secret', level: 'warn', source: 'POLICIES rbac-no-secret-read; kube-linter access-to-secrets', standards: ['CIS 5.1.2'], profiles: { homelab: 'off', production: 'info' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole'],
  *check(object) {
    for (const pointer of grants(object, '', ['secrets'], ['get', 'list', 'watch'])) yield { pointer, message: 'may read every Secret of the cluster; name the Secrets (resourceNames) or use a Role' };
  },
});
