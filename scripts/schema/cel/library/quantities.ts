import { parseQuantity, type Quantity } from '../../quantity.ts';
import type { Run } from '../run.ts';
import { fail, isSpecial, special, type Value } from '../values.ts';
import { semverCompare } from './versions.ts';

function quantity(value: Value | undefined): Quantity {
  return value !== undefined && isSpecial(value) && value.special === 'quantity' ? value.quantity : fail('no such overload: the value is no quantity');
}

const unit = 10n ** 9n;
const made = (nano: bigint): Value => special({ special: 'quantity', quantity: { nano, format: 'DecimalSI' } });
const amount = (value: Value | undefined): bigint => (typeof value === 'bigint' ? value * unit : quantity(value).nano);

/** Order of two quantities, or of two versions: both have the member functions below. */
function order(a: Value | undefined, b: Value | undefined): number {
  if (a !== undefined && b !== undefined && isSpecial(a) && isSpecial(b) && a.special === 'semver' && b.special === 'semver') return semverCompare(a, b);
  const left = quantity(a).nano;
  const right = quantity(b).nano;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Source: k8s.io/apiserver/pkg/cel/library/quantity.go and semverlib.go (comparison) */
export const quantities: Readonly<Record<string, Run>> = {
  quantity: ([a]) => {
    const parsed = typeof a === 'string' ? parseQuantity(a) : undefined;
    return parsed === undefined ? fail('quantities must match the form of "500m" or "2Gi"') : special({ special: 'quantity', quantity: parsed });
  },
  isQuantity: ([a]) => typeof a === 'string' && parseQuantity(a) !== undefined,
  '.isInteger': ([a]) => quantity(a).nano % unit === 0n,
  '.asInteger': ([a]) => (quantity(a).nano % unit === 0n ? quantity(a).nano / unit : fail('cannot convert value to integer')),
  '.asApproximateFloat': ([a]) => Number(quantity(a).nano) / 1e9,
  '.sign': ([a]) => (quantity(a).nano > 0n ? 1n : quantity(a).nano < 0n ? -1n : 0n),
  '.add': ([a, b]) => made(quantity(a).nano + amount(b)),
  '.sub': ([a, b]) => made(quantity(a).nano - amount(b)),
  '.isGreaterThan': ([a, b]) => order(a, b) > 0,
  '.isLessThan': ([a, b]) => order(a, b) < 0,
  '.compareTo': ([a, b]) => BigInt(order(a, b)),
};

