import type { ChartSource } from '../../helm/types.ts';

/** A chart that some repository serves. */
export interface ChartRequest {
  readonly kind: 'http' | 'oci';
  /** `https://charts.example.org` or `oci://ghcr.io/org/charts`; for `oci` without the chart's name unless `name` is ''. */
  readonly url: string;
  readonly name: string;
  /** A version, a semver range, or '' for the newest; for OCI also a tag. */
  readonly version: string;
  readonly digest?: string;
  /** OCIRepository: tags are versions as they stand, where Helm reads `_` in a tag as `+`. */
  readonly tagsAsVersions?: boolean;
  /** A regular expression (Go) that a tag must match to be looked at. */
  readonly filter?: string;
  /** Not a chart but the first layer of this media type, '' for the first of all: the manifests that an OCIRepository holds. */
  readonly layer?: string;
  /** Plain HTTP. */
  readonly insecure?: boolean;
}

export type Fetched =
  | { readonly ok: true; readonly source: ChartSource; readonly version: string; readonly digest?: string }
  | {
    readonly ok: false;
    /**
     * `not-found`: the repository has no such chart or version, so Flux fails as well. `offline`, `not-allowed`,
     * `unreachable`: we could not look, which says nothing about Flux. `invalid`: what came is no chart.
     */
    readonly why: 'not-found' | 'offline' | 'not-allowed' | 'unreachable' | 'invalid';
    readonly message: string;
  };

/** Gets charts: from folders given by hand, from the cache, from their repositories. Never throws. */
export interface ChartProvider {
  get(request: ChartRequest): Promise<Fetched>;
  /** Whether a repository has a chart, or with name '' whether there is such a repository; what cannot be asked is unknown. */
  exists(request: ChartRequest): Promise<'yes' | 'no' | 'unknown'>;
}
