import type { Graph, KindName, LabelSelector } from '../model/graph.ts';
import { isInert } from './produced.ts';

/** Kinds whose operators make pods with labels of their own. */
const podMakers = /^(?:monitoring\.coreos\.com\/(?:Prometheus|Alertmanager|ThanosRuler)|fluxcd\.controlplane\.io\/FluxInstance|postgresql\.cnpg\.io\/|ceph\.rook\.io\/|dragonflydb\.io\/|serving\.k|argoproj\.io\/Rollout|.*\/(?:\w*Cluster|Kafka|Elasticsearch|Kibana|Grafana|MariaDB|Redis\w*|Valkey|EMQX|DaemonSet))/;

/**
 * Whether pods that a selector looks for may be made by an operator, which no render shows: an object of a kind known to make
 * pods is in the namespace, or a custom resource whose name a label of the selector carries, as operators label what they make.
 */
export function operatorPods(graph: Graph): (namespace: string, selector: LabelSelector) => boolean {
  const made = new Map<string, Set<string>>();
  for (const { kind, ref, namespace, name } of graph.resources) {
    if (namespace === '' || isInert(kind as KindName, ref)) continue;
    const names = made.get(namespace);
    if (names === undefined) made.set(namespace, new Set([name]));
    else names.add(name);
  }
  return (namespace, { matchLabels, matchExpressions }) => {
    if ([...graph.kindsIn(namespace)].some((kind) => podMakers.test(kind))) return true;
    const values = [...Object.values(matchLabels), ...matchExpressions.flatMap(({ values: listed }) => listed)];
    return values.some((value) => made.get(namespace)?.has(value) === true);
  };
}
