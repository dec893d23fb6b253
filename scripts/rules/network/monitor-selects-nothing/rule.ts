import { defineRule } from '../../../model/rule.ts';
import type { Resource } from '../../../model/graph.ts';
import { get, list, texts } from '../../../lib/read.ts';
import { labelSelector, selects, isEmptySelector, showSelector } from '../../../lib/kubernetes/selector.ts';
import { operatorPods } from '../../../graph/operators.ts';

export default defineRule({
  meta: { summary: 'Monitors select Services and pods that exist', level: 'warn', source: 'POLICIES servicemonitor-has-service; kube-linter dangling-servicemonitor' },
  *checkCluster(graph) {
    const mayBeMade = operatorPods(graph);
    const labels = (resource: Resource): Record<string, string> => texts(resource.object, 'metadata', 'labels');
    for (const kind of ['ServiceMonitor', 'PodMonitor'])
      for (const { manifest, object, namespace } of graph.ofKind(`monitoring.coreos.com/${kind}`)) {
        const selector = labelSelector(get(object, 'spec', 'selector'));
        const any = get(object, 'spec', 'namespaceSelector', 'any') === true;
        const named = list(object, 'spec', 'namespaceSelector', 'matchNames').filter((name) => typeof name === 'string');
        const inside = (of: string): boolean => any || (named.length === 0 ? of === namespace : named.includes(of));
        const selected = kind === 'ServiceMonitor' ? graph.ofKind('Service').some((service) => inside(service.namespace) && selects(selector, labels(service))) : (any ? [...new Set(graph.pods.map((pod) => pod.namespace))] : named.length === 0 ? [namespace] : named).some((where) => graph.select(where, selector).length > 0);
        const elsewhere = [...named, namespace].some((name) => name === 'kube-system' || graph.unrendered(name) !== undefined || mayBeMade(name, selector));
        if (!selected && !any && !elsewhere && !isEmptySelector(selector)) yield { manifest, pointer: '/spec/selector', message: `selector ${showSelector(selector)} matches no ${kind === 'ServiceMonitor' ? 'Service' : 'pod'} in ${named.length === 0 ? `namespace ${namespace}` : named.join(', ')}; nothing is scraped` };
      }
  },
});
