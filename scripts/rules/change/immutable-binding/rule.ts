import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const kinds = new Set(['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding']);

export default defineRule({
  meta: { summary: 'Bindings keep the role that they give', level: 'error', source: 'CHECKS 34; helm/community#123' },
  checkChange: (change) => refusals(change, (kind) => kinds.has(kind), { instead: 'make a binding of another name', loss: 'nobody has the role in between' }),
});
