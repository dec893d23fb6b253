import { edits, slipOf } from '../lib/suggest.ts';
import type { Change } from '../model/fix.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import { spotPlace } from './place.ts';
import type { Spot } from './tree.ts';

/** Ends a build; `build` turns it into a problem of its result. Never leaves this folder. */
export class BuildFailure {
  readonly problem: Problem;
  /** Set where only the binary could tell: what this engine does not do. */
  readonly unsupported: boolean;
  constructor(problem: Problem, unsupported = false) {
    this.problem = problem;
    this.unsupported = unsupported;
  }
}

function placeField(spot: Spot | undefined): Pick<Problem, 'place'> {
  const place = spot === undefined ? undefined : spotPlace(spot).place;
  return place === undefined ? {} : { place };
}

export interface FailureDetails {
  readonly help?: string;
  readonly code?: ProblemCode;
  /** Mends it, at the spot. */
  readonly fix?: Change | undefined;
}

/** Ends the build with one sentence and the place of the entry at fault. */
export function failBuild(message: string, spot?: Spot, details: FailureDetails = {}): never {
  const { code = 'kustomize/build-failed', help, fix } = details;
  throw new BuildFailure({
    code,
    message,
    ...placeField(spot),
    ...(help !== undefined ? { help } : {}),
    ...(fix !== undefined ? { fix } : {}),
  });
}

/** Ends the build because this engine cannot tell what the binary would do. */
export function unsupported(what: string, spot?: Spot): never {
  throw new BuildFailure({
    code: 'kustomize/build-failed',
    message: `${what} is not built in process`,
    ...placeField(spot),
  }, true);
}

/** ` "x"; did you mean "y"?` for the nearest of the known words, else only the word. */
export function didYouMean(word: string, known: Iterable<string>): string {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (word.length > 200 || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = edits(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best === undefined ? `"${word}"` : `"${word}"; did you mean "${best}"?`;
}

/** What mends a misspelt field: the one that it can only mean, where the mapping does not have that as well. */
export function renameField(word: string, known: Iterable<string>, present: readonly string[]): Change | undefined {
  const key = slipOf(word, known);
  return key === undefined || present.includes(key) ? undefined : { action: 'rename', key };
}
