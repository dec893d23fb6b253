import { defineRule } from '../../../model/rule.ts';
import { get, map } from '../../../lib/read.ts';
import { containersOf, podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Pods have a security context', level: 'info', source: 'SYSTEMS.md; POLICIES security-context-present', standards: ['CIS 5.7.3'] },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    if (pod === undefined || Object.keys(map(pod.spec, 'securityContext')).length > 0) return;
    for (const { container, name, pointer } of containersOf(object)) if (get(container, 'securityContext') === undefined) yield { pointer, absent: '/securityContext', message: `neither the pod nor container "${name}" has a securityContext` };
  },
});
