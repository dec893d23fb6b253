import type { ClusterFacts } from './facts.ts';
import type { Manifest } from './manifest.ts';
import type { Place } from './place.ts';
import type { UnitResult } from './unit.ts';

/** One cluster, rendered: what the checks and reports look at. */
export interface Cluster {
  readonly name: string;
  /** `1.35` */
  readonly kubernetesVersion: string;
  readonly profile: string;
  readonly units: readonly UnitResult[];
  /** The manifests of all units, in the order in which Flux applies them. */
  readonly manifests: readonly Manifest[];
  /** What the repository relies on but does not hold, as validate.yaml declares it. */
  readonly external: readonly ExternalInput[];
  /** What was pulled from the living cluster, where the repository holds it. */
  readonly facts?: ClusterFacts;
  /** Feature gates that its API server has switched on beside those that are by default. */
  readonly featureGates?: readonly string[];
  /** Registries, or paths in them, that images may come from; any where absent. */
  readonly imageRegistries?: readonly string[];
}

/** Declared in validate.yaml: something that a cluster has although git does not hold it. */
export interface ExternalInput {
  readonly kind: string;
  readonly apiVersion?: string;
  /** May hold `*`. */
  readonly name: string;
  /** May hold `*`; absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly reason: string;
  /** Stand-in values of a ConfigMap or Secret, for substitution and valuesFrom. */
  readonly data?: Readonly<Record<string, string>>;
  /** The file of this repository that holds it, where it is applied by hand before Flux comes. */
  readonly file?: string;
  readonly place?: Place;
}
