import { GoObject, int64, integerOf, type Value } from '../template/value.ts';
import { fn, FunctionError, type Table } from './kit.ts';

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
  const quoted = JSON.stringify(text);
  for (let rest = text.replace(/^[+-]/, ''); rest !== ''; ) {
    const [, number, unit = ''] = /^(\d+\.?\d*|\.\d+)([^.\d]*)/.exec(rest) ?? [];
    if (number === undefined) break;
    if (unit === '') return `time: missing unit in duration ${quoted}`;
    if (!Object.hasOwn(units, unit)) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
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
const durationValue = (nanoseconds: bigint): GoObject => new GoObject('time.Duration', new Map([['ns', nanoseconds]]), new Map(), printDuration(nanoseconds));

/** Helm's asDuration: a number is seconds, a text a duration or seconds; a string is what is wrong. */
function asDuration(value: Value | undefined): bigint | { readonly wrong: string } {
  const ofFloat = (seconds: number): bigint | { readonly wrong: string } => (Number.isFinite(seconds) && Math.abs(seconds) <= 9_223_372_036 ? BigInt(Math.trunc(seconds * 1e9)) : { wrong: `duration seconds overflow: ${seconds}` });
  if (value === null || value === undefined) return { wrong: 'invalid duration' };
  if (value instanceof GoObject && value.typeName === 'time.Duration') return value.fields.get('ns') as bigint;
  const seconds = integerOf(value);
  if (seconds !== undefined) return seconds * 1_000_000_000n < limit && seconds * 1_000_000_000n >= -limit ? seconds * 1_000_000_000n : { wrong: `duration seconds overflow: ${seconds}` };
  if (typeof value === 'number') return ofFloat(value);
  if (typeof value !== 'string') return { wrong: 'unsupported duration type' };
  const text = value.trim();
  if (text === '') return { wrong: 'empty duration' };
  const parsed = parseDuration(text);
  if (parsed !== undefined) return parsed;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? ofFloat(Number(text)) : { wrong: `could not parse duration ${JSON.stringify(value)}` };
}

/** Half away from zero to a multiple, as Duration.Round. */
function roundTo(value: bigint, step: bigint): bigint {
  if (step <= 0n) return value;
  const rest = value % step;
  const size = rest < 0n ? -rest : rest;
  if (size * 2n < step) return value - rest;
  return value < 0n ? value - rest - step : value - rest + step;
}

const inUnits = (size: number) => fn('a', ([value]) => {
  const nanoseconds = asDuration(value);
  return typeof nanoseconds === 'bigint' ? Number(nanoseconds / BigInt(size)) + Number(nanoseconds % BigInt(size)) / size : 0;
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
  durationSeconds: inUnits(1e9), durationMinutes: inUnits(6e10), durationHours: inUnits(3.6e12), durationDays: inUnits(8.64e13), durationWeeks: inUnits(6.048e14),
  durationMilliseconds: whole(1_000_000n), durationMicroseconds: whole(1_000n), durationNanoseconds: whole(1n),
  durationRoundTo: adjusted(roundTo), durationTruncateTo: adjusted((value, step) => (step <= 0n ? value : value - (value % step))),
};
