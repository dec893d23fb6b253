import { defineRule } from '../../../model/rule.ts';
import { below, get } from '../../../lib/read.ts';
import { labelSelector, isEmptySelector, showSelector, unmetPath } from '../../../lib/kubernetes/selector.ts';
import { operatorPods } from '../../../graph/operators.ts';

export default defineRule({
  meta: { summary: 'Disruption budgets select pods that exist', level: 'warn', source: 'CHECKS 58' },
  *checkCluster(graph) {
    const mayBeMade = operatorPods(graph);
    for (const { manifest, object, namespace } of graph.ofKind('policy/PodDisruptionBudget')) {
      const selector = labelSelector(get(object, 'spec', 'selector'));
      if (isEmptySelector(selector) || graph.select(namespace, selector).length > 0 || graph.unrendered(namespace) !== undefined || mayBeMade(namespace, selector)) continue;
      yield { manifest, pointer: below('/spec/selector', ...unmetPath(selector, (one) => graph.select(namespace, one).length > 0)), message: `selector ${showSelector(selector)} matches no pod in namespace ${namespace}; the budget protects nothing` };
    }
  },
});
