import semver from 'semver';

/** Whether a text is a version to Go's Masterminds/semver: `1`, `v1.2` and `1.2.3-rc.1+build` all are. */
export function isVersion(text: string): boolean {
  return normalize(text) !== undefined;
}

/**
 * Masterminds/semver v3 NewVersion: missing parts are 0, a leading `v` is allowed; no leading zeros in the numbers of a
 * full version. undefined: not a version.
 */
function normalize(text: string): string | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/.exec(text);
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease] = match;
  if (prerelease?.split('.').some((part) => /^0\d+$/.test(part))) return undefined;
  return `${BigInt(major)}.${BigInt(minor)}.${BigInt(patch)}${prerelease === undefined ? '' : `-${prerelease}`}`;
}

/** Helm's IsCompatibleRange: false where either text cannot be read. A prerelease only matches a range that names one. */
export function isCompatible(constraint: string, version: string): boolean {
  const normal = normalize(version.trim());
  if (normal === undefined) return false;
  return constraint.split('||').some((alternative) => {
    const range = rangeOf(alternative);
    return range !== undefined && range.every((one) => satisfies(one, normal));
  });
}

/** The comparisons of one alternative, all of which must hold; undefined where one cannot be read. */
function rangeOf(text: string): string[] | undefined {
  const hyphenated = text.replace(/(\S+)\s+-\s+(\S+)/g, '>=$1 <=$2').trim();
  if (hyphenated === '') return undefined;
  const found = [...hyphenated.matchAll(/(=|==|!=|>=|=>|<=|=<|>|<|~|~>|\^)?\s*(v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*]))?(?:\.(?:\d+|[xX*]))?(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)\s*,?\s*/gy)];
  const length = found.reduce((sum, match) => sum + match[0].length, 0);
  return length === hyphenated.length ? found.map((match) => `${operators.get(match[1] ?? '') ?? match[1] ?? ''}${match[2]?.replace(/^v/, '')}`) : undefined;
}

const operators = new Map([['==', '='], ['=>', '>='], ['=<', '<='], ['~>', '~']]);

function satisfies(comparison: string, version: string): boolean {
  const negated = comparison.startsWith('!=');
  const range = negated ? comparison.slice(2) : comparison;
  const namesPrerelease = /\d-/.test(range);
  if (version.includes('-') && !namesPrerelease) return false;
  const holds = semver.satisfies(version, range, { includePrerelease: namesPrerelease });
  return negated ? !holds : holds;
}
