import { formatFloat } from '../template/value.ts';

/** strconv.FormatFloat for Go's verbs; `precision` undefined: as many digits as it takes. */
export function floatText(value: number, verb: string, precision: number | undefined): string {
  if (!Number.isFinite(value)) return formatFloat(value);
  switch (verb) {
    case 'b': return binary(value);
    case 'x': case 'X': return hexadecimal(value, precision);
    case 'f': case 'F': return precision === undefined ? formatFloat(value, 'f') : fixed(value, precision);
    case 'e': case 'E': return exponential(value, precision ?? 6);
  }
  return precision === undefined ? formatFloat(value) : general(value, precision === 0 ? 1 : precision);
}

const sign = (value: number): string => (value < 0 || Object.is(value, -0) ? '-' : '');

/** mantissa × 2 ** exponent, with a mantissa of 53 bits where the number is no subnormal one. */
function partsOf(value: number): { mantissa: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const all = bits.getBigUint64(0);
  const biased = Number(all >> 52n);
  const fraction = all & ((1n << 52n) - 1n);
  return biased === 0 ? { mantissa: fraction, exponent: -1074 } : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** All decimal digits of a number, which is `0.DIGITS` × 10 ** point. */
function digitsOf(value: number): { digits: string; point: number } {
  const { mantissa, exponent } = partsOf(value);
  if (mantissa === 0n) return { digits: '', point: 0 };
  const places = Math.max(0, -exponent);
  const digits = (exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(places)).toString();
  return { digits, point: digits.length - places };
}

/** The first `count` digits, rounded half to even. */
function roundedTo({ digits, point }: { digits: string; point: number }, count: number): { digits: string; point: number } {
  if (count < 0) return { digits: '', point };
  if (count >= digits.length) return { digits, point };
  const kept = digits.slice(0, count);
  const next = digits[count] as string;
  const isTie = next === '5' && /^0*$/.test(digits.slice(count + 1));
  const up = isTie ? /[13579]$/.test(kept) : next >= '5';
  if (!up) return { digits: kept, point };
  const raised = (BigInt(kept === '' ? '0' : kept) + 1n).toString();
  return raised.length > count ? { digits: raised, point: point + 1 } : { digits: raised.padStart(count, '0'), point };
}

function fixed(value: number, places: number): string {
  const all = digitsOf(value);
  const { digits, point } = roundedTo(all, all.point + places);
  const whole = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const fraction = (point < 0 ? '0'.repeat(Math.min(-point, places)) + digits : digits.slice(Math.max(0, point))).padEnd(places, '0').slice(0, places);
  return `${sign(value)}${whole}${places === 0 ? '' : `.${fraction}`}`;
}

const exponentText = (exponent: number): string => `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;

function exponential(value: number, places: number): string {
  const { digits, point } = roundedTo(digitsOf(value), places + 1);
  const all = digits.slice(0, places + 1).padEnd(places + 1, '0');
  return `${sign(value)}${all[0] ?? '0'}${places === 0 ? '' : `.${all.slice(1)}`}e${exponentText(digits === '' ? 0 : point - 1)}`;
}

function general(value: number, precision: number): string {
  const { digits, point } = roundedTo(digitsOf(value), precision);
  const short = digits.replace(/0+$/, '');
  const exponent = point - 1;
  // what has fewer digits than asked for counts by what it has
  const most = precision > short.length && short.length >= point ? short.length : precision;
  if (exponent < -4 || exponent >= most) return `${sign(value)}${short[0] ?? '0'}${short.length > 1 ? `.${short.slice(1)}` : ''}e${exponentText(exponent)}`;
  return fixed(value, Math.max(short.length - point, 0));
}

function binary(value: number): string {
  const { mantissa, exponent } = partsOf(value);
  return `${sign(value)}${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

/** `0x1.8p+00`: one digit before the point. */
function hexadecimal(value: number, precision: number | undefined): string {
  let { mantissa, exponent } = partsOf(value);
  if (mantissa === 0n) exponent = 0;
  else {
    while (mantissa < 1n << 52n) {
      mantissa <<= 1n;
      exponent--;
    }
    exponent += 52;
  }
  if (precision !== undefined && precision < 13) {
    const drop = BigInt(52 - precision * 4);
    const rest = mantissa & ((1n << drop) - 1n);
    mantissa >>= drop;
    const half = 1n << (drop - 1n);
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa++;
    mantissa <<= drop;
    if (mantissa >= 1n << 53n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const fraction = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
  const shown = precision === undefined ? fraction.replace(/0+$/, '') : fraction.padEnd(precision, '0').slice(0, precision);
  return `${sign(value)}0x${mantissa >> 52n}${shown === '' ? '' : `.${shown}`}p${exponentText(exponent)}`;
}
