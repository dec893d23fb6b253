import type { Finding } from './finding.ts';
import type { UnitId } from './ids.ts';
import type { Outcome } from './unit.ts';

/** What one run came to; every format of a report is a pure function over this. */
export interface Report {
  readonly clusters: readonly ClusterReport[];
  readonly findings: readonly Finding[];
  /** Findings that a suppression took out. */
  readonly silenced: number;
  /** Findings that the baseline excuses, where there is one. */
  readonly known?: number;
  /** What was not checked, each a sentence, with what a person can do about it. */
  readonly notChecked: readonly string[];
  /** Folders that the kustomize binary had to build, and why, a line each. */
  readonly builtByBinary?: readonly string[];
  /** What `--verify-render` compared. */
  readonly verified?: string;
  readonly rulesRun: number;
  readonly seconds: number;
  /** True where the run could not do its work, whatever it found. */
  readonly incomplete: boolean;
}

export interface ClusterReport {
  readonly name: string;
  readonly entry: string;
  readonly kubernetesVersion: string;
  readonly fluxVersion: string;
  readonly units: readonly UnitReport[];
  readonly manifests: number;
  /** SealedSecrets whose values are placeholders. */
  readonly placeholders: readonly string[];
}

export interface UnitReport extends UnitId {
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly message?: string;
  readonly blockedBy?: readonly UnitId[];
  readonly manifests: number;
  /** `traefik 39.0.1`, for a HelmRelease. */
  readonly chart?: string;
}
