import { defineRule } from '../../../model/rule.ts';
import { get, list, text } from '../../../lib/read.ts';
import type { JsonObject } from '../../../model/json.ts';
import { containersIn, longRunning } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Containers that serve have a readiness probe', level: 'warn', source: 'SYSTEMS.md; POLICIES readiness-probe', profiles: { strict: 'error' } },
  *checkCluster(graph) {
    const serving = new Set([...new Set(graph.ofKind('Service').filter(({ object }) => serves(object)).map((service) => graph.podsBehind(service)))].flat());
    for (const pod of serving) {
      const main = containersIn(pod.spec, pod.pointer).filter(({ role }) => role === 'main');
      if (main.some(({ container }) => get(container, 'readinessProbe') !== undefined) || !longRunning.includes(pod.resource.kind)) continue;
      const at = main.find(({ container }) => list(container, 'ports').length > 0) ?? main[0];
      if (at !== undefined) yield { manifest: pod.resource.manifest, pointer: at.pointer, absent: '/readinessProbe', message: `container "${at.name}" takes traffic without a readinessProbe` };
    }
  },
});

/** Whether a Service takes requests: one whose ports are all for metrics is asked by Prometheus alone, ready or not. */
function serves(service: JsonObject): boolean {
  const ports = list(service, 'spec', 'ports');
  return ports.length === 0 || ports.some((port) => !/metric|prom|telemetry/i.test(`${text(port, 'name') ?? ''} ${text(port, 'targetPort') ?? ''}`));
}
