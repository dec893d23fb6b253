/**
 * A Kubernetes quantity (`500m`, `1.5Gi`, `2e3`), exact: thousand-millionths of a unit, as the API server rounds (up, away
 * from zero). Source: k8s.io/apimachinery/pkg/api/resource/quantity.go ParseQuantity, its quirks included (`+` is zero, `1.` is one).
 */
export interface Quantity {
  readonly nano: bigint;
  readonly format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
}

const shape = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const largest = (2n ** 63n - 1n) * 10n ** 9n;

/** The quantity that a text says, or undefined where the server refuses it. */
export function parseQuantity(text: string): Quantity | undefined {
  if (text === '' || text.length > 1000) return undefined;
  const match = shape.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  const digits = BigInt(whole + fraction === '' ? '0' : whole + fraction);
  let nano: bigint;
  let format: Quantity['format'] = 'DecimalSI';
  const bits = Object.hasOwn(binary, suffix) ? binary[suffix] : undefined;
  if (bits !== undefined) {
    format = 'BinarySI';
    nano = scaled(digits << BigInt(bits), 9 - fraction.length);
    if (nano > largest) nano = largest;
  } else {
    let exponent = Object.hasOwn(decimal, suffix) ? decimal[suffix] : undefined;
    if (exponent === undefined) {
      if (!/^[eE][-+]?\d+$/.test(suffix)) return undefined;
      format = 'DecimalExponent';
      // Beyond a thousand digits every comparison is decided.
      exponent = Math.max(-1000, Math.min(1000, Number(suffix.slice(1))));
    }
    nano = scaled(digits, exponent + 9 - fraction.length);
  }
  return { nano: sign === '-' ? -nano : nano, format };
}

/** digits * 10^power, rounded up. */
function scaled(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits + divisor - 1n) / divisor;
}

/** What `resource.Quantity` accepts in JSON: a string or a number. */
export function quantityOf(value: unknown): Quantity | undefined {
  if (typeof value === 'string') return parseQuantity(value.trim());
  return typeof value === 'number' || typeof value === 'bigint' ? parseQuantity(String(value)) : undefined;
}
