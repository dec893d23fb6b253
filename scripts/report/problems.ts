import type { Problem } from '../model/problem.ts';

/** Problems as lines of text, each with its place: for commands that end when there are any. */
export function problemLines(problems: readonly Problem[]): string {
  return problems.map(({ message, place }) => `${place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `}${message}\n`).join('');
}
