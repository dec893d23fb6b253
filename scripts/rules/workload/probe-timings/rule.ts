import { defineRule } from '../../../model/rule.ts';
import { below, get } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Probes give up within a sensible time', level: 'off', source: 'POLICIES probe-timings; datree 55-59' },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object))
      for (const probe of ['livenessProbe', 'readinessProbe']) {
        const delay = get(container, probe, 'initialDelaySeconds');
        if (typeof delay === 'number' && delay > 60) yield { pointer: below(pointer, probe, 'initialDelaySeconds'), message: `waits ${delay} s even where the program is up at once; write a startupProbe` };
        const [period, timeout] = ['periodSeconds', 'timeoutSeconds'].map((key) => get(container, probe, key));
        if (typeof timeout === 'number' && timeout > (typeof period === 'number' ? period : 10)) yield { pointer: below(pointer, probe, 'timeoutSeconds'), message: `timeout ${timeout} s is longer than the period` };
      }
  },
});
