import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { labelSelector, selects, isEmptySelector, showSelector } from '../../../lib/kubernetes/selector.ts';

export default defineRule({
  meta: { summary: 'No workload selects the pods of another', level: 'error', source: 'apps/v1: controllers fight over pods' },
  *checkCluster(graph) {
    for (const kind of ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet'])
      for (const resource of graph.ofKind(kind)) {
        const selector = labelSelector(get(resource.object, 'spec', 'selector'));
        if (isEmptySelector(selector)) continue;
        const other = graph.select(resource.namespace, selector).find((pod) => pod.resource.kind === kind && pod.resource.name !== resource.name);
        if (other !== undefined && selects(labelSelector(get(other.resource.object, 'spec', 'selector')), graph.podOf(resource)?.labels ?? {})) yield { manifest: resource.manifest, pointer: '/spec/selector', message: `selector ${showSelector(selector)} also selects the pods of ${showRef(other.resource.ref)}, and its selector these; give each a label of its own` };
      }
  },
});
