import semver from 'semver';
import { GoObject, type Value } from '../template/value.ts';
import { fn, FunctionError, type Table } from './kit.ts';

interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

/** Masterminds/semver NewVersion: a leading v, and one or two numbers, are taken as well. */
export function parseVersion(text: string): Version | undefined {
  const found = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/.exec(text);
  if (found === null) return undefined;
  const [, major, minor = '0', patch = '0', prerelease = '', metadata = ''] = found;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease, metadata, original: text };
}

/** Whether a version fits a constraint, by Masterminds' rules: pre-releases only where the constraint itself names one. */
export function fits(constraint: string, version: Version): boolean | undefined {
  const exact = semver.parse(`${version.major}.${version.minor}.${version.patch}${version.prerelease === '' ? '' : `-${version.prerelease}`}`);
  if (exact === null) return false;
  for (const part of constraint.split('||')) {
    const not: string[] = [];
    const kept = part.replace(/!=\s*([^\s,]+)/g, (_, value: string) => {
      not.push(value);
      return ' ';
    }).replaceAll('=>', '>=').replaceAll('=<', '<=').replaceAll(',', ' ').replace(/~>/g, '~').trim();
    const includePrerelease = /\d-[0-9A-Za-z]/.test(part.replace(/\s-\s/g, ' '));
    let range: semver.Range;
    let unequal: semver.Range[];
    try {
      range = new semver.Range(kept === '' ? '*' : kept, { loose: true, includePrerelease });
      unequal = not.map((value) => new semver.Range(value, { loose: true, includePrerelease: true }));
    } catch {
      return undefined;
    }
    if (exact.prerelease.length > 0 && !includePrerelease) continue;
    if (range.test(exact) && !unequal.some((other) => other.test(exact))) return true;
  }
  return false;
}

export const semverFunctions: Table = {
  semver: fn('s', ([text]) => {
    const version = parseVersion(text as string);
    if (version === undefined) throw new FunctionError('Invalid Semantic Version');
    const numbers = { Major: version.major, Minor: version.minor, Patch: version.patch };
    const canonical = `${version.major}.${version.minor}.${version.patch}${version.prerelease === '' ? '' : `-${version.prerelease}`}${version.metadata === '' ? '' : `+${version.metadata}`}`;
    return new GoObject('*semver.Version', new Map(), new Map<string, (...args: Value[]) => Value>([
      ...Object.entries(numbers).map(([name, value]) => [name, () => BigInt(value)] as const),
      ['Prerelease', () => version.prerelease],
      ['Metadata', () => version.metadata],
      ['Original', () => version.original],
      ['String', () => canonical],
    ]), canonical);
  }),
  semverCompare: fn('ss', ([constraint, text]) => {
    const version = parseVersion(text as string);
    if (version === undefined) throw new FunctionError('Invalid Semantic Version');
    const result = fits(constraint as string, version);
    if (result === undefined) throw new FunctionError(`improper constraint: ${constraint as string}`);
    return result;
  }),
};
