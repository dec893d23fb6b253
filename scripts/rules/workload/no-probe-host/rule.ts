import { defineRule } from '../../../model/rule.ts';
import { below, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Probes and hooks call their own pod', level: 'warn', source: 'POLICIES no-probe-host', standards: ['PSS baseline'] },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object))
      for (const path of [['livenessProbe'], ['readinessProbe'], ['startupProbe'], ['lifecycle', 'postStart'], ['lifecycle', 'preStop']])
        for (const action of ['httpGet', 'tcpSocket']) {
          const host = text(container, ...path, action, 'host');
          if (host !== undefined && host !== '' && host !== '127.0.0.1' && host !== 'localhost') yield { pointer: below(pointer, ...path, action, 'host'), message: `the kubelet calls ${host} instead of the pod; remove host` };
        }
  },
});
