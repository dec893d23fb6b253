import { defineRule } from '../../../model/rule.ts';
import { below, find, get } from '../../../lib/read.ts';
import { labelSelector, selects, isEmptySelector, showSelector, unmetPath } from '../../../lib/kubernetes/selector.ts';
import { operatorPods } from '../../../graph/operators.ts';

export default defineRule({
  meta: { summary: 'Peers of NetworkPolicies select pods that exist', level: 'warn', source: 'POLICIES netpol-peer-selects-pod' },
  *checkCluster(graph) {
    const mayBeMade = operatorPods(graph);
    for (const { manifest, object, namespace } of graph.ofKind('networking.k8s.io/NetworkPolicy'))
      for (const side of ['ingress', 'egress'] as const)
        for (const { value: peer, pointer } of find(object, `spec.${side}[].${side === 'ingress' ? 'from' : 'to'}[]`)) {
          const pods = labelSelector(get(peer, 'podSelector'));
          if (get(peer, 'podSelector') === undefined || isEmptySelector(pods)) continue;
          const chosen = get(peer, 'namespaceSelector');
          const namespaces = chosen === undefined ? [namespace] : graph.namespaces().filter((name) => selects(labelSelector(chosen), graph.namespaceLabels(name)));
          // Pods of kube-system and of what was not rendered are not ours to know.
          if (namespaces.length === 0 || namespaces.some((name) => name === 'kube-system' || graph.unrendered(name) !== undefined || graph.select(name, pods).length > 0 || mayBeMade(name, pods))) continue;
          const unmet = unmetPath(pods, (one) => namespaces.some((name) => graph.select(name, one).length > 0));
          yield { manifest, pointer: below(pointer, 'podSelector', ...unmet), message: `podSelector ${showSelector(pods)} matches no pod in ${namespaces.length === 1 ? `namespace ${namespaces[0]}` : 'any namespace selected'}; the rule lets nobody through` };
        }
  },
});
