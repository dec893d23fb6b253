import type { Cluster } from './cluster.ts';
import type { Change } from './fix.ts';
import type { Level } from './finding.ts';
import type { ClusterChange } from './change.ts';
import type { Graph, KindName } from './graph.ts';
import type { JsonObject, Pointer } from './json.ts';
import type { Manifest } from './manifest.ts';

export interface RuleMeta {
  /** One line, what holds when the rule is silent: "Container images carry a version". */
  readonly summary: string;
  readonly level: Level;
  /** Where the rule comes from: a catalogue's id, an issue, a KEP. */
  readonly source: string;
  /** Level by profile (`homelab`, `production`, `strict`), where it differs from `level`. */
  readonly profiles?: Readonly<Record<string, Level>>;
  /** Standards that the rule serves, such as `PSS baseline`, `CIS 5.2.2`, `NSA`. */
  readonly standards?: readonly string[];
  /** What the rule finds the API server refuses too: of both only the rule's words are shown. */
  readonly restatesVerdict?: true;
  /** Cannot be switched off, as it tells what was not checked. */
  readonly always?: true;
}

/** What a rule yields; the engine adds id, level, line, origin and documentation. */
export interface Hit {
  readonly message: string;
  readonly pointer?: Pointer;
  /** What is wrong in the text at `pointer`, where it is not all of it. */
  readonly part?: string;
  /** The field that is missing, as a pointer from `pointer` down: `/resources/limits/memory`. */
  readonly absent?: Pointer;
  /** What to write instead. */
  readonly help?: string;
  /** Mends it, all of it together; only where there is one right answer. Needs a `## Fixed` example for each bad one. */
  readonly fix?: readonly Change[];
}

/** A rule over one manifest at a time. */
export interface ManifestRule {
  readonly meta: RuleMeta;
  /** The kinds it looks at, of any version; all where absent. `apps/Deployment`; `Service` is the core group's. */
  readonly kinds?: readonly KindName[];
  check(object: JsonObject, manifest: Manifest, cluster: Pick<Cluster, 'imageRegistries'>): Iterable<Hit>;
}

/** A rule over the whole cluster after rendering. */
export interface ClusterRule {
  readonly meta: RuleMeta;
  checkCluster(graph: Graph): Iterable<Hit & { readonly manifest: Manifest }>;
}

/** A rule over a change: what base had and head has. The manifest is one of head, or of base for what is gone. */
export interface ChangeRule {
  readonly meta: RuleMeta;
  checkChange(change: ClusterChange): Iterable<Hit & { readonly manifest: Manifest }>;
}

/** A rule over files as they are written, whether anything renders them or not. Pointers lead into the file's first document. */
export interface SourceRule {
  readonly meta: RuleMeta;
  /** The paths that it looks at. */
  readonly files: RegExp;
  checkSource(text: string, file: string): Iterable<Hit>;
}

/** A rule whose findings an earlier stage reports as problems with the rule's id as code. */
export interface ProblemRule {
  readonly meta: RuleMeta;
  readonly reportedBy: 'discover' | 'render' | 'config' | 'check';
}

export type Rule = ManifestRule | ClusterRule | ChangeRule | SourceRule | ProblemRule;

/** Gives a rule its type, and nothing else. */
export function defineRule<R extends Rule>(rule: R): R {
  return rule;
}

/** What a report tells of a rule to those who do not know it. */
export interface RuleText {
  /** `family/id` */
  readonly id: string;
  readonly summary: string;
  readonly level: Level;
  /** The rule's page, in Markdown. */
  readonly help: string;
}
