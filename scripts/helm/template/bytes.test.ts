import { expect, test } from 'vitest';
import { bytesOf, textOfBytes } from './bytes.ts';

test('bytes that are no UTF-8 survive the way through a text', () => {
  const data = Buffer.from([0x41, 0xff, 0x00, 0xc3, 0xa9, 0x80, 0xf0, 0x9f, 0x98, 0x80, 0xe2, 0x98]);
  expect(bytesOf(textOfBytes(data))).toEqual(data);
  expect(textOfBytes(Buffer.from('é'))).toBe('é');
});
