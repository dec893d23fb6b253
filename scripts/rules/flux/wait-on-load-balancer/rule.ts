import { defineRule } from '../../../model/rule.ts';
import { find, get, text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { orderOf } from '../../../graph/order.ts';

const providers = /metallb|kube-vip|cilium|purelb|openelb|cloud-controller-manager|klipper/;

export default defineRule({
  meta: { summary: 'Load balancers that releases wait for can come', level: 'off', source: 'CHECKS 18; flux2#5052', profiles: { homelab: 'info' } },
  *checkCluster(graph) {
    const order = orderOf(graph);
    if (graph.pods.some(({ resource, spec }) => providers.test(resource.name) || find(spec, 'containers[].image').some(({ value }) => providers.test(String(value))))) return;
    for (const { manifest, object } of graph.ofKind('Service')) {
      const owner = order.objectOf(manifest.unit);
      const isWaiting = manifest.unit.kind === 'HelmRelease' ? get(owner?.object, 'spec', 'install', 'disableWait') !== true : get(owner?.object, 'spec', 'wait') === true;
      if (owner === undefined || text(object, 'spec', 'type') !== 'LoadBalancer' || !isWaiting) continue;
      yield { manifest, pointer: '/spec/type', message: `${showRef(owner.ref)} waits for an address, and nothing that is rendered gives one; where the cluster brings no load balancer, it fails after its timeout` };
    }
  },
});
