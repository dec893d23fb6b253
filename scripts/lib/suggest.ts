/**
 * The candidate that a person most likely meant: the one with the fewest edits (insert, delete, replace, swap), at most a
 * third of the word's length; undefined where none is that near. Ties go to the first in alphabetical order.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    const distance = edits(word, candidate, bestDistance);
    if (distance < bestDistance || (distance === bestDistance && best !== undefined && candidate < best)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return bestDistance <= limit ? best : undefined;
}

/**
 * The one candidate that a word can be a slip of the keyboard for: the same but for case, or at most two edits away (one in words
 * below six letters). Undefined where there are several, unless one differs by case alone: what is written by itself has to have one right answer.
 */
export function slipOf(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 3 || word.length > 80) return undefined;
  const limit = word.length < 6 ? 1 : 2;
  const lower = word.toLowerCase();
  const near = [...candidates].filter((candidate) => candidate !== word && Math.abs(candidate.length - word.length) <= limit && edits(lower, candidate.toLowerCase(), limit) <= limit);
  const same = near.length === 1 ? near : near.filter((candidate) => candidate.toLowerCase() === lower);
  return same.length === 1 ? same[0] : undefined;
}

/** Optimal string alignment distance (a swap of neighbours counts one), given up on once it exceeds `limit`: more than that then. */
export function edits(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2]! + 1);
      row.push(value);
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}
