import type { Finding } from './finding.ts';
import type { ObjectRef, UnitId } from './ids.ts';
import type { Json, JsonObject, Pointer } from './json.ts';
import type { OriginStep } from './origin.ts';
import type { Place } from './place.ts';

/** What a change does to the clusters; every form of `npm run diff` and of a review is a pure function over this. */
export interface Diff {
  readonly base: DiffSide;
  readonly head: DiffSide;
  readonly clusters: readonly ClusterDiff[];
  /** What the rules of family `change` found; `side: 'base'` where the place is a line that the change takes away. */
  readonly findings: readonly Finding[];
  /** Findings of all other rules on head that base does not have, and those of base that head no longer has; where they were asked for. */
  readonly introduced?: readonly Finding[];
  readonly mended?: readonly Finding[];
  /** Findings of family `change` that a suppression took out. */
  readonly silenced: number;
  /** True where a side could not be compared as a whole (exit 2). */
  readonly incomplete: boolean;
  readonly seconds: number;
}

/** One of the two states that are compared. */
export interface DiffSide {
  /** What a person calls it: `merge base of main`, `v1.2`, `working tree`, `../other`. */
  readonly name: string;
  /** Absent for a folder and for the working tree. */
  readonly commit?: string;
}

export interface ClusterDiff {
  readonly name: string;
  /** Whether both sides have the cluster. */
  readonly in: 'both' | 'base' | 'head';
  readonly units: readonly UnitChange[];
  /** By unit, then kind, namespace and name; objects that are the same are only counted. */
  readonly objects: readonly ObjectChange[];
  readonly images: readonly ImageChange[];
  readonly charts: readonly ChartChange[];
  /** What restarts when Flux applies head: workloads whose pod template changes. */
  readonly restarts: readonly Restart[];
  /** Units that one side could not render, so that nothing they own is compared. */
  readonly withheld: readonly Withheld[];
  readonly counts: { readonly added: number; readonly removed: number; readonly changed: number; readonly moved: number; readonly same: number };
}

export interface UnitChange {
  readonly change: 'added' | 'removed' | 'renamed' | 'suspended' | 'resumed';
  readonly unit: UnitId;
  /** The unit in base, where it was renamed. */
  readonly from?: UnitId;
  readonly place?: Place;
}

export interface ObjectChange {
  /** `moved`: another unit owns it; it may have changed as well. */
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  /** Of head; of base where it is removed. */
  readonly object: ObjectRef;
  /** Its owner on the same side. */
  readonly unit: UnitId;
  /** Its owner in base, where that is another. */
  readonly movedFrom?: UnitId;
  /** What becomes of a removed object: Flux deletes it, or leaves it, and why it does: `prune is off in Kustomization apps`. */
  readonly fate?: { readonly deleted: boolean; readonly because: string };
  /** In the order of the fields in the object; empty for added and removed objects. */
  readonly fields: readonly FieldChange[];
  /** What a person edits to have it otherwise; of the object itself where it is added or removed. */
  readonly cause?: Cause;
  /** The objects themselves, values of Secrets redacted. */
  readonly before?: JsonObject;
  readonly after?: JsonObject;
}

export interface FieldChange {
  readonly change: 'added' | 'removed' | 'changed';
  /** Into the object of head; into that of base where the field is removed. */
  readonly pointer: Pointer;
  /** For a person, lists by their keys: `spec.template.spec.containers[name=web].image`. */
  readonly path: string;
  /** Redacted in Secrets: `(redacted, 12 bytes)`. */
  readonly before?: Json;
  readonly after?: Json;
  readonly redacted?: true;
  readonly cause?: Cause;
}

/** Why something is different: the place to look at, on head unless `side` says otherwise, and the way from there. */
export interface Cause {
  readonly side: 'base' | 'head';
  readonly place?: Place;
  readonly steps: readonly OriginStep[];
  readonly certainty: 'exact' | 'probably' | 'file';
  /** Last commit of head that touched the line, where it is asked for and known. */
  readonly commit?: { readonly id: string; readonly subject: string };
}

/** How far a version goes; `other` where it is no version, or only its name changes. */
export type VersionStep = 'major' | 'minor' | 'patch' | 'digest' | 'other';

export interface VersionChange {
  readonly before: string;
  readonly after: string;
  readonly step: VersionStep;
  readonly downgrade: boolean;
}

/** One image, under one name, that some objects run in another version. */
export interface ImageChange extends VersionChange {
  /** `ghcr.io/org/app` */
  readonly image: string;
  readonly objects: readonly { readonly object: ObjectRef; readonly pointer: Pointer }[];
}

export interface ChartChange extends VersionChange {
  readonly unit: UnitId;
  readonly chart: string;
  readonly place?: Place;
}

export interface Restart {
  readonly object: ObjectRef;
  readonly unit: UnitId;
  /** Pods, where the workload says how many. */
  readonly pods?: number;
  /** `RollingUpdate`, `Recreate`, `OnDelete` */
  readonly strategy: string;
  /** Paths below the pod template that change. */
  readonly because: readonly string[];
}

export interface Withheld {
  readonly unit: UnitId;
  /** The side that did not render, or both. */
  readonly side: 'base' | 'head' | 'both';
  readonly reason: string;
  /** Objects of the side that did render, which are not compared. */
  readonly objects: number;
  /** Set where its own object, or the source that it is made from, differs between the sides. */
  readonly changed?: true;
  readonly place?: Place;
}
