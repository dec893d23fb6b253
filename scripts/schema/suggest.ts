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
    const distance = editDistance(lower, candidate.toLowerCase(), bestDistance);
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

/** Optimal string alignment distance (a swap of neighbours counts one), or `limit` where it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least >= limit) return limit;
    before = last;
    last = row;
  }
  return Math.min(limit, last[b.length]!);
}
