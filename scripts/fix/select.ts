import type { Finding } from '../model/finding.ts';
import type { Fix } from '../model/fix.ts';

/** One fix with all findings that it mends: a base that three clusters render has one mistake, not three. */
export interface Candidate {
  readonly fix: Fix;
  readonly findings: readonly Finding[];
}

export interface Refusal {
  readonly candidate: Candidate;
  readonly why: string;
}

/** The fixes of findings, each once, in the order of the report. */
export function candidatesOf(findings: readonly Finding[]): Candidate[] {
  const groups = new Map<string, { fix: Fix; findings: Finding[] }>();
  for (const finding of findings) {
    if (finding.fix === undefined) continue;
    const key = JSON.stringify(finding.fix.edits);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { fix: finding.fix, findings: [finding] });
    else group.findings.push(finding);
  }
  return [...groups.values()];
}

/**
 * The candidates against which nothing speaks: all at once where that is so, else by halves, each half tried with what was taken
 * before. `tryOut` gives the reason against a set. After `most` tries the others are refused untried.
 */
export async function takeProven(candidates: readonly Candidate[], tryOut: (some: readonly Candidate[]) => Promise<string | undefined>, most = 24): Promise<{ readonly taken: readonly Candidate[]; readonly refused: readonly Refusal[] }> {
  let taken: readonly Candidate[] = [];
  const refused: Refusal[] = [];
  let tries = 0;
  await take(candidates);
  return { taken, refused };

  async function take(some: readonly Candidate[]): Promise<void> {
    if (some.length === 0) return;
    if (tries++ >= most) {
      refused.push(...some.map((candidate) => ({ candidate, why: 'not tried: too many others stand in the way; run again' })));
      return;
    }
    const why = await tryOut([...taken, ...some]);
    if (why === undefined) taken = [...taken, ...some];
    else if (some.length === 1) refused.push({ candidate: some[0] as Candidate, why });
    else {
      const half = some.length >> 1;
      await take(some.slice(0, half));
      await take(some.slice(half));
    }
  }
}
