import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { labelSelector, isEmptySelector, showSelector } from '../../../lib/kubernetes/selector.ts';

export default defineRule({
  meta: { summary: 'NetworkPolicies select pods that exist', level: 'error', source: 'SYSTEMS.md affirmations; POLICIES netpol-selects-pod' },
  *checkCluster(graph) {
    for (const { manifest, object, namespace } of graph.ofKind('networking.k8s.io/NetworkPolicy')) {
      const selector = labelSelector(get(object, 'spec', 'podSelector'));
      if (isEmptySelector(selector) || graph.select(namespace, selector).length > 0 || graph.unrendered(namespace) !== undefined) continue;
      yield { manifest, pointer: '/spec/podSelector', message: `podSelector ${showSelector(selector)} matches no pod in namespace ${namespace}; the policy protects nothing` };
    }
  },
});
