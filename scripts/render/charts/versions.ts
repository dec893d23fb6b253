import { compareVersions, parseConstraint, parseVersion, type Version } from '../../lib/semver.ts';

/**
 * Picks the version that Helm would: an exact one where the list has it, else the highest that the constraint takes. '' and
 * '*' mean the newest; of two that differ in metadata only, the later by metadata.
 */
export function pickVersion(available: readonly string[], wanted: string): string | undefined {
  if (wanted !== '' && available.includes(wanted)) return wanted;
  const accepts = parseConstraint(wanted === '' ? '*' : wanted);
  if (accepts === undefined) return undefined;
  let best: Version | undefined;
  for (const text of available) {
    const version = parseVersion(text);
    if (version === undefined || !accepts(version)) continue;
    const order = best === undefined ? 1 : compareVersions(version, best);
    if (best === undefined || order > 0 || (order === 0 && version.metadata > best.metadata)) best = version;
  }
  return best?.original;
}

/** True for `1.2.3` and `v1.2.3-rc.1+x`: nothing is left to choose. */
export function isExact(version: string): boolean {
  return /^v?\d+\.\d+\.\d+([-+].*)?$/.test(version);
}
