import { defineRule } from '../../../model/rule.ts';
import { grants } from '../../../lib/kubernetes/rbac.ts';

export default defineRule({
  meta: { summary: 'Roles do not change webhooks', level: 'warn', source: 'POLICIES rbac-no-webhook-write', standards: ['CIS 5.1.12'], profiles: { homelab: 'off', production: 'info' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole'],
  *check(object) {
    for (const pointer of grants(object, 'admissionregistration.k8s.io', ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'], ['create', 'update', 'patch'])) yield { pointer, message: 'may change every webhook, and so see and alter every object; name the one that is meant (resourceNames)' };
  },
});
