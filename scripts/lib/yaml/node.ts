/**
 * The tree that `parseYaml` makes. Nodes are immutable and know the text they come from, so a part of a tree can be
 * moved elsewhere (a patch merged into a resource) and still tell its place.
 */

/** The text that nodes point into. `file` is relative to the repository's root, '' where there is none. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
}

export type YNode = YScalar | YMap | YSeq | YAlias;
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** `start` and `end` are offsets into `source.text`, in UTF-16 code units; `end` is behind the last character. */
interface NodeBase {
  readonly start: number;
  readonly end: number;
  readonly source: YamlSource;
  /** '' where the text has none; short form (`!!str`) for the tags of YAML itself. */
  readonly tag: string;
  readonly anchor: string | undefined;
}

export interface YScalar extends NodeBase {
  readonly type: 'scalar';
  /** Unescaped and folded; what it means depends on `style`, `tag` and the schema. */
  readonly text: string;
  readonly style: ScalarStyle;
}

export interface YItem {
  readonly key: YNode;
  readonly value: YNode;
}

export interface YMap extends NodeBase {
  readonly type: 'map';
  readonly items: readonly YItem[];
  readonly flow: boolean;
}

export interface YSeq extends NodeBase {
  readonly type: 'seq';
  readonly items: readonly YNode[];
  readonly flow: boolean;
}

export interface YAlias extends NodeBase {
  readonly type: 'alias';
  readonly name: string;
  /** Never an alias itself, and never around the alias: an anchor is known only behind its node. */
  readonly target: YScalar | YMap | YSeq;
}

export interface YDocument {
  /** Undefined where the document could not be read; an empty document is an empty plain scalar. */
  readonly root: YNode | undefined;
  readonly start: number;
  readonly end: number;
  readonly source: YamlSource;
}

export interface YamlError {
  readonly code: 'yaml/syntax' | 'yaml/duplicate-key' | 'yaml/unreadable' | 'yaml/too-large';
  /** One sentence without a place. */
  readonly message: string;
  /** Offset into the text. */
  readonly offset: number;
  /** Which document of the text, from 0. */
  readonly document: number;
  /** For a duplicate key: where the first one is. */
  readonly other?: number;
}

export interface YamlFile {
  readonly source: YamlSource;
  readonly documents: readonly YDocument[];
  readonly errors: readonly YamlError[];
}

/** The node itself, or what an alias stands for. */
export function resolveAlias(node: YNode): YScalar | YMap | YSeq {
  return node.type === 'alias' ? node.target : node;
}
