import type { ObjectRef, UnitId } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import type { Outcome } from '../model/unit.ts';

/** Why a unit cannot go on yet; what is left when nothing moves any more decides its outcome. */
export type Wait =
  | { readonly for: 'dependency'; readonly unit: UnitId; readonly message: string; readonly problem?: Problem }
  | { readonly for: 'source'; readonly message: string; readonly reason: string; readonly problem: Problem; readonly external?: boolean }
  /** `problem` is absent where a rule tells of it. */
  | { readonly for: 'input'; readonly message: string; readonly reason: string; readonly problem?: Problem }
  | { readonly for: 'admission'; readonly reason: string; readonly message: string }
  | { readonly for: 'health'; readonly units: readonly UnitId[]; readonly message: string };

/** What one attempt to reconcile a unit came to. */
export type Attempt =
  | { readonly done: 'rendered'; readonly reason: string; readonly message: string; readonly manifests: readonly Manifest[]; readonly problems: readonly Problem[]; readonly refused?: readonly Manifest[]; readonly leftAlone?: readonly ObjectRef[]; readonly release?: JsonObject }
  | { readonly done: 'failed'; readonly reason: string; readonly message: string; readonly manifests: readonly Manifest[]; readonly problems: readonly Problem[]; readonly refused?: readonly Manifest[]; readonly leftAlone?: readonly ObjectRef[]; readonly explained?: boolean }
  | { readonly done: 'skipped'; readonly reason: string; readonly message: string; readonly problems: readonly Problem[] }
  | { readonly wait: Wait };

/** A unit on its way through the simulation. */
export interface Run {
  readonly id: UnitId;
  /** The Flux object as it lies in the cluster. */
  manifest: Manifest;
  /** The unit that renders the Flux object; absent for a root. */
  readonly parent?: UnitId;
  state: 'pending' | 'applied' | Outcome;
  reason?: string;
  message?: string;
  wait?: Wait;
  /** What it lacks even when all that waits is rendered. */
  unmet?: Wait;
  blockedBy?: readonly UnitId[];
  manifests: readonly Manifest[];
  /** Those of the manifests that never reach the cluster. */
  refused: readonly Manifest[];
  /** Objects that it holds and that Flux is told to leave as they are. */
  leftAlone?: readonly ObjectRef[];
  /** Why it failed is told elsewhere: by the verdict on its manifests, or by the unit that it waits for. */
  explained: boolean;
  problems: readonly Problem[];
  /** The entry of a HelmRelease's `status.history`, once it is installed. */
  release?: JsonObject;
  /** How often the Flux object has changed after it was reconciled. */
  restarts: number;
}
