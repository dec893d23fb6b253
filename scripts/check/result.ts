import { byBytes } from '../lib/by-bytes.ts';
import type { Finding } from '../model/finding.ts';

export interface CheckResult {
  readonly findings: readonly Finding[];
  /** Findings that a suppression took out. */
  readonly silenced: number;
  /** Rules that were run, by level other than off. */
  readonly rulesRun: number;
}

/** By file, line, rule, object, pointer and message; the same finding twice is one, whichever was found first. */
export function ordered(findings: readonly Finding[]): Finding[] {
  const key = ({ place, rule, cluster, object, pointer, message }: Finding): string =>
    [place?.file ?? '\uffff', String(place?.line ?? 0).padStart(9, '0'), String(place?.column ?? 0).padStart(9, '0'), rule, cluster ?? '', object?.kind ?? '', object?.namespace ?? '', object?.name ?? '', pointer ?? '', message].join('\n');
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const at = key(finding);
    const known = byKey.get(at);
    if (known === undefined || JSON.stringify(finding) < JSON.stringify(known)) byKey.set(at, finding);
  }
  return [...byKey].sort(([a], [b]) => byBytes(a, b)).map(([, finding]) => finding);
}
