import type { Unbuilt } from './binary/fallback.ts';
import type { JsonObject } from '../model/json.ts';
import type { OriginOf } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';

/** One object out of a build, before Flux touches it. */
export interface Resource {
  readonly object: JsonObject;
  /** The object's YAML as Kustomize's resource.AsYAML prints it: the text that substitution runs over. */
  yaml(): string;
  readonly originOf: OriginOf;
}

export type BuildResult =
  | { readonly ok: true; readonly resources: readonly Resource[]; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly message: string; readonly problems: readonly Problem[]; readonly skipped?: boolean; readonly unbuilt?: Unbuilt };
