import type { ObjectRef, UnitId } from './ids.ts';
import type { Manifest } from './manifest.ts';
import type { Place } from './place.ts';
import type { Problem } from './problem.ts';

/**
 * What becomes of a unit. `rendered`: Flux would apply its manifests. `failed`: Flux would report it not ready, by
 * `reason` as the controllers spell it (BuildFailed, InstallFailed, ArtifactFailed ...). `blocked`: waits for another
 * unit. `suspended`: in git. `skipped`: we could not or were told not to render it, which is never a pass.
 */
export type Outcome = 'rendered' | 'failed' | 'blocked' | 'suspended' | 'skipped';

export interface UnitResult {
  readonly id: UnitId;
  readonly outcome: Outcome;
  /** The controller's condition reason, where the outcome has one. */
  readonly reason?: string;
  readonly message?: string;
  /** The units that this one waits for, root cause last. */
  readonly blockedBy?: readonly UnitId[];
  /** What the unit would apply; also present for a failed unit as far as it got. */
  readonly manifests: readonly Manifest[];
  /** Those of the manifests that the API server would not take, or that come behind one that it would not. */
  readonly refused?: readonly Manifest[];
  /** Objects that are in the unit, and that Flux is told to leave as they are (`reconcile: disabled`, `ssa: Ignore` or, where they exist, `IfNotPresent`). */
  readonly leftAlone?: readonly ObjectRef[];
  /** A failure whose reason stands elsewhere: in the verdict on the manifests, or in the unit that is waited for. */
  readonly explained?: boolean;
  readonly problems: readonly Problem[];
  /** The unit that renders the Flux object; absent for a root. */
  readonly parent?: UnitId;
  /** The units that `spec.dependsOn` names, there or not. */
  readonly dependsOn?: readonly UnitId[];
  /** What it is made from: `GitRepository flux-system ./apps`, `web 1.2.3 from HelmRepository charts`. */
  readonly source?: string;
  /** The chart that was rendered, of a HelmRelease, whatever became of it. */
  readonly chart?: { readonly name: string; readonly version: string };
  /** Where the Flux object is written. */
  readonly place?: Place;
}
