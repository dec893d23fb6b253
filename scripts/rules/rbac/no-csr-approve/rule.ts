import { defineRule } from '../../../model/rule.ts';
import { grants } from '../../../lib/kubernetes/rbac.ts';

export default defineRule({
  meta: { summary: 'Roles do not approve certificates', level: 'warn', source: 'POLICIES rbac-no-csr-approve', standards: ['CIS 5.1.11'], profiles: { homelab: 'info' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole'],
  *check(object) {
    for (const pointer of grants(object, 'certificates.k8s.io', ['certificatesigningrequests/approval'], ['update', 'patch'])) yield { pointer, message: 'may approve certificates, and so make itself anybody; leave it to the approver that is meant' };
  },
});
