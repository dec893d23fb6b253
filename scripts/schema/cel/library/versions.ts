import type { Run } from '../run.ts';
import { fail, isSpecial, special, type Special, type Value } from '../values.ts';

type Semver = Special & { readonly special: 'semver' };

const shape = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** A semantic version; with `normalize`, `v1` and `01.2` are forgiven. */
function parseSemver(text: string, normalize: boolean): Semver | undefined {
  let plain = text;
  if (normalize) {
    plain = text.replace(/^v/, '');
    const [numbers = '', rest = ''] = [/^[\d.]*/.exec(plain)![0], plain.replace(/^[\d.]*/, '')];
    const parts = numbers.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
    while (parts.length < 3) parts.push('0');
    plain = parts.join('.') + rest;
  }
  const match = shape.exec(plain);
  if (match === null) return undefined;
  return special({ special: 'semver', parts: [Number(match[1]), Number(match[2]), Number(match[3])] as const, pre: match[4] ?? '' });
}

/** Semantic Versioning 2.0, section 11. */
export function semverCompare(a: Semver, b: Semver): number {
  for (let at = 0; at < 3; at++) if (a.parts[at] !== b.parts[at]) return a.parts[at]! - b.parts[at]!;
  if (a.pre === b.pre) return 0;
  if (a.pre === '' || b.pre === '') return a.pre === '' ? 1 : -1;
  const left = a.pre.split('.');
  const right = b.pre.split('.');
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [x, y] = [left[at]!, right[at]!];
    if (x === y) continue;
    const [xNumber, yNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (xNumber && yNumber) return Number(x) - Number(y);
    return xNumber !== yNumber ? (xNumber ? -1 : 1) : x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function version(value: Value | undefined): Semver {
  return value !== undefined && isSpecial(value) && value.special === 'semver' ? value : fail('no such overload: the value is no semver');
}

/** Source: k8s.io/apiserver/pkg/cel/library/semverlib.go */
export const versions: Readonly<Record<string, Run>> = {
  semver: ([a, normalize]) => (typeof a === 'string' ? parseSemver(a, normalize === true) : undefined) ?? fail('no valid semantic version'),
  isSemver: ([a, normalize]) => typeof a === 'string' && parseSemver(a, normalize === true) !== undefined,
  '.major': ([a]) => BigInt(version(a).parts[0]),
  '.minor': ([a]) => BigInt(version(a).parts[1]),
  '.patch': ([a]) => BigInt(version(a).parts[2]),
};
