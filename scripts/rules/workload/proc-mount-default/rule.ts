import { defineRule } from '../../../model/rule.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'The masks over /proc stay', level: 'error', source: 'POLICIES proc-mount-default; kube-linter unsafe-proc-mount', standards: ['PSS baseline'] },
  kinds: workloads,
  *check(object) {
    for (const { name, field, at } of securityContexts(object)) {
      const mount = field('procMount');
      if (typeof mount === 'string' && mount !== 'Default') yield { ...at('procMount'), message: `container "${name}" sees all of /proc; write Default` };
    }
  },
});
