/**
 * A place in a text that a person edits. `file` is relative to the repository's root, with '/' on every platform;
 * `line` and `column` count from 1, columns in UTF-16 code units as editors do.
 */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Column behind the last character, on the same line, where it is known. */
  readonly endColumn?: number;
}
