/** A version as github.com/Masterminds/semver/v3 reads it: a leading v and missing parts are taken. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

export function parseVersion(text: string): Version | undefined {
  const found = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/.exec(text);
  if (found === null) return undefined;
  const [, major, minor = '0', patch = '0', prerelease = '', metadata = ''] = found;
  if (prerelease.split('.').some((part) => /^0\d+$/.test(part))) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease, metadata, original: text };
}

/** Semantic Versioning 2.0.0, section 11; metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrerelease(a.prerelease, b.prerelease);
}

function comparePrerelease(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const l = left[i];
    const r = right[i];
    if (l === r) continue;
    if (l === undefined || r === undefined) return l === undefined ? -1 : 1;
    const numbers = [/^\d+$/.test(l), /^\d+$/.test(r)];
    if (numbers[0] === true && numbers[1] === true) return Number(l) - Number(r);
    if (numbers[0] !== numbers[1]) return numbers[0] === true ? -1 : 1;
    return l < r ? -1 : 1;
  }
  return 0;
}

interface Part {
  readonly operator: string;
  readonly version: Version;
  readonly dirty: boolean;
  readonly minorDirty: boolean;
  readonly patchDirty: boolean;
}

const versionPattern = 'v?([0-9]+|[xX*])(?:\\.([0-9]+|[xX*]))?(?:\\.([0-9]+|[xX*]))?(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?';
const partPattern = new RegExp(`^\\s*(=|!=|>|<|>=|=>|<=|=<|~|~>|\\^)?\\s*(?:${versionPattern})\\s*(?:,|(?=\\s|$|[=!<>~^]))`);
const hyphen = new RegExp(`(${versionPattern})\\s+-\\s+(${versionPattern})`, 'g');

/** A test for a constraint such as `>=1.2, <2 || ~3` (Masterminds' constraints.go); undefined where it cannot be read. */
export function parseConstraint(text: string): ((version: Version) => boolean) | undefined {
  const alternatives: Part[][] = [];
  for (const alternative of text.split('||')) {
    const parts: Part[] = [];
    let rest = !alternative.includes('-') ? alternative : alternative.replace(hyphen, (whole) => {
      const [low = '', high = ''] = whole.split(/\s+-\s+/);
      return `>=${low} <=${high}`;
    });
    while (rest.trim() !== '') {
      const found = partPattern.exec(rest);
      if (found === null) return undefined;
      parts.push(toPart(found));
      rest = rest.slice(found[0].length);
    }
    if (parts.length === 0) return undefined;
    alternatives.push(parts);
  }
  // A pre-release is wanted only where one of the constraints that must hold together names one.
  return (version) => alternatives.some((parts) => (version.prerelease === '' || parts.some((part) => part.version.prerelease !== '')) && parts.every((part) => fits(part, version)));
}

function toPart([, operator = '', major = '', minor, patch, prerelease = '']: readonly (string | undefined)[]): Part {
  const isX = (part: string | undefined) => part === undefined || /^[xX*]$/.test(part);
  const make = (a: string, b: string, c: string): Version => ({ major: Number(a), minor: Number(b), patch: Number(c), prerelease, metadata: '', original: '' });
  if (isX(major)) return { operator, version: make('0', '0', '0'), dirty: true, minorDirty: false, patchDirty: false };
  if (isX(minor)) return { operator, version: make(major, '0', '0'), dirty: true, minorDirty: true, patchDirty: false };
  if (isX(patch)) return { operator, version: make(major, minor as string, '0'), dirty: true, minorDirty: false, patchDirty: true };
  return { operator, version: make(major, minor as string, patch as string), dirty: false, minorDirty: false, patchDirty: false };
}

function fits(part: Part, v: Version): boolean {
  const { operator, version: con, dirty, minorDirty, patchDirty } = part;
  const order = compareVersions(v, con);
  switch (operator) {
    case '>':
      if (!dirty) return order > 0;
      if (v.major !== con.major) return v.major > con.major;
      if (minorDirty) return false;
      return patchDirty ? v.minor > con.minor : order > 0;
    case '<': return order < 0;
    case '>=': case '=>': return order >= 0;
    case '<=': case '=<':
      if (!dirty) return order <= 0;
      return !(v.major > con.major || (v.major === con.major && v.minor > con.minor && !minorDirty));
    case '!=':
      if (dirty) {
        if (v.major !== con.major) return true;
        if (v.minor !== con.minor && !minorDirty) return true;
        if (minorDirty) return false;
        if (v.patch !== con.patch && !patchDirty) return true;
        if (patchDirty) return (v.prerelease !== '' || con.prerelease !== '') && comparePrerelease(v.prerelease, con.prerelease) !== 0;
      }
      return order !== 0;
    case '^':
      if (order < 0) return false;
      if (con.major > 0 || minorDirty) return v.major === con.major;
      if (v.major > 0) return false;
      if (con.minor > 0 || patchDirty) return v.minor === con.minor;
      return v.minor === 0 && v.patch === con.patch;
    case '~': case '~>': return tilde(part, v, order);
    default: return dirty ? tilde(part, v, order) : order === 0;
  }
}

function tilde({ version: con, minorDirty, patchDirty }: Part, v: Version, order: number): boolean {
  if (order < 0) return false;
  if (con.major === 0 && con.minor === 0 && con.patch === 0 && !minorDirty && !patchDirty) return true;
  return v.major === con.major && (v.minor === con.minor || minorDirty);
}
