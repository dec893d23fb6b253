import { defineRule } from '../../../model/rule.ts';
import type { Json } from '../../../model/json.ts';
import type { PodSet } from '../../../model/graph.ts';
import { below, get, list, text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { containersIn } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Target ports of Services are ports of their pods', level: 'error', source: 'SYSTEMS.md randoms; POLICIES target-port-valid' },
  *checkCluster(graph) {
    const wrongOf = new Map<readonly PodSet[], Map<string, PodSet | undefined>>();
    for (const service of graph.ofKind('Service')) {
      const pods = graph.podsBehind(service);
      if (pods.length === 0) continue;
      for (const [index, port] of list(service.object, 'spec', 'ports').entries()) {
        const wanted = get(port, 'targetPort') ?? get(port, 'port');
        const protocol = text(port, 'protocol') ?? 'TCP';
        const ofPods = wrongOf.get(pods) ?? new Map<string, PodSet | undefined>();
        wrongOf.set(pods, ofPods);
        const key = `${typeof wanted} ${String(wanted)} ${protocol}`;
        if (!ofPods.has(key)) ofPods.set(key, pods.some((pod) => listens(pod, wanted, protocol)) ? undefined : pods[0]);
        const wrong = ofPods.get(key);
        if (wrong === undefined) continue;
        const field = get(port, 'targetPort') === undefined ? 'port' : 'targetPort';
        yield { manifest: service.manifest, pointer: below('/spec/ports', index, field), message: `targetPort ${String(wanted)} is no port of ${showRef(wrong.resource.ref)}; its containers declare ${declared(wrong).join(', ')}` };
      }
    }
  },
});

const portsOf = (pod: PodSet): readonly Json[] => containersIn(pod.spec, pod.pointer).flatMap(({ container }) => list(container, 'ports'));

/** A number is only known to be wrong where the pod's first container declares ports at all, and none that declares none is told of it: declaring them is optional. */
function listens(pod: PodSet, wanted: Json | undefined, protocol: string): boolean {
  const ports = portsOf(pod).filter((port) => (text(port, 'protocol') ?? 'TCP') === protocol);
  if (typeof wanted === 'string') return ports.some((port) => text(port, 'name') === wanted) || portsOf(pod).length === 0;
  const containers = containersIn(pod.spec, pod.pointer).map(({ container }) => container);
  const named = new RegExp(`(?<![\\d.])${String(wanted)}(?![\\d.])`);
  const isTold = containers.some((container) => list(container, 'ports').length === 0 && named.test(JSON.stringify([get(container, 'env'), get(container, 'args'), get(container, 'command')])));
  return ports.length === 0 || list(containers[0], 'ports').length === 0 || isTold || ports.some((port) => get(port, 'containerPort') === wanted);
}

function declared(pod: PodSet): string[] {
  return portsOf(pod).map((port) => (text(port, 'name') === undefined ? String(get(port, 'containerPort')) : `${text(port, 'name')} (${String(get(port, 'containerPort'))})`));
}
