import { defineRule } from '../../../model/rule.ts';
import { below, get } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Probes succeed at the first success', level: 'warn', source: 'SYSTEMS.md randoms; core/v1 Probe', restatesVerdict: true },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object))
      for (const probe of ['livenessProbe', 'startupProbe', 'readinessProbe']) {
        const threshold = get(container, probe, 'successThreshold');
        if (typeof threshold !== 'number' || threshold <= 1) continue;
        const why = probe === 'readinessProbe' ? `keeps a ready pod out of service for ${threshold} periods` : 'is refused by the API server';
        yield { pointer: below(pointer, probe, 'successThreshold'), message: `successThreshold ${threshold} on a ${probe} ${why}; leave it at 1` };
      }
  },
});
