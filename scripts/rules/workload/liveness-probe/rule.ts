import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { containersOf, longRunning } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers that run for ever have a liveness probe', level: 'info', source: 'SYSTEMS.md; POLICIES liveness-probe', profiles: { strict: 'warn' } },
  kinds: longRunning,
  *check(object) {
    for (const { container, name, pointer, role } of containersOf(object))
      if (role === 'main' && get(container, 'livenessProbe') === undefined) yield { pointer, absent: '/livenessProbe', message: `container "${name}" has no livenessProbe; a hung process is never restarted` };
  },
});
