import type { Config } from './config.ts';
import type { Drawing } from './drawing.ts';
import type { Finding } from './finding.ts';
import type { ObjectRef } from './ids.ts';
import type { Place } from './place.ts';
import type { ClusterReport } from './report.ts';

/** `2/5` */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** What one shard of a run came to. All parts together are the run; none of them says anything of the whole. */
export interface Part {
  readonly shard: Shard;
  readonly run: RunIdentity;
  /** `2026-11-21` */
  readonly today: string;
  readonly seconds: number;
  /** Why the run could not begin; then there is nothing else. */
  readonly stopped?: readonly Finding[];
  /** What tells levels, and what is silenced. */
  readonly config: Pick<Config, 'clusters' | 'rules' | 'suppressions'>;
  /** The names of all clusters of the run, in their order. */
  readonly clusterNames: readonly string[];
  /** Those that this shard rendered. */
  readonly clusters: readonly PartCluster[];
  /** Everything that was found, silenced or not, with its level. */
  readonly found: readonly Finding[];
  readonly rules: readonly { readonly id: string; readonly ofChange: boolean; readonly restatesVerdict: boolean }[];
  /** Rules that look at something in the first cluster. */
  readonly rulesRun: number;
  /** Files that builds of these clusters read. */
  readonly used: readonly string[];
  /** What is of the repository, not of a cluster; in the part of the first shard. */
  readonly repository?: PartRepository;
  readonly builtByBinary: readonly string[];
  /** The lines that findings stand on and those beside them, by file. */
  readonly lines: Readonly<Record<string, readonly (readonly [number, string])[]>>;
}

/** What all parts of one run have alike. */
export interface RunIdentity {
  /** Digest of the tool's own source. */
  readonly tool: string;
  /** Digest of the repository's files. */
  readonly files: string;
  /** Where there is one; for messages. */
  readonly commit?: string;
  /** What changes the result, by flag, as text; '' where it is not given. */
  readonly flags: Readonly<Record<string, string>>;
}

export interface PartCluster {
  readonly report: ClusterReport;
  /** Charts that were not fetched, a sentence each. */
  readonly notFetched: readonly string[];
  /** The names of all pieces of the cluster's checks, and the indices of those that this shard did. */
  readonly pieces: readonly string[];
  readonly done: readonly number[];
  /** In the part of the first shard that renders the cluster. */
  readonly drawing?: Drawing;
}

export interface PartRepository {
  readonly ignores: readonly { readonly rule: string; readonly reason: string; readonly place: Place; readonly line: number; readonly lastLine: number }[];
  /** Levels that set nothing. */
  readonly misnamed: readonly Finding[];
  /** Files with an object that no build of this shard's clusters read. */
  readonly unread: readonly { readonly file: string; readonly first: FirstObject }[];
  /** Rules of the repository's own that were not run, a sentence each. */
  readonly notRun: readonly string[];
}

/** The first object of a file. */
export interface FirstObject {
  readonly place: Place;
  readonly object: ObjectRef;
  readonly isKustomization: boolean;
}
