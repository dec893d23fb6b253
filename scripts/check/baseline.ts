import { byBytes } from '../lib/by-bytes.ts';
import { findingKey } from '../lib/finding-key.ts';
import type { Finding } from '../model/finding.ts';

/**
 * The findings that a repository had when it adopted the tool, by what they say and how often: `cluster rule object pointer
 * message`, without lines, so that moving text does not matter.
 */
export interface Baseline {
  readonly version: 1;
  readonly findings: Readonly<Record<string, number>>;
}

export interface BaselineResult {
  /** What is new: beyond the number that the baseline holds. */
  readonly fresh: readonly Finding[];
  /** How many findings the baseline still excuses. */
  readonly known: number;
  /** The baseline without what is mended. Never larger than before. */
  readonly shrunk: Baseline;
  /** Whether `shrunk` is smaller than the baseline, and so should be written back. */
  readonly changed: boolean;
}

/** The baseline of some findings, keys sorted. */
export function makeBaseline(findings: readonly Finding[]): Baseline {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(findingKey(finding), (counts.get(findingKey(finding)) ?? 0) + 1);
  return { version: 1, findings: sorted(counts) };
}

/** Holds findings against a baseline. `checked`: the clusters of the run; entries of others stay as they are. */
export function applyBaseline(findings: readonly Finding[], baseline: Baseline, checked: readonly string[]): BaselineResult {
  const left = new Map(Object.entries(baseline.findings));
  const used = new Map<string, number>();
  const fresh = findings.filter((finding) => {
    const key = findingKey(finding);
    const count = left.get(key) ?? 0;
    if (count <= 0) return true;
    left.set(key, count - 1);
    used.set(key, (used.get(key) ?? 0) + 1);
    return false;
  });
  const kept = new Map(used);
  for (const [key, count] of Object.entries(baseline.findings)) {
    const cluster = key.slice(0, key.indexOf(' '));
    if (cluster !== '-' && !checked.includes(cluster)) kept.set(key, count);
  }
  const shrunk: Baseline = { version: 1, findings: sorted(kept) };
  const total = (of: Baseline): number => Object.values(of.findings).reduce((sum, count) => sum + count, 0);
  return { fresh, known: findings.length - fresh.length, shrunk, changed: total(shrunk) < total(baseline) };
}

/** Reads a baseline file; undefined where it is none. */
export function readBaseline(text: string): Baseline | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1 || !('findings' in value)) return undefined;
  const { findings } = value;
  if (typeof findings !== 'object' || findings === null || !Object.values(findings).every((count) => Number.isInteger(count) && count > 0)) return undefined;
  return { version: 1, findings: findings as Record<string, number> };
}

/** The file's text: one entry a line, so that a change shows what was mended. */
export function writeBaseline(baseline: Baseline): string {
  return `${JSON.stringify(baseline, undefined, 2)}\n`;
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => byBytes(a, b)));
}
