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
}

/** Ends the build with one sentence and the place of the entry at fault. */
export function failBuild(message: string, spot?: Spot, details: FailureDetails = {}): never {
  const { code = 'kustomize/build-failed', help } = details;
  throw new BuildFailure({
    code,
    message,
    ...placeField(spot),
    ...(help !== undefined ? { help } : {}),
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
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best === undefined ? `"${word}"` : `"${word}"; did you mean "${best}"?`;
}

/** Insertions, deletions, replacements and swaps of neighbours; `limit` or more is as good as unlike. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 200) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let k = 1; k <= b.length; k++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(k - 1);
      let cost = Math.min((row[k] ?? 0) + 1, (next[k - 1] ?? 0) + 1, (row[k - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && k > 1 && a.charCodeAt(i - 1) === b.charCodeAt(k - 2) && a.charCodeAt(i - 2) === b.charCodeAt(k - 1)) cost = Math.min(cost, (before[k - 2] ?? 0) + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? limit;
}
