import { describe, expect, it } from 'vitest';
import { parseQuantity, quantityOf } from './quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['1', 1_000_000_000n], ['500m', 500_000_000n], ['1.5Gi', 1_610_612_736_000_000_000n], ['2e3', 2_000_000_000_000n], ['1E', 10n ** 27n],
    ['-1', -1_000_000_000n], ['.5', 500_000_000n], ['1.', 1_000_000_000n], ['+', 0n], ['0.1n', 1n], ['007', 7_000_000_000n], ['1e-3', 1_000_000n],
  ])('reads %s', (text, nano) => expect(parseQuantity(text)?.nano).toBe(nano));

  it.each(['', 'x', '1 Gi', '1gi', '1K', '1.2.3', '1e', '1mi', '--1', '1e1.5', ' 1', '1GiB'])('refuses %j', (text) => expect(parseQuantity(text)).toBeUndefined());

  it('takes JSON numbers and texts with spaces around', () => {
    expect(quantityOf(2)?.nano).toBe(2_000_000_000n);
    expect(quantityOf(' 2 ')?.nano).toBe(2_000_000_000n);
    expect(quantityOf(true)).toBeUndefined();
  });

  it('answers at once for an exponent without end', () => expect(parseQuantity('1e999999999')?.nano).toBe(10n ** 1009n));
});
