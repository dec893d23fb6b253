import { defineRule } from '../../../model/rule.ts';
import { below, list } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Roles name what they grant', level: 'warn', source: 'POLICIES rbac-no-wildcard; kube-linter wildcard-in-rules', standards: ['CIS 5.1.3', 'NSA'], profiles: { homelab: 'info' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/Role'],
  *check(object) {
    for (const [index, rule] of list(object, 'rules').entries())
      for (const field of ['verbs', 'resources', 'apiGroups']) {
        const at = list(rule, field).indexOf('*');
        if (at < 0 || (field === 'apiGroups' && list(rule, 'resources').includes('*'))) continue;
        yield { pointer: below('/rules', index, field, at), message: `"*" in ${field} grants also what comes with the next version; name what is needed` };
      }
  },
});
