import type { Definition } from './parse.ts';
import type { Provenance, Span, Tracker } from './track.ts';
import type { Value } from './value.ts';

/** A function of the language. `call` gets evaluated arguments; it throws `FunctionError` for what Go returns as an error. */
export interface FunctionEntry {
  /**
   * Kinds of the parameters: s string, i integer, f float64, b bool, m map, l list, t time, a anything; `*` behind the last one: any number of
   * it. Absent: not checked.
   */
  readonly params?: string;
  /** The arguments are the call's own: the result may be made of the list. */
  readonly call: (args: Value[], state: State) => Value;
  /** What is known of the result, where it is better than the combination of the arguments. */
  readonly trace?: (args: readonly Value[], from: readonly (Provenance | undefined)[], result: Value, state: State) => Provenance | undefined;
  /** `and`, `or`: arguments are evaluated one by one until one stops it. */
  readonly stops?: (value: Value) => boolean;
  /** `toYaml`: what reading the result gives, in place of the result; undefined where that is not certain. */
  readonly dump?: (value: Value, state: State, by: Writer) => Value | undefined;
  /** `fromYaml`: the result for a text that was kept as what reading it gives. */
  readonly load?: (read: Value) => Value;
}

/** An action that writes: its template, the text of that, and where in it. */
export interface Writer {
  readonly template: string;
  readonly source: string;
  readonly at: number;
}

/** What a function refuses, in Go's words. */
export class FunctionError extends Error {}

/** Names that templates may use, and the functions among them that are the same for all releases. */
export interface KnownFunctions {
  has(name: string): boolean;
  get(name: string): FunctionEntry | undefined;
}

/** Functions by name: the same for a whole release. */
export interface Functions {
  get(name: string): FunctionEntry | undefined;
}

/** A release that is being rendered. */
export interface State {
  readonly definitions: Map<string, Compiled>;
  readonly functions: Functions;
  readonly track: Tracker | undefined;
  /** Go's option `missingkey=error`: a key that a map lacks ends the run. */
  readonly missingKeyFails?: true;
  /** Provenance of the value that was evaluated last; kept while tracking only. */
  from: Provenance | undefined;
  /** Set right before an `include` whose text is only read again: it may leave what reading gives in `read`, and no text. */
  wantsRead: boolean;
  read: Value | undefined;
  written: number;
  depth: number;
}

/** A definition ready to run. */
export interface Compiled {
  readonly definition: Definition;
  readonly run: Run;
}

/** One run of a definition. */
export interface Frame {
  readonly state: State;
  readonly slots: Value[];
  /** Where the values of the slots come from; empty without tracking. */
  readonly froms: (Provenance | undefined)[];
  dot: Value;
  dotFrom: Provenance | undefined;
  readonly out: Output;
}

/** What a run writes. */
export interface Output {
  text: string;
  readonly spans: Span[];
  /** Whether all of the text is only read again: then a dump may stand for itself. */
  readonly wantsRead: boolean;
  /** A dump that was not written yet, and what prints it after all; there are but line breaks around it. */
  dump: { readonly read: Value; readonly offset: number; readonly print: (read: Value) => void } | undefined;
}

export type Evaluate = (frame: Frame) => Value;
export type Run = (frame: Frame) => void;

/** What the parts of one definition share while it is compiled. */
export interface Unit {
  readonly definition: Definition;
  readonly functions: KnownFunctions;
  /** Origins are tracked in all runs of what is compiled, or in none: most of the work would be to look which. */
  readonly tracking: boolean;
  // What range hands out are Go's interfaces: a nil among them cannot be asked for a field, as a nil by itself can.
  readonly boxed: Set<number>;
  dotIsBoxed: boolean;
}
