import { compareVersions, parseConstraint, parseVersion, type Version } from '../../lib/semver.ts';
import { GoInt, GoObject, type Value } from '../template/value.ts';
import { fn, FunctionError, type Table } from './kit.ts';
import { quote } from './quote.ts';

/** The version behind what `semver` gave. */
function versionOf(value: Value | undefined): Version {
  const version = value instanceof GoObject && value.typeName === '*semver.Version' ? parseVersion(value.text) : undefined;
  if (version === undefined) throw new FunctionError('runtime error: invalid memory address or nil pointer dereference');
  return version;
}

/** semver.NewVersion, with what it says of a text that is none. */
function readVersion(text: string): Version {
  const version = parseVersion(text);
  const [, major = '', minor = '', patch = '', prerelease = ''] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?/.exec(text) ?? [];
  if (version === undefined) throw new FunctionError(prerelease.split('.').some((part) => /^0\d+$/.test(part)) ? 'version segment starts with 0' : 'invalid semantic version');
  const tooLarge = [major, minor, patch].find((digits) => digits !== '' && BigInt(digits) >= 1n << 64n);
  if (tooLarge !== undefined) throw new FunctionError(`error parsing version segment: strconv.ParseUint: parsing "${tooLarge}": value out of range`);
  return version;
}

export const semverFunctions: Table = {
  semver: fn('s', ([text]) => {
    const version = readVersion(text as string);
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
    ]), canonical, undefined, canonical);
  }),
  semverCompare: fn('ss', ([constraint, text]) => {
    const accepts = parseConstraint(constraint as string);
    if (accepts === undefined) throw new FunctionError(`improper constraint: ${quote(constraint as string)}`);
    return accepts(readVersion(text as string));
  }),
};
