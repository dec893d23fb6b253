import { defineRule } from '../../../model/rule.ts';
import type { JsonObject } from '../../../model/json.ts';
import { below, get, map } from '../../../lib/read.ts';
import { containersOf, longRunning } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Liveness and readiness ask different questions', level: 'warn', source: 'POLICIES probes-differ; kube-score pod-probes-identical', profiles: { homelab: 'off', production: 'info' } },
  kinds: longRunning,
  *check(object) {
    for (const { container, pointer, name } of containersOf(object)) {
      const [live, ready] = ['livenessProbe', 'readinessProbe'].map((key) => map(container, key));
      const action = (probe: JsonObject | undefined): string => JSON.stringify(['httpGet', 'tcpSocket', 'exec', 'grpc'].map((key) => get(probe, key) ?? null));
      const patient = Number(get(live, 'failureThreshold') ?? 3) * Number(get(live, 'periodSeconds') ?? 10) > Number(get(ready, 'failureThreshold') ?? 3) * Number(get(ready, 'periodSeconds') ?? 10);
      if (get(container, 'livenessProbe') !== undefined && get(container, 'readinessProbe') !== undefined && action(live) === action(ready) && !patient && get(live, 'tcpSocket') === undefined) yield { pointer: below(pointer, 'livenessProbe'), message: `container "${name}" is restarted as soon as it is not ready; let liveness wait longer or ask less` };
    }
  },
});
