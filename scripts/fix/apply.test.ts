import { expect, it } from 'vitest';
import type { Fix } from '../model/fix.ts';
import { applyFixes } from './apply.ts';

const fix = (column: number, endColumn: number, replacement: string): Fix => ({ description: replacement, edits: [{ file: 'a', start: { line: 2, column }, end: { line: 2, column: endColumn }, replacement }] });
const apply = (...fixes: Fix[]) => {
  const { texts, overlapping } = applyFixes(fixes, () => '\ufeffone\nabcdef\n');
  return [texts.get('a'), overlapping.map(({ description }) => description)];
};

it('writes all of them, whatever their order', () => {
  expect(apply(fix(5, 6, 'E'), fix(1, 2, 'A'), fix(3, 3, '-'))).toEqual(['\ufeffone\nAb-cdEf\n', []]);
});

it('writes the same once, and leaves out what overlaps an earlier one', () => {
  expect(apply(fix(1, 3, 'X'), fix(1, 3, 'X'), fix(2, 4, 'Y'), fix(1, 1, 'Z'), fix(3, 4, 'C'))).toEqual(['\ufeffone\nXCdef\n', ['Y', 'Z']]);
});
