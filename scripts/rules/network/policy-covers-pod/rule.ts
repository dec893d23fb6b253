import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Pods fall under a NetworkPolicy', level: 'warn', source: 'POLICIES netpol-covers-pod', standards: ['CIS 5.3.2', 'NSA'], profiles: { homelab: 'off', production: 'info' } },
  *checkCluster(graph) {
    const others = new Set(['cilium.io/CiliumNetworkPolicy', 'cilium.io/CiliumClusterwideNetworkPolicy', 'crd.projectcalico.org/NetworkPolicy', 'policy.networking.k8s.io/ClusterNetworkPolicy'].flatMap((kind) => graph.ofKind(kind).map(({ namespace }) => namespace)));
    const said = new Set<string>();
    for (const pod of graph.pods) {
      if (said.has(pod.namespace) || others.has(pod.namespace) || others.has('') || get(pod.spec, 'hostNetwork') === true || graph.policiesOf(pod, 'ingress').length > 0) continue;
      said.add(pod.namespace);
      yield { manifest: pod.resource.manifest, pointer: pod.pointer, message: `no NetworkPolicy of namespace ${pod.namespace} covers this pod: every pod of the cluster may call it; add one that denies by default` };
    }
  },
});
