import { defineRule } from '../../../model/rule.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'Processes cannot gain rights', level: 'error', source: 'SYSTEMS.md; POLICIES no-privilege-escalation', standards: ['PSS restricted', 'CIS 5.2.6', 'NSA'] },
  kinds: workloads,
  *check(object) {
    for (const { name, field, at } of securityContexts(object)) if (field('allowPrivilegeEscalation') !== false && field('privileged') !== true) yield { ...at('allowPrivilegeEscalation'), message: `container "${name}" lets processes gain rights; set allowPrivilegeEscalation: false` };
  },
});
