import { defineRule } from '../../../model/rule.ts';
import { below, get, list, text } from '../../../lib/read.ts';
import { suggest } from '../../../lib/suggest.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Probes call ports that the container has', level: 'error', source: 'POLICIES probe-port-declared; kube-linter liveness-port' },
  kinds: workloads,
  *check(object) {
    for (const { container, name, pointer } of containersOf(object)) {
      const ports = list(container, 'ports');
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'])
        for (const action of ['httpGet', 'tcpSocket']) {
          const port = get(container, probe, action, 'port');
          // Numbers need not be declared; names must.
          if (typeof port !== 'string' || /^\d+$/.test(port) || ports.some((entry) => text(entry, 'name') === port)) continue;
          const near = suggest(port, ports.flatMap((entry) => text(entry, 'name') ?? []));
          yield { pointer: below(pointer, probe, action, 'port'), message: `container "${name}" has no port "${port}"${near === undefined ? '' : `; did you mean "${near}"?`}` };
        }
    }
  },
});
