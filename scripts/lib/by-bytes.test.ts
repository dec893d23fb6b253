import { expect, it } from 'vitest';
import { byBytes } from './by-bytes.ts';

it('orders texts as their UTF-8', () => {
  const texts = ['b', 'a', 'ab', '', 'Z', 'ä', '\u{10ffff}', '\uffff', '\ue000', '\u{1f600}', '\u{1f600}a'];
  expect([...texts].sort(byBytes)).toEqual([...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  expect(byBytes('\uffff', '\u{10ffff}')).toBe(-1);
});
