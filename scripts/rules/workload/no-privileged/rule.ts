import { defineRule } from '../../../model/rule.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'No container is privileged', level: 'error', source: 'POLICIES no-privileged; kube-linter privileged-container', standards: ['PSS baseline', 'CIS 5.2.2', 'NSA'] },
  kinds: workloads,
  *check(object) {
    for (const { name, field, at } of securityContexts(object)) if (field('privileged') === true) yield { ...at('privileged'), message: `container "${name}" is privileged: it owns the node; add the one capability it needs instead` };
  },
});
