import { defineRule } from '../../../model/rule.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'Containers run as a user other than root', level: 'error', source: 'SYSTEMS.md; POLICIES run-as-non-root', standards: ['PSS restricted', 'CIS 5.2.7', 'NSA'] },
  kinds: workloads,
  *check(object) {
    for (const { name, field, at } of securityContexts(object)) {
      const user = field('runAsUser');
      if (field('runAsNonRoot') !== true && !(typeof user === 'number' && user > 0)) yield { ...at('runAsNonRoot'), message: `container "${name}" may run as root; set runAsNonRoot: true` };
    }
  },
});
