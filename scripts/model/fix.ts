import type { Json, Pointer } from './json.ts';
import type { Origin } from './origin.ts';

/**
 * How a finding is mended, in the words of the object: what to do at a field. `pointer` names the field, for `add` the map that
 * gains a key; where it is absent the finding's own place is meant.
 * `quote`, `unquote`: the scalar as it is written, in quotes or without. `escape`: `$${name}` for each `${name}` of the text.
 * `sort`: a list of texts, by their bytes. `add` writes behind the key `after` where the map has it.
 */
export type Change = { readonly pointer?: Pointer } & (
  | { readonly action: 'quote' | 'unquote' | 'remove' | 'sort' }
  | { readonly action: 'set'; readonly value: string | readonly string[] }
  | { readonly action: 'rename'; readonly key: string }
  | { readonly action: 'add'; readonly key: string; readonly value: string; readonly after?: string }
  | { readonly action: 'escape'; readonly name: string }
);

/** A change with the way from its field to git. */
export interface Mend {
  readonly change: Change;
  readonly origin: Origin;
  /** What the field holds where it was found; absent where that is not known. */
  readonly value?: Json;
}

/** In a text, from 1; columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One range of a source file, `end` behind its last character, and what is to stand there. */
export interface Edit {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  readonly replacement: string;
}

/** What is written where a finding is mended: all of the edits or none. */
export interface Fix {
  /** `put 3080 into quotes` */
  readonly description: string;
  readonly edits: readonly Edit[];
}

/** Turns changes into edits of source files; a sentence where nobody but a person can. */
export type Fixer = (mends: readonly Mend[]) => Fix | { readonly refused: string };
