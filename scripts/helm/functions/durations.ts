import { durationType, formatFloat, GoInt, int64, integerOf, typeOf, type Value } from '../template/value.ts';
import { fn, FunctionError, parseFloat64, type Table } from './kit.ts';
import { saturated } from './numbers.ts';
import { quote } from './quote.ts';
import { quoteTime } from './time-quote.ts';
import { trimSpace } from './words.ts';

const units: Readonly<Record<string, bigint>> = { ns: 1n, us: 1_000n, 'µs': 1_000n, 'μs': 1_000n, ms: 1_000_000n, s: 1_000_000_000n, m: 60_000_000_000n, h: 3_600_000_000_000n };
const limit = 1n << 63n;

/** time.ParseDuration in nanoseconds; undefined where it fails. */
export function parseDuration(text: string): bigint | undefined {
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0n;
  const parts = [...body.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/gy)];
  if (body === '' || parts.map(([whole]) => whole).join('') !== body) return undefined;
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of parts) {
    if (whole === '' && fraction === '') return undefined;
    const size = units[unit] ?? 0n;
    const digits = fraction.slice(0, 18);
    total += BigInt(whole || '0') * size + (digits === '' ? 0n : (BigInt(digits) * size) / 10n ** BigInt(digits.length));
  }
  if (total >= limit) return undefined;
  return text.startsWith('-') ? -total : total;
}

/** What time.ParseDuration says of a text that it cannot read. */
export function durationError(text: string): string {
  const quoted = quoteTime(text);
  for (let rest = text.replace(/^[+-]/, ''); rest !== ''; ) {
    const [, number, unit = ''] = /^(\d+\.?\d*|\.\d+)([^.\d]*)/.exec(rest) ?? [];
    if (number === undefined) break;
    if (unit === '') return `time: missing unit in duration ${quoted}`;
    if (!Object.hasOwn(units, unit)) return `time: unknown unit ${quoteTime(unit)} in duration ${quoted}`;
    rest = rest.slice(number.length + unit.length);
  }
  return `time: invalid duration ${quoted}`;
}

/** time.Duration.String. */
export function printDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const fraction = (digits: bigint, places: number): string => {
    const text = String(digits).padStart(places, '0').replace(/0+$/, '');
    return text === '' ? '' : `.${text}`;
  };
  const sign = nanoseconds < 0n ? '-' : '';
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${size / 1_000n}${fraction(size % 1_000n, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${size / 1_000_000n}${fraction(size % 1_000_000n, 6)}ms`;
  const seconds = size / 1_000_000_000n;
  const hours = seconds >= 3600n ? `${seconds / 3600n}h` : '';
  const minutes = seconds >= 60n ? `${(seconds / 60n) % 60n}m` : '';
  return `${sign}${hours}${minutes}${seconds % 60n}${fraction(size % 1_000_000_000n, 9)}s`;
}

/** A time.Duration. */
export function durationValue(nanoseconds: bigint): GoInt {
  const seconds = (size: number) => () => inSeconds(nanoseconds, size);
  return new GoInt(nanoseconds, durationType, printDuration(nanoseconds), new Map<string, (...args: Value[]) => Value>([
    ['String', () => printDuration(nanoseconds)], ['Nanoseconds', () => int64(nanoseconds)], ['Microseconds', () => int64(nanoseconds / 1_000n)], ['Milliseconds', () => int64(nanoseconds / 1_000_000n)],
    ['Seconds', seconds(1e9)], ['Minutes', seconds(6e10)], ['Hours', seconds(3.6e12)],
  ]));
}

const inSeconds = (nanoseconds: bigint, size: number): number => Number(nanoseconds / BigInt(size)) + Number(nanoseconds % BigInt(size)) / size;

/** Helm's asDuration: a number is seconds, a text a duration or seconds; a string is what is wrong. */
function asDuration(value: Value | undefined): bigint | { readonly wrong: string } {
  const ofFloat = (seconds: number): bigint | { readonly wrong: string } => {
    if (!Number.isFinite(seconds)) return { wrong: `invalid duration seconds: ${formatFloat(seconds)}` };
    if (Math.abs(seconds) > 2 ** 63 / 1e9) return { wrong: `duration seconds overflow: ${formatFloat(seconds)}` };
    return BigInt.asIntN(64, BigInt(Math.trunc(seconds * 1e9)));
  };
  if (value === null || value === undefined) return { wrong: 'invalid duration' };
  if (value instanceof GoInt && value.typeName === durationType) return value.value;
  const seconds = integerOf(value);
  if (seconds !== undefined) return seconds * 1_000_000_000n < limit && seconds * 1_000_000_000n >= -limit ? seconds * 1_000_000_000n : { wrong: `duration seconds overflow: ${seconds}` };
  if (typeof value === 'number') return ofFloat(value);
  if (typeof value !== 'string') return { wrong: `unsupported duration type ${typeOf(value)}` };
  const text = trimSpace(value);
  if (text === '') return { wrong: 'empty duration' };
  const parsed = parseDuration(text);
  if (parsed !== undefined) return parsed;
  const number = parseFloat64(text);
  return number === undefined ? { wrong: `could not parse duration ${quote(value)}` } : ofFloat(number);
}

/** Half away from zero to a multiple, as Duration.Round. */
function roundTo(value: bigint, step: bigint): bigint {
  if (step <= 0n) return value;
  const rest = value % step;
  const size = rest < 0n ? -rest : rest;
  if (size * 2n < step) return value - rest;
  return saturated(value < 0n ? value - rest - step : value - rest + step);
}

const inUnits = (size: number, ...by: number[]) => fn('a', ([value]) => {
  const nanoseconds = asDuration(value);
  return typeof nanoseconds === 'bigint' ? by.reduce((units, more) => units / more, inSeconds(nanoseconds, size)) : 0;
});
const whole = (size: bigint) => fn('a', ([value]) => {
  const nanoseconds = asDuration(value);
  return int64(typeof nanoseconds === 'bigint' ? nanoseconds / size : 0n);
});
const adjusted = (change: (value: bigint, step: bigint) => bigint) => fn('aa', ([value, step]) => {
  const [nanoseconds, by] = [asDuration(value), asDuration(step)];
  if (typeof nanoseconds !== 'bigint') return durationValue(0n);
  return durationValue(typeof by === 'bigint' ? change(nanoseconds, by) : nanoseconds);
});

/** Helm 4's durations (pkg/engine/funcs.go). */
export const durationFunctions: Table = {
  mustToDuration: fn('a', ([value]) => {
    const nanoseconds = asDuration(value);
    if (typeof nanoseconds !== 'bigint') throw new FunctionError(nanoseconds.wrong);
    return durationValue(nanoseconds);
  }),
  durationSeconds: inUnits(1e9), durationMinutes: inUnits(6e10), durationHours: inUnits(3.6e12), durationDays: inUnits(3.6e12, 24), durationWeeks: inUnits(3.6e12, 24, 7),
  durationMilliseconds: whole(1_000_000n), durationMicroseconds: whole(1_000n), durationNanoseconds: whole(1n),
  durationRoundTo: adjusted(roundTo), durationTruncateTo: adjusted((value, step) => (step <= 0n ? value : value - (value % step))),
};
