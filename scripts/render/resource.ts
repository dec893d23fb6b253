import type { JsonObject } from '../model/json.ts';
import type { OriginOf } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import type { Tree } from './source/tree.ts';

/** One object out of a build, before Flux touches it. */
export interface Resource {
  readonly object: JsonObject;
  /** The object's YAML as Kustomize's resource.AsYAML prints it: the text that substitution runs over. */
  yaml(): string;
  readonly originOf: OriginOf;
}

/** A folder that the engine cannot build, as Flux hands it to Kustomize. */
export interface Unbuilt {
  readonly tree: Tree;
  readonly folder: string;
  readonly kustomization: JsonObject;
  readonly fileName: string;
  /** What the engine does not do, as a sentence. */
  readonly reason: string;
}

export type BuildResult =
  | { readonly ok: true; readonly resources: readonly Resource[]; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly message: string; readonly problems: readonly Problem[]; readonly skipped?: boolean; readonly unbuilt?: Unbuilt };
