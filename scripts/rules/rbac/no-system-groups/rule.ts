import { defineRule } from '../../../model/rule.ts';
import { below, list, text } from '../../../lib/read.ts';

const groups = new Set(['system:masters', 'system:anonymous', 'system:unauthenticated']);

export default defineRule({
  meta: { summary: 'Nothing is granted to everybody', level: 'error', source: 'POLICIES rbac-no-system-groups', standards: ['CIS 5.1.7'] },
  kinds: ['rbac.authorization.k8s.io/ClusterRoleBinding', 'rbac.authorization.k8s.io/RoleBinding'],
  *check(object) {
    // The cluster's own public roles hold what everybody may know.
    if (/^system:(?:public-info-viewer|service-account-issuer-discovery|discovery|basic-user)$/.test(text(object, 'roleRef', 'name') ?? '')) return;
    for (const [index, subject] of list(object, 'subjects').entries()) {
      const name = text(subject, 'name') ?? '';
      if (groups.has(name)) yield { pointer: below('/subjects', index, 'name'), message: name === 'system:masters' ? 'system:masters has every right, past RBAC; it cannot be taken back' : `${name} is everybody who reaches the API server; name who is meant` };
    }
  },
});
