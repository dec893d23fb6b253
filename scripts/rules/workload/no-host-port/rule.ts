import { defineRule } from '../../../model/rule.ts';
import { below, get, list } from '../../../lib/read.ts';
import { containersOf, podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers take no port of their node', level: 'warn', source: 'POLICIES no-host-port', standards: ['PSS baseline', 'CIS 5.2.13'] },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    if (get(pod?.spec, 'hostNetwork') === true) return;
    for (const { container, name, pointer } of containersOf(object))
      for (const [index, port] of list(container, 'ports').entries()) {
        const number = get(port, 'hostPort');
        if (typeof number === 'number' && number !== 0) yield { pointer: below(pointer, 'ports', index, 'hostPort'), message: `container "${name}" takes port ${number} of its node; use a Service` };
      }
  },
});
