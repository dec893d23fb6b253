import { defineRule } from '../../../model/rule.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'No container asks to be root', level: 'warn', source: 'POLICIES run-as-user-not-zero', standards: ['PSS restricted', 'NSA'] },
  kinds: workloads,
  *check(object) {
    for (const { name, field, at } of securityContexts(object))
      for (const key of ['runAsUser', 'runAsGroup']) if (field(key) === 0) yield { ...at(key), message: `container "${name}" runs with ${key} 0, as root; write another number, such as 65532` };
  },
});
