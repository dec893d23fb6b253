import { edits } from '../lib/suggest.ts';

/** The candidate nearest to what was written, where one is near enough to be a typo of it. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Names of one or two letters are near to all others.
  let bestDistance = (written.length < 3 ? 0 : Math.max(1, Math.floor(written.length / 3))) + 1;
  const lower = written.toLowerCase();
  if (written.length > 80) return undefined;
  for (const candidate of candidates) {
    if (candidate.toLowerCase() === lower) return candidate;
    if (Math.abs(candidate.length - written.length) >= bestDistance) continue;
    const distance = edits(lower, candidate.toLowerCase(), bestDistance - 1);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? affix(lower, candidates);
}

/** `maxSurgePercent` for `maxSurge`, `nameservers` for `servers`: one is the start or the end of the other. */
function affix(lower: string, candidates: Iterable<string>): string | undefined {
  if (lower.length < 4) return undefined;
  let found: string | undefined;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    if (other.length < 4) continue;
    if (other.startsWith(lower) || other.endsWith(lower) || lower.startsWith(other) || lower.endsWith(other)) {
      if (found !== undefined) return undefined;
      found = candidate;
    }
  }
  return found;
}
