import type { Passage, PodSet, Resource } from '../model/graph.ts';
import type { Json } from '../model/json.ts';
import { containersIn } from '../lib/kubernetes/pod.ts';
import { labelSelector, selects } from '../lib/kubernetes/selector.ts';
import { get, list, text } from '../lib/read.ts';
import type { Resources } from './resources.ts';

export interface Network {
  policiesOf(pod: PodSet, side: 'ingress' | 'egress'): readonly Resource[];
  mayReach(from: PodSet, to: PodSet, port: number, protocol?: string): Passage;
}

/**
 * NetworkPolicies as the API defines them (networking.k8s.io/v1, NetworkPolicySpec): a pod that no policy selects for a
 * direction is open there; one that is selected lets through what any of its policies allows.
 */
export function network(resources: Resources, namespaceLabels: (namespace: string) => Readonly<Record<string, string>>): Network {
  const byNamespace = new Map<string, Resource[]>();
  for (const policy of resources.byKind.get('networking.k8s.io/NetworkPolicy') ?? []) {
    const found = byNamespace.get(policy.namespace);
    if (found === undefined) byNamespace.set(policy.namespace, [policy]);
    else found.push(policy);
  }
  // Pods with equal labels share them (pods.ts), and with them their policies.
  const known = new WeakMap<object, Map<string, readonly Resource[]>>();
  const policiesOf = (pod: PodSet, side: 'ingress' | 'egress'): readonly Resource[] => {
    const ofLabels = known.get(pod.labels) ?? new Map<string, readonly Resource[]>();
    known.set(pod.labels, ofLabels);
    const key = `${side} ${pod.namespace}`;
    let found = ofLabels.get(key);
    if (found === undefined) ofLabels.set(key, (found = (byNamespace.get(pod.namespace) ?? []).filter(({ object }) => sidesOf(object).includes(side) && selects(labelSelector(get(object, 'spec', 'podSelector')), pod.labels))));
    return found;
  };

  const passes = (pod: PodSet, peer: PodSet, target: PodSet, port: number, protocol: string, side: 'ingress' | 'egress'): Passage => {
    const policies = policiesOf(pod, side);
    if (policies.length === 0) return { allowed: true };
    const peers = side === 'ingress' ? 'from' : 'to';
    const allowed = policies.some(({ object, namespace }) =>
      list(object, 'spec', side).some((rule) => {
        const listed = list(rule, peers);
        return portAllowed(list(rule, 'ports'), target, port, protocol) && (listed.length === 0 || listed.some((entry) => peerMatches(entry, namespace, peer, namespaceLabels)));
      }),
    );
    return allowed ? { allowed } : { allowed, by: policies[0]!, side };
  };
  return {
    policiesOf,
    mayReach: (from, to, port, protocol = 'TCP') => {
      const out = passes(from, to, to, port, protocol, 'egress');
      return out.allowed ? passes(to, from, to, port, protocol, 'ingress') : out;
    },
  };
}

/** The directions that a policy is about: Ingress always unless said otherwise, Egress where it has egress rules. */
function sidesOf(policy: Json): readonly ('ingress' | 'egress')[] {
  const types = get(policy, 'spec', 'policyTypes');
  if (Array.isArray(types) && types.length > 0) return types.flatMap((type) => (type === 'Ingress' ? 'ingress' : type === 'Egress' ? 'egress' : []));
  return get(policy, 'spec', 'egress') === undefined ? ['ingress'] : ['ingress', 'egress'];
}

function peerMatches(peer: Json, policyNamespace: string, pod: PodSet, namespaceLabels: (namespace: string) => Readonly<Record<string, string>>): boolean {
  // An address range may hold the pod or not: pod addresses are not known before run time, so it counts as a way through.
  if (get(peer, 'ipBlock') !== undefined) return true;
  const namespaces = get(peer, 'namespaceSelector');
  const inNamespace = namespaces === undefined ? pod.namespace === policyNamespace : selects(labelSelector(namespaces), namespaceLabels(pod.namespace));
  const pods = get(peer, 'podSelector');
  return inNamespace && (pods === undefined || selects(labelSelector(pods), pod.labels));
}

function portAllowed(ports: readonly Json[], target: PodSet, port: number, protocol: string): boolean {
  return (
    ports.length === 0 ||
    ports.some((entry) => {
      if ((text(entry, 'protocol') ?? 'TCP') !== protocol) return false;
      const wanted = get(entry, 'port');
      if (wanted === undefined) return true;
      if (typeof wanted === 'string') return namedPorts(target, wanted, protocol).includes(port);
      const end = get(entry, 'endPort');
      return typeof wanted === 'number' && port >= wanted && port <= (typeof end === 'number' ? end : wanted);
    })
  );
}

/** The numbers behind a port's name in a pod. */
export function namedPorts(pod: PodSet, name: string, protocol = 'TCP'): number[] {
  return containersIn(pod.spec, pod.pointer).flatMap(({ container }) =>
    list(container, 'ports').flatMap((port) => {
      const number = get(port, 'containerPort');
      return text(port, 'name') === name && (text(port, 'protocol') ?? 'TCP') === protocol && typeof number === 'number' ? number : [];
    }),
  );
}
