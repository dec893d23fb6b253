import type { Graph, KindName, PodSet, Reference, Resource } from '../model/graph.ts';
import type { UnitId } from '../model/ids.ts';
import { shortKind, showRef } from '../lib/kubernetes/kind.ts';
import { containersIn } from '../lib/kubernetes/pod.ts';
import { labelSelector } from '../lib/kubernetes/selector.ts';
import { get, list } from '../lib/read.ts';
import { hostNames } from './hosts.ts';

export interface Link {
  /** What the relation is: the type of a reference, `selects`, `host`, `renders`. */
  readonly type: string;
  /** `Service shop/web`. */
  readonly object: string;
  readonly pointer?: string;
  /** Whether the object is there. */
  readonly state: 'found' | 'missing' | 'unknown';
}

/** Everything that ties one object to the others. */
export interface Description {
  readonly object: string;
  readonly unit: string;
  readonly refersTo: readonly Link[];
  readonly referredToBy: readonly Link[];
  /** For what runs pods, and Services before them: the workloads that NetworkPolicies let in, by port; absent for other kinds. */
  readonly reachableFrom?: readonly { readonly port: number; readonly from: readonly string[]; readonly blocked: readonly string[] }[];
}

/** The objects that `Kind/namespace/name`, `Kind/name` or `name` may mean. */
export function objectsNamed(graph: Graph, wanted: string): Resource[] {
  const parts = wanted.split('/');
  const name = parts.at(-1);
  const [kind, namespace] = parts.length === 1 ? [undefined, undefined] : parts.length === 2 ? [parts[0], undefined] : [parts.at(-3), parts.at(-2)];
  const same = (a: string, b: string | undefined): boolean => b === undefined || a.toLowerCase() === b.toLowerCase();
  return graph.resources.filter((resource) => resource.name === name && same(shortKind(resource.kind), kind) && (namespace === undefined || resource.namespace === namespace));
}

export function describe(graph: Graph, resource: Resource): Description {
  const hosts = hostNames(graph);
  const service = resource.kind === 'Service' ? resource : undefined;
  const pod = graph.podOf(resource);
  const refersTo: Link[] = [
    ...graph.referencesFrom(resource).map((reference) => toTarget(graph, reference)),
    ...selectedBy(graph, resource).map((behind): Link => ({ type: 'selects', object: showRef(behind.resource.ref), state: 'found' })),
    ...graph.resources.filter(({ manifest: { unit } }) => isUnit(resource, unit)).map(({ ref }): Link => ({ type: 'renders', object: showRef(ref), state: 'found' })),
    ...hosts.filter(({ from }) => from === resource).map(({ target, pointer }): Link => ({ type: 'host', object: showRef({ ...target, kind: 'Service' }), pointer, state: graph.resolve(target).state })),
  ];
  const referredToBy: Link[] = [
    ...graph.referencesTo(resource).map(({ from, type, pointer }): Link => ({ type, object: showRef(from.ref), pointer, state: 'found' })),
    ...(pod === undefined ? [] : selecting.flatMap((kind) => graph.ofKind(kind)).filter((by) => selectedBy(graph, by).includes(pod)).map((by): Link => ({ type: 'selects', object: showRef(by.ref), state: 'found' }))),
    ...hosts.filter(({ target }) => service !== undefined && target.namespace === service.namespace && target.name === service.name).map(({ from, pointer }): Link => ({ type: 'host', object: showRef(from.ref), pointer, state: 'found' })),
  ];
  const { unit } = resource.manifest;
  return {
    object: showRef(resource.ref),
    unit: `${unit.kind} ${unit.namespace}/${unit.name}`,
    refersTo: unique(refersTo),
    referredToBy: unique(referredToBy),
    ...(pod !== undefined && { reachableFrom: reachable(graph, pod) }),
    ...(service !== undefined && graph.podsBehind(service)[0] !== undefined && { reachableFrom: reachable(graph, graph.podsBehind(service)[0]!) }),
  };
}

/** The kinds that choose pods by their labels. */
const selecting: readonly KindName[] = ['Service', 'networking.k8s.io/NetworkPolicy', 'policy/PodDisruptionBudget', 'monitoring.coreos.com/PodMonitor'];

/** The pods that an object of one of these kinds chooses in its namespace. */
function selectedBy(graph: Graph, resource: Resource): readonly PodSet[] {
  if (resource.kind === 'Service') return graph.podsBehind(resource);
  if (!selecting.includes(resource.kind)) return [];
  return graph.select(resource.namespace, labelSelector(get(resource.object, 'spec', resource.kind.endsWith('/NetworkPolicy') ? 'podSelector' : 'selector')));
}

function isUnit({ kind, namespace, name }: Resource, unit: UnitId): boolean {
  return kind.endsWith(`.toolkit.fluxcd.io/${unit.kind}`) && namespace === unit.namespace && name === unit.name;
}

function toTarget(graph: Graph, { type, target, pointer }: Reference): Link {
  return { type, object: showRef(target), pointer, state: graph.resolve(target).state };
}

/** Who may call each declared port of a pod; workloads of one namespace that all may are one entry. */
function reachable(graph: Graph, pod: PodSet): NonNullable<Description['reachableFrom']> {
  const ports = containersIn(pod.spec, pod.pointer).flatMap(({ container }) => list(container, 'ports')).flatMap((port) => {
    const number = get(port, 'containerPort');
    return typeof number === 'number' ? number : [];
  });
  return [...new Set(ports)].map((port) => {
    const callers = graph.pods.filter((caller) => caller !== pod).map((caller) => ({ name: showRef(caller.resource.ref), allowed: graph.mayReach(caller, pod, port).allowed }));
    return { port, from: callers.filter(({ allowed }) => allowed).map(({ name }) => name).sort(), blocked: callers.filter(({ allowed }) => !allowed).map(({ name }) => name).sort() };
  });
}

function unique(links: readonly Link[]): Link[] {
  return [...new Map(links.map((link) => [`${link.type} ${link.object} ${link.pointer ?? ''}`, link])).values()];
}
