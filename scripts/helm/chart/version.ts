import { parseConstraint, parseVersion } from '../../lib/semver.ts';

/** Whether a text is a version to Go's Masterminds/semver: `1`, `v1.2` and `1.2.3-rc.1+build` all are. */
export function isVersion(text: string): boolean {
  return parseVersion(text) !== undefined;
}

/** Helm's IsCompatibleRange (pkg/chart/common/util): false where either text cannot be read. */
export function isCompatible(constraint: string, version: string): boolean {
  // a chart's constraint is asked again for each of its releases
  if (last?.constraint !== constraint || last.version !== version) {
    const read = parseVersion(version);
    last = { constraint, version, fits: read !== undefined && parseConstraint(constraint)?.(read) === true };
  }
  return last.fits;
}

let last: { readonly constraint: string; readonly version: string; readonly fits: boolean } | undefined;
