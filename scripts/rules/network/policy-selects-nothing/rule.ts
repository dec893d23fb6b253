import { defineRule } from '../../../model/rule.ts';
import { below, get } from '../../../lib/read.ts';
import { labelSelector, isEmptySelector, showSelector, unmetPath } from '../../../lib/kubernetes/selector.ts';
import { operatorPods } from '../../../graph/operators.ts';

export default defineRule({
  meta: { summary: 'NetworkPolicies select pods that exist', level: 'error', source: 'SYSTEMS.md affirmations; POLICIES netpol-selects-pod' },
  *checkCluster(graph) {
    const mayBeMade = operatorPods(graph);
    for (const { manifest, object, namespace } of graph.ofKind('networking.k8s.io/NetworkPolicy')) {
      const selector = labelSelector(get(object, 'spec', 'podSelector'));
      if (isEmptySelector(selector) || graph.select(namespace, selector).length > 0 || graph.unrendered(namespace) !== undefined || mayBeMade(namespace, selector)) continue;
      yield { manifest, pointer: below('/spec/podSelector', ...unmetPath(selector, (one) => graph.select(namespace, one).length > 0)), message: `podSelector ${showSelector(selector)} matches no pod in namespace ${namespace}; the policy protects nothing` };
    }
  },
});
