import { defineRule } from '../../../model/rule.ts';
import type { Graph, Resource, PodSet } from '../../../model/graph.ts';
import { get, list, text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { labelSelector, selects, isEmptySelector } from '../../../lib/kubernetes/selector.ts';

export default defineRule({
  meta: { summary: 'Pods under an egress policy keep DNS', level: 'error', source: 'CHECKS 57; POLICIES netpol-allows-dns' },
  *checkCluster(graph) {
    const cut = new Map<Resource, PodSet[]>();
    const open = new Map<readonly Resource[], boolean>();
    for (const pod of graph.pods) {
      const policies = graph.policiesOf(pod, 'egress');
      if (policies.length === 0 || text(pod.spec, 'dnsPolicy') === 'None') continue;
      if (!open.has(policies)) open.set(policies, policies.some((policy) => allowsDns(policy, graph)));
      if (open.get(policies) === true) continue;
      // A policy that names its pods and lets nothing out is meant to: such a pod asks nobody.
      if (policies.every(({ object }) => list(object, 'spec', 'egress').length === 0 && !isEmptySelector(labelSelector(get(object, 'spec', 'podSelector'))))) continue;
      const policy = policies.find(({ object }) => list(object, 'spec', 'egress').length > 0) ?? policies[0]!;
      const pods = cut.get(policy);
      if (pods === undefined) cut.set(policy, [pod]);
      else pods.push(pod);
    }
    for (const [policy, pods] of cut) {
      const pointer = get(policy.object, 'spec', 'egress') === undefined ? '/spec/policyTypes' : '/spec/egress';
      const shown = pods.slice(0, 3).map(({ resource }) => showRef(resource.ref)).join(', ');
      yield { manifest: policy.manifest, pointer, message: `cuts ${shown}${pods.length > 3 ? ` and ${pods.length - 3} more` : ''} off from DNS; allow UDP and TCP port 53 to kube-system` };
    }
  },
});

function allowsDns({ object, namespace }: Resource, graph: Graph): boolean {
  return list(object, 'spec', 'egress').some((rule) => {
    const ports = list(rule, 'ports');
    const peers = list(rule, 'to');
    const port = ports.length === 0 || ports.some((entry) => [undefined, 53, 'dns', 'dns-udp'].includes(get(entry, 'port') as number) && text(entry, 'protocol') === 'UDP') || ports.some((entry) => get(entry, 'port') === undefined);
    return port && (peers.length === 0 || peers.some((peer) => {
      if (get(peer, 'ipBlock') !== undefined) return true;
      const namespaces = get(peer, 'namespaceSelector');
      return namespaces === undefined ? namespace === 'kube-system' : selects(labelSelector(namespaces), graph.namespaceLabels('kube-system'));
    }));
  });
}
