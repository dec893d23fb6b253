import { defineRule } from '../../../model/rule.ts';
import type { Graph, LabelSelector } from '../../../model/graph.ts';
import { below, get, text } from '../../../lib/read.ts';
import { suggest } from '../../../lib/suggest.ts';
import { mapSelector, isEmptySelector, showSelector, unmetPath } from '../../../lib/kubernetes/selector.ts';

export default defineRule({
  meta: { summary: 'Services select pods that exist', level: 'error', source: 'CHECKS 58; POLICIES service-has-pod' },
  *checkCluster(graph) {
    for (const { manifest, object, namespace } of graph.ofKind('Service')) {
      const selector = mapSelector(get(object, 'spec', 'selector'));
      if (isEmptySelector(selector) || text(object, 'spec', 'type') === 'ExternalName') continue;
      // What runs in kube-system comes with the cluster.
      if (namespace === 'kube-system' || graph.select(namespace, selector).length > 0 || graph.unrendered(namespace) !== undefined || madeByOperator(graph, namespace)) continue;
      yield { manifest, pointer: below('/spec/selector', ...unmetPath(selector, (one) => graph.select(namespace, one).length > 0).slice(1)), message: `selector ${showSelector(selector)} matches no pod in namespace ${namespace}${nearest(graph, namespace, selector)}` };
    }
  },
});

/** A custom resource of the namespace may make pods that no render shows. */
function madeByOperator(graph: Graph, namespace: string): boolean {
  return [...graph.kindsIn(namespace)].some((kind) => podMakers.test(kind));
}
const podMakers = /^(?:monitoring\.coreos\.com\/(?:Prometheus|Alertmanager|ThanosRuler)|postgresql\.cnpg\.io\/|ceph\.rook\.io\/|dragonflydb\.io\/|serving\.k|argoproj\.io\/Rollout|.*\/(?:\w*Cluster|Kafka|Elasticsearch|Kibana|Grafana|MariaDB|Redis\w*|Valkey|EMQX|DaemonSet))/;

function nearest(graph: Graph, namespace: string, { matchLabels }: LabelSelector): string {
  for (const [key, value] of Object.entries(matchLabels)) {
    const values = new Set(graph.podsIn(namespace).flatMap(({ labels }) => labels[key] ?? []));
    const near = values.has(value) ? undefined : suggest(value, values);
    if (near !== undefined) return `; did you mean ${key}=${near}?`;
  }
  return '';
}
