import { defineRule } from '../../../model/rule.ts';
import type { Graph, LabelSelector } from '../../../model/graph.ts';
import { below, get, text } from '../../../lib/read.ts';
import { suggest } from '../../../lib/suggest.ts';
import { mapSelector, isEmptySelector, showSelector, unmetPath } from '../../../lib/kubernetes/selector.ts';
import { operatorPods } from '../../../graph/operators.ts';

export default defineRule({
  meta: { summary: 'Services select pods that exist', level: 'error', source: 'CHECKS 58; POLICIES service-has-pod' },
  *checkCluster(graph) {
    const mayBeMade = operatorPods(graph);
    for (const { manifest, object, namespace } of graph.ofKind('Service')) {
      const selector = mapSelector(get(object, 'spec', 'selector'));
      if (isEmptySelector(selector) || text(object, 'spec', 'type') === 'ExternalName') continue;
      // What runs in kube-system comes with the cluster.
      if (namespace === 'kube-system' || graph.select(namespace, selector).length > 0 || graph.unrendered(namespace) !== undefined || mayBeMade(namespace, selector)) continue;
      yield { manifest, pointer: below('/spec/selector', ...unmetPath(selector, (one) => graph.select(namespace, one).length > 0).slice(1)), message: `selector ${showSelector(selector)} matches no pod in namespace ${namespace}${nearest(graph, namespace, selector)}` };
    }
  },
});

function nearest(graph: Graph, namespace: string, { matchLabels }: LabelSelector): string {
  for (const [key, value] of Object.entries(matchLabels)) {
    const values = new Set(graph.podsIn(namespace).flatMap(({ labels }) => labels[key] ?? []));
    const near = values.has(value) ? undefined : suggest(value, values);
    if (near !== undefined) return `; did you mean ${key}=${near}?`;
  }
  return '';
}
