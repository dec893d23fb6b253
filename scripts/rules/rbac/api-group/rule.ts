import { defineRule } from '../../../model/rule.ts';
import { below, list, text } from '../../../lib/read.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

export default defineRule({
  meta: { summary: 'Bindings name the groups of their roles and subjects', level: 'error', source: 'SYSTEMS.md randoms; rbac/v1 validation', restatesVerdict: true },
  kinds: [`${rbacGroup}/RoleBinding`, `${rbacGroup}/ClusterRoleBinding`],
  *check(object) {
    const role = text(object, 'roleRef', 'apiGroup');
    if (role !== rbacGroup) yield { pointer: role === undefined ? '/roleRef' : '/roleRef/apiGroup', message: `roleRef has ${role === undefined ? 'no apiGroup' : `apiGroup "${role}"`}; write ${rbacGroup}` };
    for (const [index, subject] of list(object, 'subjects').entries()) {
      const kind = text(subject, 'kind') ?? '';
      const group = text(subject, 'apiGroup');
      const wanted = kind === 'ServiceAccount' ? '' : rbacGroup;
      if (group !== undefined && group !== wanted) yield { pointer: below('/subjects', index, 'apiGroup'), message: `a ${kind} has apiGroup ${wanted === '' ? '""' : wanted}, not "${group}"` };
    }
  },
});
