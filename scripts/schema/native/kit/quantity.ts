import { quantityOf as parsed } from '../../quantity.ts';
import type { Json } from '../../../model/json.ts';
import type { Node } from './node.ts';

/** An amount in billionths, exact, rounded away from zero as the server does. */
export type Quantity = bigint;

const nano = 1_000_000_000n;

export function parseQuantity(value: Json | undefined): Quantity | undefined {
  return parsed(value)?.nano;
}
export const isWhole = (quantity: Quantity): boolean => quantity % nano === 0n;
export const units = (count: bigint | number): Quantity => BigInt(count) * nano;

/** The quantity of a field; undefined where it is absent or not readable, which decoding reports. */
export function quantityOf(node: Node): Quantity | undefined {
  return node.present ? parseQuantity(node.value) : undefined;
}

/** Shortest decimal spelling, for messages. */
export function showQuantity(quantity: Quantity): string {
  if (quantity % nano === 0n) {
    const whole = quantity / nano;
    for (const [index, suffix] of ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'].entries()) {
      const size = 1n << BigInt(60 - 10 * index);
      if (whole !== 0n && whole % size === 0n) return `${whole / size}${suffix}`;
    }
    return String(whole);
  }
  if (quantity % 1_000_000n === 0n) return `${quantity / 1_000_000n}m`;
  return quantity % 1000n === 0n ? `${quantity / 1000n}u` : `${quantity}n`;
}
