import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256 } from './sha256.ts';

it('gives what Node gives, for every length around a block and beyond the longest that is hashed here', () => {
  const lengths = [...Array.from({ length: 140 }, (_, i) => i), 1_000, 19_999, 20_000, 20_001];
  for (const length of lengths) {
    const text = 'äb€😀c\n'.repeat(length).slice(0, length);
    if (text.isWellFormed()) expect(sha256(text), `of ${length} characters`).toBe(createHash('sha256').update(text).digest('hex'));
  }
});

it('hashes bytes that are no UTF-8', () => expect(sha256('a\udcff')).toBe(createHash('sha256').update(Buffer.from([0x61, 0xff])).digest('hex')));
