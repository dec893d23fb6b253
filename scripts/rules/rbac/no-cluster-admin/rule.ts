import { defineRule } from '../../../model/rule.ts';
import { list, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Nobody is bound to cluster-admin', level: 'error', source: 'POLICIES no-cluster-admin; kube-linter cluster-admin-role-binding', standards: ['CIS 5.1.1', 'NSA'], profiles: { homelab: 'warn' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRoleBinding', 'rbac.authorization.k8s.io/RoleBinding'],
  *check(object) {
    if (text(object, 'roleRef', 'name') !== 'cluster-admin') return;
    const who = list(object, 'subjects').map((subject) => `${text(subject, 'kind')} ${text(subject, 'name')}`).join(', ');
    yield { pointer: '/roleRef/name', message: `gives ${who || 'its subjects'} every right${text(object, 'kind') === 'RoleBinding' ? ' in the namespace' : ''}; write a role with the rights that are needed` };
  },
});
