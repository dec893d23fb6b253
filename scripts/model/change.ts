import type { Cause, FieldChange, UnitChange, VersionChange, Withheld } from './diff.ts';
import type { Graph, Resource } from './graph.ts';
import type { UnitId } from './ids.ts';
import type { Json, JsonObject, Pointer } from './json.ts';
import type { Place } from './place.ts';

/** One object on both sides. */
export interface Pair {
  readonly before: Resource;
  readonly after: Resource;
  /** Whether anything differs once the server's defaults are filled in. */
  readonly changed: boolean;
  /** The objects as the server holds them, for pairs that differ: defaults filled in, and left as they were for base; nulls and empty lists left out. */
  readonly complete: { readonly before: JsonObject; readonly after: JsonObject };
  /** What differs, values of Secrets as they are; computed when first asked for. */
  fields(): readonly FieldChange[];
  /** What the API server refuses of the change because of what the object was; computed when first asked for. */
  refusals(): readonly Refusal[];
  /** What the server keeps of what it had filled in for base; computed when first asked for. */
  left(): readonly Left[];
}

/** A field that the API server lets nobody change so. */
export interface Refusal {
  /** The server's spelling, `spec.template`. */
  readonly field: string;
  /** Into the object of head, or the nearest place that exists. */
  readonly pointer: Pointer;
  readonly message: string;
  /** Where only what the server is left with is refused: a value that it filled in for base and keeps, or null where all of an object was taken out. */
  readonly left?: 'default' | 'null';
}

/** A field that the server filled in for base and keeps, though it would be another for head alone. */
export interface Left {
  readonly field: string;
  /** Into the object of head, or the nearest place that exists. */
  readonly pointer: Pointer;
  readonly stays: Json;
  /** What it would be; absent where the field would be. */
  readonly wanted?: Json;
}

/** An object that only base has. */
export interface Removal {
  readonly resource: Resource;
  /** Whether Flux deletes it, and why it does or does not. */
  readonly deleted: boolean;
  readonly because: string;
  /** The line that it went by, where one is known: of head, or that of base which made it. */
  cause(): Cause;
}

/** An object that another unit renders than before, and what the one before does about it. */
export interface Move {
  readonly before: Resource;
  readonly after: Resource;
  /** Whether the unit before deletes it, unless it finds it taken over. */
  readonly deleted: boolean;
  readonly because: string;
}

/** A chart or image that comes in another version, with the field of head that says so. */
export interface Versioned extends VersionChange {
  readonly of: 'chart' | 'image';
  /** `traefik`, `ghcr.io/org/app` */
  readonly name: string;
  /** Where the version is written: the HelmRelease or the source of its chart; or the object with the container. */
  readonly resource: Resource;
  readonly pointer: Pointer;
  /** The HelmRelease, of a chart. */
  readonly unit?: UnitId;
  /** Whether the field is that of a chart's version, and no more than its HelmRelease. */
  readonly isAtVersion?: boolean;
}

/** Base and head of one cluster, paired: what the rules of a change look at. Objects of units that one side could not render are in none of the lists. */
export interface ClusterChange {
  readonly base: Graph;
  readonly head: Graph;
  /** Objects that both sides have, changed or not. */
  readonly pairs: readonly Pair[];
  readonly added: readonly Resource[];
  readonly removed: readonly Removal[];
  /** Of the pairs those that another unit renders now. */
  readonly moved: readonly Move[];
  readonly units: readonly UnitChange[];
  readonly versions: readonly Versioned[];
  readonly withheld: readonly Withheld[];
  /** Whether the line of a side is one that the other side's file does not have; true where the files are not at hand. */
  isNew(side: Cause['side'], place: Place): boolean;
}
