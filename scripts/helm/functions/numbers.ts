import { formatFloat, int64, type Value } from '../template/value.ts';
import { decimal, type Decimal } from './decimal.ts';
import { fn, FunctionError, text, toFloat, toInt, wraps, type Table } from './kit.ts';

const wrap = (value: bigint) => int64(BigInt.asIntN(64, value));
const fold = (start: bigint | undefined, step: (a: bigint, b: bigint) => bigint) => fn(start === undefined ? 'aa*' : 'a*', (args) => {
  const [first, ...rest] = args.map(toInt);
  return wrap(start === undefined ? rest.reduce(step, first as bigint) : args.map(toInt).reduce(step, start));
});
const foldFloat = (step: (a: number, b: number) => number) => fn('aa*', ([first, ...rest]) => rest.map(toFloat).reduce((a, b) => step(a, b), toFloat(first)));
const decimals = (args: readonly (Value | undefined)[], step: (a: Decimal, b: Decimal) => Decimal) => {
  const [first, ...rest] = args.map((value) => {
    const float = toFloat(value);
    if (!Number.isFinite(float)) throw new FunctionError(`Cannot create a Decimal from ${formatFloat(float)}`);
    return decimal.of(float);
  });
  return first === undefined ? 0 : decimal.toNumber(rest.reduce((a, b) => step(a, b), first));
};
const foldDecimal = (step: (a: Decimal, b: Decimal) => Decimal) => fn('aa*', (args) => decimals(args, step));

function divide(a: Value | undefined, b: Value | undefined): bigint {
  if (toInt(b) === 0n) throw new FunctionError('runtime error: integer divide by zero');
  return toInt(a) / toInt(b);
}

const most = (1n << 63n) - 1n;

/** What strconv gives for what is out of range, beside an error that Sprig drops. */
export const saturated = (value: bigint): bigint => (value > most ? most : value < -most - 1n ? -most - 1n : value);

/** Sprig's numeric functions (numeric.go). */
export const numberFunctions: Table = {
  add: fold(0n, (a, b) => a + b),
  add1: fn('a', ([a]) => wrap(toInt(a) + 1n)),
  sub: fn('aa', ([a, b]) => wrap(toInt(a) - toInt(b))),
  mul: fold(undefined, (a, b) => a * b),
  div: fn('aa', ([a, b]) => int64(divide(a, b))),
  mod: fn('aa', ([a, b]) => {
    if (toInt(b) === 0n) throw new FunctionError('runtime error: integer divide by zero');
    return int64(toInt(a) % toInt(b));
  }),
  max: fold(undefined, (a, b) => (a > b ? a : b)),
  biggest: fold(undefined, (a, b) => (a > b ? a : b)),
  min: fold(undefined, (a, b) => (a < b ? a : b)),
  addf: fn('a*', (args) => decimals(args, decimal.add)),
  add1f: fn('a', ([a]) => decimals([a ?? null, 1], decimal.add)),
  subf: foldDecimal(decimal.subtract),
  mulf: foldDecimal(decimal.multiply),
  divf: foldDecimal((a, b) => {
    const quotient = decimal.divide(a, b);
    if (quotient === undefined) throw new FunctionError('decimal division by 0');
    return quotient;
  }),
  maxf: foldFloat(Math.max),
  minf: foldFloat(Math.min),
  ceil: fn('a', ([a]) => Math.ceil(toFloat(a))),
  floor: fn('a', ([a]) => Math.floor(toFloat(a))),
  round: fn('aif*', ([a, places, on = 0.5]) => {
    const scale = 10 ** Number(places);
    const scaled = scale * toFloat(a);
    return (scaled - Math.trunc(scaled) >= (on as number) ? Math.ceil(scaled) : Math.floor(scaled)) / scale;
  }),
  int: fn('a', ([a]) => toInt(a), wraps(0)),
  int64: fn('a', ([a]) => int64(toInt(a)), wraps(0)),
  float64: fn('a', ([a]) => toFloat(a), wraps(0)),
  atoi: fn('s', ([a]) => (/^[+-]?\d+$/.test(a as string) ? saturated(BigInt((a as string).replace(/^\+/, ''))) : 0n), wraps(0)),
  toDecimal: fn('a', ([a]) => {
    const [, sign, digits] = /^([+-]?)([0-7]+)$/.exec(text(a)) ?? [];
    const number = BigInt(`0o${digits ?? 0}`) * (sign === '-' ? -1n : 1n);
    return int64(number === BigInt.asIntN(64, number) ? number : 0n);
  }),
  randInt: fn('ii', ([low, high]) => {
    if ((high as bigint) <= (low as bigint)) throw new FunctionError('invalid argument to Intn');
    return low as bigint;
  }),
};
