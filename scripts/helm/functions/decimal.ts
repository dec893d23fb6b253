/** A number as digits times a power of ten. */
interface Decimal { readonly digits: bigint; readonly exponent: number }

/** Exponents beyond this become plain floats: no template adds numbers so far apart. */
const farApart = 400;

function of(value: number): Decimal {
  if (!Number.isFinite(value)) return { digits: 0n, exponent: 0 };
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const fraction = mantissa.split('.')[1] ?? '';
  return { digits: BigInt(mantissa.replace('.', '')), exponent: Number(power) - fraction.length };
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (one: Decimal): bigint => one.digits * 10n ** BigInt(Math.min(one.exponent - exponent, 2 * farApart));
  return [scale(a), scale(b), exponent];
}

function add(a: Decimal, b: Decimal): Decimal {
  const [x, y, exponent] = aligned(a, b);
  return { digits: x + y, exponent };
}

const subtract = (a: Decimal, b: Decimal): Decimal => add(a, { digits: -b.digits, exponent: b.exponent });
const multiply = (a: Decimal, b: Decimal): Decimal => ({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent });

/** Rounded half away from zero to 16 places; undefined for a division by zero. */
function divide(a: Decimal, b: Decimal): Decimal | undefined {
  if (b.digits === 0n) return undefined;
  const [x, y] = aligned(a, b);
  const scaled = x * 10n ** 17n;
  const quotient = scaled / y;
  const rounded = (quotient + (quotient < 0n ? -5n : 5n)) / 10n;
  return { digits: rounded, exponent: -16 };
}

const toNumber = ({ digits, exponent }: Decimal): number => Number(`${digits}e${exponent}`);

/** Just enough of shopspring/decimal for Sprig's addf, subf, mulf and divf: exact but for division (16 places). */
export const decimal = { of, add, subtract, multiply, divide, toNumber };
export type { Decimal };
