import { defineRule } from '../../../model/rule.ts';
import { grants } from '../../../lib/kubernetes/rbac.ts';

export default defineRule({
  meta: { summary: 'Roles do not issue tokens of ServiceAccounts', level: 'warn', source: 'POLICIES rbac-no-token-create', standards: ['CIS 5.1.13'], profiles: { homelab: 'info' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole'],
  *check(object) {
    for (const pointer of grants(object, '', ['serviceaccounts/token'], ['create'])) yield { pointer, message: 'may make a token of any ServiceAccount and act as it; name the one that is meant (resourceNames)' };
  },
});
