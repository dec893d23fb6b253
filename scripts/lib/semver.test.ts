import { expect, test } from 'vitest';
import { compareVersions, parseConstraint, parseVersion, type Version } from './semver.ts';

const takes = (constraint: string, version: string) => parseConstraint(constraint)?.(parseVersion(version) as Version);

test.each([
  ['<1.14-0', '1.35.0', false], ['<1.14-0', '1.13.9', true], ['>=1.19-0', 'v1.35.4', true], ['*', '3.0.0+build.5', true], ['*', '2.0.0-rc.1', false], ['~1.1', '1.1.9', true],
  ['~1.1', '1.2.0', false], ['1.x', '1.9.0', true], ['^0.2', '0.2.7', true], ['^0.2.3', '0.3.0', false], ['^1', '1.9.9', true], ['>=1.0.0, <2.0.0', '2.0.0', false], ['>=1 <2 || ~3', '3.0.4', true],
  ['!=1.2.3', '1.2.3', false], ['!=1.2.x', '1.2.9', false], ['>1', '2.0.0', true], ['>1', '1.5.0', false], ['1.2 - 1.4.5', '1.4.5', true], ['1.2 - 1.4.5', '1.4.6', false], ['>=2.0.0-0', '3.0.0-rc.1', true], ['=1.2', '1.2.7', true],
])('%s takes %s: %s', (constraint, version, expected) => expect(takes(constraint, version)).toBe(expected));

test('what is no constraint is said to be none', () => {
  expect(parseConstraint('>= nothing')).toBeUndefined();
  expect(parseConstraint('')).toBeUndefined();
  expect(parseVersion('1.2.3.4')).toBeUndefined();
});

test('pre-releases come before their release, numbers before words', () => {
  const order = ['1.0.0-1', '1.0.0-2', '1.0.0-10', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0', '1.0.1'].map((text) => parseVersion(text) as Version);
  expect([...order].reverse().sort(compareVersions)).toEqual(order);
});

test.each([
  ['<3-0', '1.2.3', true], ['==1.2', '1.2.0', undefined], ['1 ||', '1.0.0', undefined], ['~x <3-0', '0.0.0-a', false], ['>1.2.3-0 <2', '1.5.0', true],
])('%s takes %s: %s, as github.com/Masterminds/semver/v3 3.5.0 says', (constraint, version, wanted) => {
  expect(takes(constraint, version)).toBe(wanted);
});

test('no number of a pre-release starts with 0', () => {
  expect([parseVersion('1.2.3-01'), parseVersion('1.2.3-0')?.prerelease]).toEqual([undefined, '0']);
});
