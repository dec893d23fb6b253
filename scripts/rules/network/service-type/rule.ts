import { defineRule } from '../../../model/rule.ts';
import { find, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Services are reached through routes', level: 'warn', source: 'POLICIES service-type; kube-linter exposed-services', profiles: { homelab: 'off', production: 'info' } },
  *checkCluster(graph) {
    for (const service of graph.ofKind('Service')) {
      const type = text(service.object, 'spec', 'type');
      if (type !== 'NodePort' && type !== 'LoadBalancer') continue;
      // What serves routes has to be reached itself.
      const isGate = graph.podsBehind(service).some(({ spec }) => find(spec, 'containers[].image').some(({ value }) => /traefik|nginx|envoy|haproxy|kong|contour|istio|cilium|dns/.test(String(value))));
      if (!isGate) yield { manifest: service.manifest, pointer: '/spec/type', message: `type ${type} opens the Service past the ingress; write ClusterIP and route to it` };
    }
  },
});
