import type { JsonObject, Pointer } from './json.ts';
import type { OriginOf } from './origin.ts';
import type { UnitId } from './ids.ts';

/** One rendered Kubernetes object, as Flux would send it to the API server, with the way back to git. */
export interface Manifest {
  readonly object: JsonObject;
  /** The same as it reaches the cluster, where that is less: Flux drops fields that a built-in kind does not have, and labels of which one is no text. */
  readonly sent?: JsonObject;
  readonly unit: UnitId;
  readonly originOf: OriginOf;
  /** The chart that renders it, and which of its values sets a field that the object lacks: `controllers.main.resources`. */
  readonly chart?: { readonly name: string; readonly offeredBy: (pointer: Pointer) => string | undefined };
  /** `helm.sh/hook` events, for a manifest that Helm runs as a hook. */
  readonly hooks?: readonly string[];
  /** Set for a test hook that runs after the install, because the HelmRelease asks for tests. */
  readonly tested?: true;
}
