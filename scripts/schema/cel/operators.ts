import { fail, fromJson, isSpecial, numeric, special, typeName, type Value } from './values.ts';

const min = -(2n ** 63n);
const max = 2n ** 63n - 1n;

export function int(value: bigint): bigint {
  return value < min || value > max ? fail('integer overflow') : value;
}

/** `+ - * / %` over CEL's types. An int beside a double counts as a double: the type checker refuses real mixtures before. */
export function arithmetic(sign: string, a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return int(integer(sign, a, b));
  if ((typeof a === 'number' || typeof a === 'bigint') && (typeof b === 'number' || typeof b === 'bigint')) return float(sign, Number(a), Number(b));
  if (sign === '+') {
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (Array.isArray(a) && Array.isArray(b)) return [...a.map((item) => fromJson(item as Value)), ...b.map((item) => fromJson(item as Value))];
    if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.concat([a, b]);
  }
  if (isSpecial(a) && isSpecial(b)) {
    if (a.special === 'uint' && b.special === 'uint') return special({ special: 'uint', uint: unsigned(integer(sign, a.uint, b.uint)) });
    const nanosOf = (value: Value): bigint | undefined => (isSpecial(value) && (value.special === 'duration' || value.special === 'timestamp') ? value.nanos : undefined);
    const left = nanosOf(a);
    const right = nanosOf(b);
    if (left !== undefined && right !== undefined && (sign === '+' || sign === '-')) {
      const both = a.special === 'timestamp' && b.special === 'timestamp';
      const kind = a.special === 'timestamp' || b.special === 'timestamp' ? (both ? 'duration' : 'timestamp') : 'duration';
      const nanos = sign === '+' ? left + right : left - right;
      return kind === 'timestamp' ? timestamp(nanos) : special({ special: 'duration', nanos: int(nanos) });
    }
  }
  return fail(`no such overload: ${typeName(a)} ${sign} ${typeName(b)}`);
}

/** A timestamp of the years 1 to 9999. */
export function timestamp(nanos: bigint): Value {
  if (nanos < -62135596800_000_000_000n || nanos >= 253402300800_000_000_000n) return fail('timestamp out of range');
  return special({ special: 'timestamp', nanos });
}

function integer(sign: string, a: bigint, b: bigint): bigint {
  switch (sign) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    default:
      if (b === 0n) return fail(sign === '/' ? 'division by zero' : 'modulus by zero');
      return sign === '/' ? a / b : a % b;
  }
}

function float(sign: string, a: number, b: number): number {
  switch (sign) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    default: return fail('no such overload: double % double');
  }
}

export function unsigned(value: bigint): bigint {
  return value < 0n || value >= 2n ** 64n ? fail('unsigned integer overflow') : value;
}

/** Orders two values of one type; fails where they have no order. */
export function compare(a: Value, b: Value): number {
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) return left < right ? -1 : left > right ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (isSpecial(a) && isSpecial(b) && (a.special === 'duration' || a.special === 'timestamp') && a.special === b.special)
    return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
  return fail(`no such overload: ${typeName(a)} has no order with ${typeName(b)}`);
}

/** By code points, as Go compares the bytes of UTF-8. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  for (let at = 0; at < a.length && at < b.length; at++) {
    if (a[at] !== b[at]) return a.codePointAt(at)! < b.codePointAt(at)! ? -1 : 1;
  }
  return a.length - b.length;
}
