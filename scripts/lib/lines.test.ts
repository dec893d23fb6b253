import { expect, it } from 'vitest';
import { compareLines } from './lines.ts';

const shown = (before: string, after: string) => compareLines(before, after).map(({ sign, text }) => sign + text);

it('keeps the lines that both have', () => {
  expect(shown('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
  expect(shown('a\nb', 'b\na')).toEqual(['-a', ' b', '+a']);
  expect(shown('', 'a')).toEqual(['-', '+a']);
  expect(shown('a', 'a')).toEqual([' a']);
});

it('compares long texts as wholes, in little time', () => {
  const [a, b] = [Array.from({ length: 50_000 }, (_, i) => `a${i}`).join('\n'), Array.from({ length: 50_000 }, (_, i) => `b${i}`).join('\n')];
  expect(compareLines(a, b)).toHaveLength(100_000);
});
