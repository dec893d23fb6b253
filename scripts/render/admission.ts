import { groupOf, refOf, text } from '../lib/object.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ClusterApi } from './api.ts';
import type { State } from './state.ts';

/** What of a batch reaches the cluster, and why the rest does not. */
export interface Admitted {
  readonly applied: readonly Manifest[];
  readonly refused: readonly Manifest[];
  /** The first refusal, in the words of a condition's message. */
  readonly message?: string;
  /** True where it may go away by itself: a kind or a namespace that another unit brings. Flux tries again. */
  readonly passing?: boolean;
}

/** Namespaces that every cluster has before Flux comes. */
const given = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', 'flux-system']);

/**
 * Applies a batch as kustomize-controller does: definitions (CRDs, Namespaces, ClusterRoles) first, then classes, then the
 * rest; one refusal keeps its whole stage and all later ones out (fluxcd/pkg/ssa manager_apply.go ApplyAllStaged).
 */
export function admitStaged(manifests: readonly Manifest[], api: ClusterApi, state: State, surroundings: Surroundings): Admitted {
  const stages: Manifest[][] = [[], [], []];
  for (const manifest of manifests) stages[stageOf(manifest)]?.push(manifest);
  const applied: Manifest[] = [];
  for (const [i, stage] of stages.entries()) {
    const context = contextOf(state, applied, surroundings);
    for (const manifest of stage) {
      // Fields that a built-in kind does not have are dropped on the way, because Flux sends Go's types.
      const refusal = refusalOf(manifest, api, context, true);
      if (refusal !== undefined) return { applied, refused: stages.slice(i).flat(), ...refusal };
    }
    applied.push(...stage);
  }
  return { applied, refused: [] };
}

/** Helm applies all objects of a release or none; unknown fields count, since the chart's text goes to the server. */
export function admitRelease(manifests: readonly Manifest[], api: ClusterApi, state: State, surroundings: Surroundings): Admitted {
  const context = contextOf(state, manifests.filter(({ object: body }) => ['Namespace', 'CustomResourceDefinition'].includes(text(body, 'kind'))), surroundings);
  for (const manifest of manifests) {
    const refusal = refusalOf(manifest, api, context, false);
    if (refusal !== undefined) return { applied: [], refused: manifests, ...refusal };
  }
  return { applied: manifests, refused: [] };
}

/** What the cluster may hold beyond what the simulation has put into it. */
export interface Surroundings {
  readonly hasNamespace: (name: string) => boolean;
  /** True where a release that was not rendered may bring any kind and any namespace. */
  readonly unseen: boolean;
}

interface Refused {
  readonly message: string;
  readonly passing: boolean;
}

interface Context {
  readonly unseen: boolean;
  readonly hasNamespace: (name: string) => boolean;
  readonly definitions: readonly Manifest['object'][];
}

function contextOf(state: State, batch: readonly Manifest[], { hasNamespace, unseen }: Surroundings): Context {
  const made = new Set(batch.filter(({ object: body }) => body['kind'] === 'Namespace').map(({ object: body }) => refOf(body).name));
  const definitions = [...state.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition'), ...batch.filter(({ object: body }) => body['kind'] === 'CustomResourceDefinition')].map((manifest) => manifest.object);
  return {
    definitions,
    unseen,
    hasNamespace: (name) => given.has(name) || made.has(name) || state.get('', 'Namespace', '', name) !== undefined || hasNamespace(name),
  };
}

function stageOf({ object: body }: Manifest): number {
  const { kind, apiVersion } = refOf(body);
  if (kind === 'CustomResourceDefinition' || (kind === 'Namespace' && apiVersion === 'v1') || (kind === 'ClusterRole' && groupOf(apiVersion) === 'rbac.authorization.k8s.io')) return 0;
  return kind.endsWith('Class') ? 1 : 2;
}

function refusalOf(manifest: Manifest, api: ClusterApi, { hasNamespace, definitions, unseen }: Context, typed: boolean): Refused | undefined {
  const { apiVersion, kind, namespace, name } = refOf(manifest.object);
  const title = `${kind}/${namespace === '' ? '' : `${namespace}/`}${name}`;
  const isBuiltIn = api.served.includes(`${apiVersion}/${kind}`);
  const [refusal] = api.refuses(manifest.object, definitions).filter(({ unknownField }) => !(unknownField && typed && isBuiltIn));
  if (refusal !== undefined) {
    if (!refusal.unknownKind) return { message: `${title} dry-run failed: ${refusal.field}: ${refusal.message}`, passing: false };
    if (!unseen) return { message: `${title} dry-run failed: no matches for kind "${kind}" in version "${apiVersion}"`, passing: true };
    return undefined;
  }
  const namespaced = api.namespaced(apiVersion, kind) ?? namespace !== '';
  if (namespaced && namespace === '') return { message: `${title} namespace not specified: the server could not find the requested resource`, passing: false };
  if (namespaced && !unseen && !hasNamespace(namespace)) return { message: `${title} namespace not found: namespaces "${namespace}" not found`, passing: true };
  return undefined;
}
