import type { Cluster } from '../model/cluster.ts';
import type { KindName, Resolution, Target } from '../model/graph.ts';
import type { Json } from '../model/json.ts';
import type { UnitId } from '../model/ids.ts';
import { globMatches } from '../lib/glob.ts';
import { isBuiltinGroup, kindName } from '../lib/kubernetes/kind.ts';
import { get, map, text } from '../lib/read.ts';
import { suggest } from '../lib/suggest.ts';
import { fluxKinds } from '../lib/unit.ts';
import { isBuiltin } from './builtin.ts';
import { producedBy, type Produced } from './produced.ts';
import { identity, type Resources } from './resources.ts';

/** Answers whether a target exists: rendered, made at run time, declared, part of Kubernetes, or perhaps in a unit that was not rendered. */
export function resolver(cluster: Cluster, resources: Resources): { resolve: (target: Target) => Resolution; unrendered: (namespace: string) => UnitId | undefined } {
  const unrendered = unrenderedUnits(cluster, resources);
  const exact = new Map<string, Produced>();
  const patterns = new Map<KindName, Produced[]>();
  for (const resource of resources.all)
    for (const made of producedBy(resource)) {
      if (made.name.includes('*')) patterns.set(made.kind, [...(patterns.get(made.kind) ?? []), made]);
      else exact.set(identity(made.kind, made.namespace, made.name), made);
    }
  const external = new Map<KindName, typeof cluster.external>();
  for (const input of cluster.external) {
    const key = input.apiVersion === undefined ? `*${input.kind}` : kindName(input.apiVersion, input.kind);
    external.set(key, [...(external.get(key) ?? []), input]);
  }
  const middlewares = new Map<string, string>();
  for (const kind of ['traefik.io/Middleware', 'traefik.containo.us/Middleware']) for (const { namespace, name } of resources.byKind.get(kind) ?? []) middlewares.set(`${namespace}-${name}`, namespace);

  const known = ({ kind, namespace, name }: Target): Resolution | undefined => {
    const resource = resources.get(kind, namespace, name);
    if (resource !== undefined) {
      const keys = keysOf(resource.object);
      return { state: 'found', by: 'rendered', resource, ...(keys && { keys }) };
    }
    const made =
      exact.get(identity(kind, namespace, name)) ??
      exact.get(identity(kind, '*', name)) ??
      patterns.get(kind)?.find((pattern) => (pattern.namespace === '*' || pattern.namespace === namespace) && globMatches(pattern.name, name));
    if (made !== undefined) return { state: 'found', by: 'produced', ...(made.keys && { keys: new Set(made.keys) }) };
    const short = kind.slice(kind.indexOf('/') + 1);
    const declared = [...(external.get(kind) ?? []), ...(external.get(`*${short}`) ?? [])].find(
      (input) => globMatches(input.name, name) && globMatches(input.namespace ?? '*', namespace),
    );
    if (declared !== undefined) return { state: 'found', by: 'external', ...(declared.data && { keys: new Set(Object.keys(declared.data)) }) };
    return isBuiltin(kind, namespace, name) ? { state: 'found', by: 'builtin' } : undefined;
  };

  const resolve = (target: Target): Resolution => {
    const joined = target.kind === 'traefik.io/Middleware' && target.namespace === '' ? middlewares.get(target.name) : undefined;
    if (joined !== undefined) return known({ ...target, namespace: joined, name: target.name.slice(joined.length + 1) }) ?? { state: 'found', by: 'rendered' };
    const found = known(target);
    if (found !== undefined) return found;
    const unit = unrendered(target.namespace).find((one) => mayHold(one, target, resources));
    if (unit !== undefined) return { state: 'unknown', unit };
    const sameKind = resources.byKind.get(target.kind) ?? [];
    const elsewhere = sameKind.find(({ name }) => name === target.name)?.namespace;
    const near = suggest(target.name, sameKind.filter(({ namespace }) => namespace === target.namespace).map(({ name }) => name));
    return { state: 'missing', ...(near !== undefined && { near }), ...(elsewhere !== undefined && { elsewhere }) };
  };
  return { resolve, unrendered: (namespace) => unrendered(namespace)[0] };
}

/**
 * Whether a unit that was not rendered may hold an object. Charts bring Services and Secrets under names of their own;
 * custom resources of other makers only where their values say so, and the class of a controller under the
 * controller's name or one that the values give.
 */
function mayHold(unit: UnitId, { kind, name }: Target, resources: Resources): boolean {
  const group = kind.includes('/') ? kind.slice(0, kind.indexOf('/')) : '';
  if (unit.kind !== 'HelmRelease') return true;
  const release = resources.get('helm.toolkit.fluxcd.io/HelmRelease', unit.namespace, unit.name)?.object;
  if (controllerClasses.has(kind)) return name.split('-').some((word) => word.length > 2 && printed(get(release, 'spec')).includes(word));
  return isBuiltinGroup(group) || group === 'gateway.networking.k8s.io' || printed(get(release, 'spec', 'values')).includes(name);
}

const controllerClasses = new Set<KindName>(['networking.k8s.io/IngressClass', 'gateway.networking.k8s.io/GatewayClass']);

function printed(value: Json | undefined): string {
  return value === undefined ? '' : JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}

/** The keys of a rendered ConfigMap or Secret; the cluster fills a ServiceAccount token itself. */
function keysOf(object: Parameters<typeof text>[0]): ReadonlySet<string> | undefined {
  if (text(object, 'apiVersion') !== 'v1') return undefined;
  const kind = text(object, 'kind');
  if (kind !== 'ConfigMap' && kind !== 'Secret') return undefined;
  if (text(object, 'type') === 'kubernetes.io/service-account-token') return undefined;
  const keys = new Set(['data', 'stringData', 'binaryData'].flatMap((field) => Object.keys(map(object, field))));
  return keys.size === 0 ? undefined : keys;
}

/**
 * The units that may hold objects of a namespace and were not rendered. A release writes into its target namespace; a Flux
 * Kustomization without targetNamespace may write anywhere.
 */
function unrenderedUnits(cluster: Cluster, resources: Resources): (namespace: string) => readonly UnitId[] {
  const byNamespace = new Map<string, UnitId[]>();
  const anywhere: UnitId[] = [];
  for (const { id, outcome, reason, manifests } of cluster.units) {
    // One that fails behind its build has told all that it holds.
    if (outcome === 'rendered' || (manifests.length > 0 && (outcome === 'blocked' || (outcome === 'failed' && reason !== 'BuildFailed')))) continue;
    const target = text(resources.get(fluxKinds[id.kind], id.namespace, id.name)?.object, 'spec', 'targetNamespace');
    const namespace = target ?? (id.kind === 'HelmRelease' ? id.namespace : undefined);
    const units = namespace === undefined ? anywhere : byNamespace.get(namespace) ?? [];
    units.push(id);
    if (namespace !== undefined) byNamespace.set(namespace, units);
  }
  // Any release may hold cluster-wide objects.
  const all = [...anywhere, ...[...byNamespace.values()].flat()];
  return (namespace) => (namespace === '' ? all : [...(byNamespace.get(namespace) ?? []), ...anywhere]);
}
