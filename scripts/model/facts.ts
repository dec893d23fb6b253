import type { JsonObject } from './json.ts';

/**
 * What a cluster is like, beside what git holds: pulled from it by `schemas:pull --context`, kept in `facts/<cluster>.json`,
 * used by validate. Objects that Flux applied are not in it: git has them.
 */
export interface ClusterFacts {
  readonly cluster: string;
  /** `2026-11-21` */
  readonly pulled: string;
  /** `1.35.4` */
  readonly kubernetes: string;
  /** What could not be read, each a sentence; the facts are partial then. */
  readonly notRead: readonly string[];
  /** By group, the version that the server prefers, where it serves several. */
  readonly preferred: Readonly<Record<string, string>>;
  /** How the built-in kinds differ from the bundled schemas of this Kubernetes version. */
  readonly builtIn: BuiltInChanges;
  /** `[apiVersion, kind, resource, flags]` of aggregated API servers; flags: `n` namespaced. */
  readonly aggregated: readonly (readonly [string, string, string, string])[];
  /** Custom kinds, each as `schema/store/types.ts` has it. */
  readonly crds: readonly JsonObject[];
  /** Namespaces, classes, LimitRanges, ResourceQuotas and admission policies, as manifests. */
  readonly objects: readonly JsonObject[];
}

/** Over the bundle of a version; the shapes are those of `schema/store/types.ts` KubernetesBundle. */
export interface BuiltInChanges {
  /** Kinds that are served beside those of the bundle, or otherwise than there. */
  readonly kinds: readonly (readonly [string, string, string, string, string])[];
  /** `policy/v1beta1 PodDisruptionBudget`: served in the bundle, not here. */
  readonly gone: readonly string[];
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
