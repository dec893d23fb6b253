import semver from 'semver';

/**
 * Picks the version that Helm would: an exact one where the list has it, else the highest that the constraint takes, by the
 * rules of Masterminds/semver (pre-releases only where the constraint itself names one). '' and '*' mean the newest.
 */
export function pickVersion(available: readonly string[], wanted: string): string | undefined {
  if (wanted !== '' && available.includes(wanted)) return wanted;
  const accepts = constraint(wanted === '' ? '*' : wanted);
  if (accepts === undefined) return undefined;
  let best: { text: string; version: semver.SemVer } | undefined;
  for (const text of available) {
    const version = semver.parse(text, { loose: true });
    if (version === null || !accepts(version)) continue;
    if (best === undefined || version.compare(best.version) > 0 || (version.compare(best.version) === 0 && version.compareBuild(best.version) > 0)) best = { text, version };
  }
  return best?.text;
}

/** True for `1.2.3` and `v1.2.3-rc.1+x`: nothing is left to choose. */
export function isExact(version: string): boolean {
  return /^v?\d+\.\d+\.\d+([-+].*)?$/.test(version);
}

/** A test for a constraint such as `>=1.2, <2 || ~3`; undefined where it cannot be read. */
export function constraint(text: string): ((version: semver.SemVer) => boolean) | undefined {
  const alternatives: ((version: semver.SemVer) => boolean)[] = [];
  for (const part of text.split('||')) {
    const unequal: string[] = [];
    const kept = part.replace(/!=\s*([^\s,]+)/g, (_, version: string) => {
      unequal.push(version);
      return ' ';
    }).replaceAll('=>', '>=').replaceAll('=<', '<=').replaceAll(',', ' ').trim();
    const includePrerelease = /\d-[0-9A-Za-z]/.test(part.replace(/\s-\s/g, ' '));
    try {
      const range = new semver.Range(kept === '' ? '*' : kept, { loose: true, includePrerelease });
      const not = unequal.map((version) => new semver.Range(version, { loose: true }));
      alternatives.push((version) => range.test(version) && (includePrerelease || version.prerelease.length === 0) && !not.some((other) => other.test(version)));
    } catch {
      return undefined;
    }
  }
  return (version) => alternatives.some((accepts) => accepts(version));
}
