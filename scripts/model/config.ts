import type { ExternalInput } from './cluster.ts';
import type { Level } from './finding.ts';
import type { Pointer } from './json.ts';
import type { Place } from './place.ts';

/** validate.yaml, checked and with its defaults filled in. Its JSON Schema is validate.schema.json. */
export interface Config {
  readonly clusters: readonly ClusterConfig[];
  /** What holds for a cluster that the list does not name, such as one that is found by its entry point. */
  readonly defaults: Omit<ClusterConfig, 'name' | 'entry'>;
  /** Rule levels for every cluster, by rule id (`family/id`) or `family/*`. */
  readonly rules: Readonly<Record<string, Level>>;
  readonly suppressions: readonly Suppression[];
  /** Folders of packaged or unpacked charts, looked into before any download. */
  readonly chartDirs: readonly string[];
  /** Sources (`GitRepository/flux-system/other`) to folders that stand in for them. */
  readonly sources: Readonly<Record<string, string>>;
  /** Hosts that may be contacted; absent: any that the repository names. */
  readonly allowedHosts?: readonly string[];
  /** Registries, or paths in them, that images may come from; absent: any. */
  readonly imageRegistries?: readonly string[];
  /** Folder with rules of the repository's own, in TypeScript. */
  readonly ruleDir?: string;
  /** Where a key, or an item of a list, is written. */
  readonly placeOf: (pointer: Pointer) => Place;
}

export interface ClusterConfig {
  readonly name: string;
  /** The folder that the cluster's Flux installation syncs. */
  readonly entry: string;
  /** `1.35` */
  readonly kubernetesVersion: string;
  /** `2.9`; '' where validate.yaml does not say. */
  readonly fluxVersion: string;
  readonly profile: 'homelab' | 'production' | 'strict';
  readonly external: readonly ExternalInput[];
  /** Feature gates of its API server that are on though their default is off, and change what it accepts: `HPAScaleToZero`. */
  readonly featureGates?: readonly string[];
  /** Over `Config.rules` for this cluster. */
  readonly rules: Readonly<Record<string, Level>>;
}

/** Silences findings of one rule on the objects that match; one that silences nothing is itself a finding. */
export interface Suppression {
  readonly rule: string;
  /** `Kind/namespace/name` with `*`; `Kind//name` for cluster-scoped kinds. */
  readonly object: string;
  /** JSON pointer with `*`; any where absent. */
  readonly pointer?: string;
  readonly cluster?: string;
  readonly reason: string;
  /** `2027-01-31`; from that day on the suppression is a finding. */
  readonly expires?: string;
  /** Where it is written. */
  readonly place: Place;
}
