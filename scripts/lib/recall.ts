/**
 * Answers to questions about things that do not change. `make` must be a pure function of the thing and of what the question
 * names, and give JSON: an answer may come from an earlier run.
 */
export interface Recall {
  /** About an object: a rendered one, for as long as it is the same one. */
  about<T>(thing: object, question: string, make: () => T): T;
  /** About the content of a file at a path. */
  ofFile<T>(path: string, digest: string, question: string, make: () => T): T;
}

/** Remembers nothing. */
export const noRecall: Recall = { about: (_thing, _question, make) => make(), ofFile: (_path, _digest, _question, make) => make() };
