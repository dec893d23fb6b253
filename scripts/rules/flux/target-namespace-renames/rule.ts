import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';
import { orderOf } from '../../../graph/order.ts';

export default defineRule({
  meta: { summary: 'targetNamespace renames no Namespace', level: 'error', source: 'CHECKS 22; flux2#4570' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    for (const { manifest, name } of graph.ofKind('Namespace')) {
      const owner = manifest.unit.kind === 'Kustomization' ? order.objectOf(manifest.unit) : undefined;
      const renamed = manifest.originOf('/metadata/name').steps.some(({ kind }) => kind === 'targetNamespace' || kind === 'namespace');
      if (text(owner?.object, 'spec', 'targetNamespace') === name && renamed) yield { manifest, pointer: '/metadata/name', message: `targetNamespace of Kustomization ${manifest.unit.name} has made this Namespace "${name}"; take the Namespace out of its path, or remove targetNamespace` };
    }
  },
});
