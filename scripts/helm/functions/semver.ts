import { compareVersions, parseConstraint, parseVersion, type Version } from '../../lib/semver.ts';
import { GoInt, GoObject, type Value } from '../template/value.ts';
import { fn, FunctionError, type Table } from './kit.ts';

/** The version behind what `semver` gave. */
function versionOf(value: Value | undefined): Version {
  const version = value instanceof GoObject && value.typeName === '*semver.Version' ? parseVersion(value.text) : undefined;
  if (version === undefined) throw new FunctionError('runtime error: invalid memory address or nil pointer dereference');
  return version;
}

export const semverFunctions: Table = {
  semver: fn('s', ([text]) => {
    const version = parseVersion(text as string);
    if (version === undefined) throw new FunctionError('invalid semantic version');
    const numbers = { Major: version.major, Minor: version.minor, Patch: version.patch };
    const canonical = `${version.major}.${version.minor}.${version.patch}${version.prerelease === '' ? '' : `-${version.prerelease}`}${version.metadata === '' ? '' : `+${version.metadata}`}`;
    return new GoObject('*semver.Version', new Map(), new Map<string, (...args: Value[]) => Value>([
      ...Object.entries(numbers).map(([name, value]) => [name, () => new GoInt(BigInt(value), 'uint64')] as const),
      ['Prerelease', () => version.prerelease],
      ['Metadata', () => version.metadata],
      ['Original', () => version.original],
      ['String', () => canonical],
      ['Compare', (other) => BigInt(Math.sign(compareVersions(version, versionOf(other))))],
      ['Equal', (other) => compareVersions(version, versionOf(other)) === 0],
      ['LessThan', (other) => compareVersions(version, versionOf(other)) < 0],
      ['GreaterThan', (other) => compareVersions(version, versionOf(other)) > 0],
    ]), canonical);
  }),
  semverCompare: fn('ss', ([constraint, text]) => {
    const version = parseVersion(text as string);
    if (version === undefined) throw new FunctionError('invalid semantic version');
    const accepts = parseConstraint(constraint as string);
    if (accepts === undefined) throw new FunctionError(`improper constraint: ${JSON.stringify(constraint)}`);
    return accepts(version);
  }),
};
