import type { LoadResult } from '../../helm/types.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Problem } from '../../model/problem.ts';
import type { State } from '../state.ts';
import type { GitRefs } from './refs.ts';
import type { Tree } from './tree.ts';

/** What a Flux source gives: the folder that its artifact holds. */
export type ArtifactResult =
  | { readonly ok: true; readonly tree: Tree }
  | {
    readonly ok: false;
    /** `missing`: the object is not in the cluster (yet). `external`: its content lies elsewhere. `failed`: Flux cannot make it. `denied`: Flux does not look. */
    readonly why: 'missing' | 'external' | 'failed' | 'denied';
    readonly message: string;
    readonly problem: Problem;
  };

/** A folder in place of a repository. */
export interface Checkout {
  readonly tree: Tree;
  /** What the repository has beside the commit that is looked at; absent where that is not known. */
  readonly refs?: GitRefs;
}

export interface SourceContext {
  readonly state: State;
  /** The repository that is validated. */
  readonly repository: Tree;
  /** URLs under which Flux knows this repository, normalised. */
  readonly ownUrls: ReadonlySet<string>;
  /** The Kustomization that Flux starts from: what the cluster makes it sync the same path from is this repository, whatever its URL. */
  readonly root?: Manifest;
  /** Folders that stand in for other sources, by `Kind/namespace/name` or by URL. */
  readonly standIns: (name: string) => Checkout | undefined;
  /** Artifacts made so far, by source. */
  readonly made: Map<Manifest, ArtifactResult>;
  /** Charts in folders of artifacts, by path: releases share what they are made of. */
  readonly charts: WeakMap<Tree, Map<string, LoadResult | undefined>>;
}

export interface SourceRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
