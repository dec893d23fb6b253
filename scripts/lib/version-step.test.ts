import { expect, it } from 'vitest';
import { versionChange } from './version-step.ts';

const a = `sha256:${'a'.repeat(64)}`;
const b = `sha256:${'b'.repeat(64)}`;

it.each([
  ['1.2.3', '2.0.0', 'major', false],
  ['v1.2.3', 'v1.3.0', 'minor', false],
  ['1.2.3', '1.2.4', 'patch', false],
  ['1.2.4', '1.2.3', 'patch', true],
  ['2.0.0', '2.0.0-rc.1', 'patch', true],
  ['1.2', '1.3', 'minor', false],
  ['7-alpine', '8-alpine', 'major', false],
  ['7-alpine', '8-bookworm', 'other', false],
  ['4.0.1.2', '4.0.1.3', 'patch', false],
  [`1.2.3@${a}`, `1.2.3@${b}`, 'digest', false],
  [`1.2.3@${a}`, `1.2.4@${b}`, 'patch', false],
  ['1.2.3', `1.2.3@${b}`, 'digest', false],
  ['latest', 'main', 'other', false],
  ['RELEASE.2025-01-01', 'RELEASE.2025-02-01', 'other', false],
] as const)('%s -> %s is %s', (before, after, step, downgrade) => {
  expect(versionChange(before, after)).toEqual({ before, after, step, downgrade });
});
