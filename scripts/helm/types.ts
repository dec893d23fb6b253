import type { Json, JsonObject, Pointer } from '../model/json.ts';
import type { Origin, OriginOf } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';

/** One file of a chart, by its name inside of the chart (`templates/deployment.yaml`), without a byte order mark. */
export interface ChartFile {
  readonly name: string;
  readonly data: Uint8Array;
}

export interface ChartDependency {
  /** The name of the chart; the alias takes its place once dependencies are resolved. */
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly importValues: readonly Json[];
  readonly alias: string;
  readonly enabled: boolean;
}

export interface ChartMaintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** Chart.yaml as Helm reads it: unknown keys dropped, absent texts ''. */
export interface ChartMetadata {
  readonly name: string;
  readonly home: string;
  readonly sources: readonly string[];
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly maintainers: readonly ChartMaintainer[];
  readonly icon: string;
  /** `v1` or `v2`; `v1` where the file has none. */
  readonly apiVersion: string;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: Readonly<Record<string, string>> | null;
  readonly kubeVersion: string;
  readonly dependencies: readonly ChartDependency[];
  /** '', 'application' or 'library'. */
  readonly type: string;
}

/** A chart as it lies on disk, before any value is known. Immutable, shared by all releases that use it. */
export interface Chart {
  /** sha256 of names and contents of all files, in hex: the same for a directory and its archive. */
  readonly digest: string;
  readonly metadata: ChartMetadata;
  readonly templates: readonly ChartFile[];
  /** What `.Files` sees: neither templates, nor charts, nor Chart.yaml and values. Holds `crds/`. */
  readonly files: readonly ChartFile[];
  readonly values: JsonObject;
  /** The text of values.yaml, for places; '' where the chart has none. */
  readonly valuesText: string;
  /** The text of values.schema.json. */
  readonly schema?: string;
  readonly dependencies: readonly Chart[];
  /** Where the chart lies, relative to the repository, where it is a directory of it; places in the chart start with it. */
  readonly location?: string;
  /** What loading met that Helm only warns of. */
  readonly warnings: readonly string[];
}

/**
 * Where to load a chart from. `within`: symbolic links that lead out of this directory are refused (Helm itself follows
 * them). `location`: the chart's path relative to the repository, for places.
 */
export type ChartSource =
  | { readonly kind: 'path'; readonly path: string; readonly within?: string; readonly location?: string }
  | { readonly kind: 'archive'; readonly name: string; readonly data: Uint8Array }
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly ChartFile[]; readonly location?: string };

export type LoadResult = { readonly ok: true; readonly chart: Chart } | { readonly ok: false; readonly problem: Problem };

export interface ReleaseInfo {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  /** Neither set is an install. */
  readonly isUpgrade?: boolean;
  /** `.Release.Service`; `Helm` where absent. */
  readonly service?: string;
}

export interface RenderRequest {
  readonly release: ReleaseInfo;
  /**
   * The user's values, merged. A `number` is Go's float64, as YAML and JSON give it; a `bigint` is int64, as `--set`
   * gives it. Never changed.
   */
  readonly values: JsonObject;
  /** Where a user's values key is written; undefined: not a user's. */
  readonly valuesOrigin?: (pointer: Pointer) => Origin | undefined;
  /** `1.35`, `v1.35.4`; Helm's own default where absent. */
  readonly kubeVersion?: string;
  /** API versions beyond those that Helm knows: `cert-manager.io/v1`, `cert-manager.io/v1/Certificate`. */
  readonly apiVersions?: readonly string[];
  /** The Helm whose library renders: what `.Capabilities.HelmVersion` says; this engine's own where absent. */
  readonly helmVersion?: { readonly version: string; readonly kubeClientVersion: string };
  /**
   * What `lookup` finds in the cluster: an object, a list where `name` is empty, an empty map for what is not there, or
   * the error's text. Without it nothing is found, as with `helm template`.
   */
  readonly lookup?: (apiVersion: string, kind: string, namespace: string, name: string) => JsonObject | string;
  /** Use only `apiVersions`, as when Helm talks to a cluster, instead of adding them to Helm's own list. */
  readonly apiVersionsOnly?: boolean;
  readonly includeCrds?: boolean;
  readonly skipSchema?: boolean;
  /** Render NOTES.txt of subcharts into the notes. */
  readonly subchartNotes?: boolean;
  /** Text of a remote schema reference from a cache, or undefined: it is then named in `notChecked`. */
  readonly remoteSchema?: (url: string) => string | undefined;
  /** Seconds since 1970 that `now` gives; the clock where absent. */
  readonly now?: number;
  /** Track where each rendered scalar comes from while rendering; without it `originOf` renders again when asked. */
  readonly trackOrigin?: boolean;
}

/** One document of the rendered stream. */
export interface RenderedDocument {
  /** `chart/templates/deployment.yaml` */
  readonly template: string;
  /** The document as the template printed it, without the separator before it. */
  readonly text: string;
  readonly kind: string;
  readonly name: string;
  /** `helm.sh/hook` events in Helm's spelling; empty for an ordinary manifest. */
  readonly hooks: readonly string[];
  /** `helm.sh/hook-weight`; 0 where there is none. */
  readonly weight: number;
  /** The parsed document; absent where it holds nothing but comments. Parsed on first use. */
  readonly object?: JsonObject;
  readonly originOf: OriginOf;
  /** The values key, `controllers.main.resources`, that sets a field which the document lacks. Found by trying, when asked; absent where nobody can try. */
  readonly offeredBy?: (pointer: Pointer) => string | undefined;
}

export interface RenderedManifest extends RenderedDocument {
  readonly object: JsonObject;
}

/** A values key of the user's that the chart does not know. */
export interface UnusedValue {
  readonly pointer: Pointer;
  /** `controllers.main.replicas` */
  readonly path: string;
  /** `unread`: nothing changes with it; `passedOn`: it reaches a manifest, in a map that the chart hands on as it is. */
  readonly how: 'unread' | 'passedOn';
  /** A key of the chart's own values whose name is close. */
  readonly suggestion?: string;
}

export interface RenderedCrd {
  /** `chart/crds/things.yaml` */
  readonly template: string;
  readonly text: string;
  readonly objects: readonly JsonObject[];
}

export interface Rendered {
  readonly ok: true;
  /** Ordinary manifests in install order, then hooks in install order, as `helm template` prints them. */
  readonly documents: readonly RenderedDocument[];
  /** The documents that hold an object; with `includeCrds` preceded by the CRDs of `crds/`. */
  readonly manifests: readonly RenderedManifest[];
  /** The files of `crds/`, whether or not they are included. */
  readonly crds: readonly RenderedCrd[];
  readonly notes: string;
  /** What `helm template` prints on standard output. */
  readonly text: string;
  /** Computed when asked. */
  readonly unusedValues: () => readonly UnusedValue[];
  /** What could not be checked, each a sentence: a remote schema reference that no cache holds. */
  readonly notChecked: readonly string[];
  /** What Helm logs as a warning. */
  readonly warnings: readonly string[];
}

export interface RenderFailed {
  readonly ok: false;
  /** At least one. The first is what `helm template` would print. */
  readonly problems: readonly [Problem, ...Problem[]];
  /** The text that `helm template` prints behind `Error: `. */
  readonly error: string;
  /** Everything that was rendered, where a document of it cannot be read: what `helm template --debug` prints. */
  readonly invalid?: string;
  readonly notChecked: readonly string[];
  readonly warnings: readonly string[];
}

export type RenderResult = Rendered | RenderFailed;
