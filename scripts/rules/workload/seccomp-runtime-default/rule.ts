import { defineRule } from '../../../model/rule.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'Containers have a seccomp profile', level: 'warn', source: 'SYSTEMS.md; POLICIES seccomp-runtime-default', standards: ['PSS restricted', 'CIS 5.7.2', 'NSA'] },
  kinds: workloads,
  *check(object) {
    for (const { name, field, at } of securityContexts(object)) if (field('seccompProfile', 'type') === undefined) yield { ...at('seccompProfile'), message: `container "${name}" has no seccomp profile; set seccompProfile.type: RuntimeDefault` };
  },
});
