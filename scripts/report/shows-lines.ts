import type { Finding } from '../model/finding.ts';

/** Whether lines of the file may stand beside a finding: those of a Secret, or of what generates one, hold what reports leave out. */
export function showsLines({ object }: Finding): boolean {
  return object?.kind !== 'Secret';
}
