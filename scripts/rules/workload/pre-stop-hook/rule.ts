import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { containersOf, longRunning } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers finish their work before they stop', level: 'off', source: 'POLICIES pre-stop-hook; datree 60' },
  kinds: longRunning,
  *check(object) {
    for (const { container, name, pointer, role } of containersOf(object)) if (role === 'main' && get(container, 'lifecycle', 'preStop') === undefined) yield { pointer, absent: '/lifecycle/preStop', message: `container "${name}" has no preStop hook` };
  },
});
