/**
 * What the page shows, in the file as JSON. Every string went through `visible`, and the page puts strings into the document as text
 * only. Lists refer to each other by index; names are short because there are many.
 */
export interface PageData {
  readonly title: string;
  readonly verdict: string;
  readonly state: 'ok' | 'warn' | 'error';
  /** `137 rules`, `5 silenced`, … */
  readonly facts: readonly string[];
  readonly clusters: readonly PageCluster[];
  readonly topics: readonly PageTopic[];
  readonly units: readonly PageUnit[];
  readonly kinds: readonly string[];
  readonly objects: readonly PageObject[];
  /** From an object, to an object, what for: an index into `references`. */
  readonly links: readonly (readonly [number, number, number])[];
  readonly references: readonly string[];
  readonly images: readonly PageImage[];
  readonly changes: readonly PageChange[];
  /** What changes in each cluster; empty where nothing was compared. */
  readonly changed: readonly PageClusterChange[];
  /** Units that failed, with what waits for them. */
  readonly stopped: readonly string[];
  readonly notChecked: readonly string[];
  /** Summaries of the rules that found something. */
  readonly rules: Readonly<Record<string, string>>;
  /** What did not go into the page, a sentence each. */
  readonly cut: readonly string[];
}

export type PageLevel = 'error' | 'warn' | 'info';

export interface PageCluster {
  readonly name: string;
  readonly entry: string;
  readonly kubernetes: string;
  readonly flux: string;
  readonly manifests: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** In a review, what the change brings. */
  readonly found: Readonly<Record<PageLevel, number>>;
  readonly placeholders: readonly string[];
}

/** What one line has wrong, in whichever clusters and objects. */
export interface PageTopic {
  /** Findings that say so; absent for one. */
  readonly n?: number;
  readonly level: PageLevel;
  readonly rule: string;
  readonly message: string;
  readonly help?: string;
  /** How the chart sets the field. */
  readonly chart?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The lines from the one before, and where the text stands in its line. */
  readonly frame?: { readonly first: number; readonly lines: readonly string[]; readonly from: number; readonly to: number };
  /** Indices of clusters. */
  readonly clusters: readonly number[];
  /** `Service shop/web /spec/selector`, the first few. */
  readonly objects: readonly string[];
  readonly moreObjects: number;
  /** The way from the line into the object. */
  readonly way: readonly string[];
  /** In a review: base does not have it, or it is about the change itself. */
  readonly fresh?: true;
}

export interface PageUnit {
  readonly cluster: number;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly outcome: string;
  readonly why?: string;
  readonly chart?: string;
  readonly place?: string;
  /** The unit that applies it; -1 for what the cluster is installed with. */
  readonly owner: number;
  /** Units that it depends on. */
  readonly needs: readonly number[];
  readonly manifests: number;
  readonly worst?: PageLevel;
}

export interface PageObject {
  readonly unit: number;
  readonly kind: number;
  readonly namespace: string;
  readonly name: string;
  readonly worst?: PageLevel;
}

export interface PageImage {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly clusters: readonly number[];
  readonly used: readonly string[];
  readonly more: number;
}

export interface PageClusterChange {
  readonly name: string;
  readonly counts: string;
  /** Images and charts old → new, what restarts, what was not compared. */
  readonly lines: readonly { readonly kind: 'image' | 'chart' | 'restart' | 'unit' | 'withheld'; readonly text: string; readonly mark?: string }[];
}

/** One object that changes, in all clusters where it changes alike. */
export interface PageChange {
  /** Names; of one that only base has there is no PageCluster. */
  readonly clusters: readonly string[];
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  readonly object: string;
  /** Other objects that change just so, the first of them, and how many there are. */
  readonly others?: readonly string[];
  readonly alike?: number;
  readonly unit: string;
  readonly note?: string;
  readonly place?: string;
  /** Commits that made the change: `1a2b3c4d5e`, `Bump nginx`. */
  readonly commits?: readonly (readonly [id: string, subject: string])[];
  /** Number and text on the left, number and text on the right; a gap is a row without either. */
  readonly rows: readonly (readonly [number, string, number, string])[];
  readonly moreRows: number;
}
