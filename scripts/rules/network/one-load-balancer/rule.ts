import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';

export default defineRule({
  meta: { summary: 'A cluster has one load balancer', level: 'warn', source: 'SYSTEMS.md free4chat (it costs money: exactly one per cluster)', profiles: { homelab: 'off' } },
  *checkCluster(graph) {
    const [first, ...more] = graph.ofKind('Service').filter(({ object }) => text(object, 'spec', 'type') === 'LoadBalancer');
    for (const { manifest } of more) yield { manifest, pointer: '/spec/type', message: `a second load balancer beside ${showRef(first!.ref)}: each one costs money; route through the first` };
  },
});
