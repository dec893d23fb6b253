import { defineRule } from '../../../model/rule.ts';
import type { Graph, Passage, PodSet, Resource } from '../../../model/graph.ts';
import { get, list, text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { hostNames } from '../../../graph/hosts.ts';
import { namedPorts } from '../../../graph/network.ts';

export default defineRule({
  meta: { summary: 'NetworkPolicies let through the calls that pods are configured to make', level: 'error', source: 'SYSTEMS.md affirmations' },
  *checkCluster(graph) {
    const mayReach = remembered(graph);
    for (const { from, pointer, written, target } of hostNames(graph)) {
      const pod = graph.podOf(from);
      const service = graph.get('Service', target.namespace, target.name);
      if (pod === undefined || service === undefined) continue;
      const looked = new Set<object>();
      for (const callee of graph.podsBehind(service)) {
        // Policies look at labels only.
        if (looked.has(callee.labels)) continue;
        looked.add(callee.labels);
        const port = listeningPort(service, callee, target.port);
        const passage = port === undefined ? undefined : mayReach(pod, callee, port);
        if (passage === undefined || passage.allowed || callee === pod) continue;
        yield { manifest: from.manifest, pointer, message: `calls ${written} on port ${port}, but ${showRef(passage.by.ref)} does not let ${passage.side === 'egress' ? `it out to ${showRef(callee.resource.ref)}` : `it in to ${showRef(callee.resource.ref)}`}` };
        break;
      }
    }
  },
});

/** Passages by the labels at both ends, which pods of one kind share: nothing else counts for policies. */
function remembered(graph: Graph): (from: PodSet, to: PodSet, port: number) => Passage {
  const known = new WeakMap<object, WeakMap<object, Map<string, Passage>>>();
  return (from, to, port) => {
    const ofFrom = known.get(from.labels) ?? new WeakMap<object, Map<string, Passage>>();
    known.set(from.labels, ofFrom);
    const ofBoth = ofFrom.get(to.labels) ?? new Map<string, Passage>();
    ofFrom.set(to.labels, ofBoth);
    const key = `${from.namespace} ${to.namespace} ${port}`;
    const passage = ofBoth.get(key) ?? graph.mayReach(from, to, port);
    ofBoth.set(key, passage);
    return passage;
  };
}

/** The port of the pod behind a port of its Service; the only one where the caller names none. */
function listeningPort({ object }: Resource, pod: PodSet, called: number | undefined): number | undefined {
  const ports = list(object, 'spec', 'ports');
  const port = called === undefined ? (ports.length === 1 ? ports[0] : undefined) : ports.find((entry) => get(entry, 'port') === called);
  if (port === undefined || (text(port, 'protocol') ?? 'TCP') !== 'TCP') return undefined;
  const wanted = get(port, 'targetPort') ?? get(port, 'port');
  return typeof wanted === 'string' ? namedPorts(pod, wanted)[0] : typeof wanted === 'number' ? wanted : undefined;
}
