import { defineRule } from '../../../model/rule.ts';
import type { Resource } from '../../../model/graph.ts';
import { below, find, get, text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';

export default defineRule({
  meta: { summary: 'No two Services ask for one node port', level: 'error', source: 'kube-apiserver port allocator' },
  *checkCluster(graph) {
    const taken = new Map<string, Resource>();
    for (const service of graph.ofKind('Service'))
      for (const { value: port, pointer } of find(service.object, 'spec.ports[]')) {
        const number = get(port, 'nodePort');
        if (typeof number !== 'number' || number === 0) continue;
        const key = `${number}/${text(port, 'protocol') ?? 'TCP'}`;
        const other = taken.get(key);
        if (other === undefined) taken.set(key, service);
        else if (other.name !== service.name || other.namespace !== service.namespace) yield { manifest: service.manifest, pointer: below(pointer, 'nodePort'), message: `nodePort ${number} is taken by ${showRef(other.ref)}` };
      }
  },
});
