import { GoInt, type Value } from '../template/value.ts';
import { durationError, parseDuration, printDuration } from './durations.ts';
import { fn, FunctionError, type Table } from './kit.ts';
import { saturated } from './numbers.ts';
import { formatTime, secondsOf, utc, type Moment, type Zone } from './time-format.ts';
import { parseTime } from './time-parse.ts';
import { GoTime, zeroTime } from './time.ts';

/** The zone of a name at a moment; a zone that nobody knows is UTC, and so is `Local`. */
function zoneOf(name: string, ns: bigint): Zone {
  if (name === 'UTC' || name === 'Local' || name === '') return utc;
  try {
    const ms = Number(ns / 1_000_000n);
    const told = (style: 'longOffset' | 'short') => new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: style }).formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes, seconds] = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(told('longOffset')) ?? [];
    const offset = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0));
    const short = told('short');
    // JavaScript knows few abbreviations; where it has none, most of Go's are the offset, too
    return { name: short.startsWith('GMT') && short !== 'GMT' ? formatTime(offset % 3600 === 0 ? '-07' : '-0700', { ns: 0n, zone: { name: '', offset } }) : short, offset };
  } catch {
    return utc;
  }
}

const inZone = (layout: string, { ns }: Moment, zone: string): string => formatTime(layout, { ns, zone: zoneOf(zone, ns) });

/** `1y`, `3h`: the largest unit that is exceeded. */
function rounded(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  for (const [unit, seconds] of [['y', 31_536_000n], ['mo', 2_592_000n], ['d', 86_400n], ['h', 3600n], ['m', 60n], ['s', 1n]] as const) {
    if (size > seconds * 1_000_000_000n) return `${size / (seconds * 1_000_000_000n)}${unit}`;
  }
  return '0s';
}

/** Sprig's date functions over UTC (date.go); `now` is the time that the render was given, in milliseconds. */
export function dateFunctions(now: () => number): Table {
  const current = (): Moment => ({ ns: BigInt(Math.round(now() * 1000)) * 1000n, zone: utc });
  /** What is neither a time nor an int is now. */
  const momentOf = (value: Value | undefined): Moment => {
    if (value instanceof GoTime) return value.moment;
    if (typeof value === 'bigint') return { ns: value * 1_000_000_000n, zone: utc };
    return value instanceof GoInt && value.typeName === 'int64' ? { ns: value.value * 1_000_000_000n, zone: utc } : current();
  };
  const asDuration = (value: Value | undefined): bigint => {
    if (typeof value === 'string') return parseDuration(value) ?? 0n;
    if (value instanceof GoTime) return current().ns - value.moment.ns;
    return value instanceof GoInt && value.typeName === 'int64' ? value.value : 0n;
  };
  const modify = ([by, value]: Value[]): Value | undefined => {
    const shift = parseDuration(by as string);
    const { ns, zone } = (value as GoTime).moment;
    return shift === undefined ? undefined : new GoTime({ ns: ns + shift, zone });
  };
  const dateModify = fn('st', (args) => modify(args) ?? args[1] as Value);
  const mustDateModify = fn('st', (args) => {
    const modified = modify(args);
    if (modified === undefined) throw new FunctionError(durationError(args[0] as string));
    return modified;
  });
  const dateInZone = fn('sas', ([layout, value, zone]) => inZone(layout as string, momentOf(value), zone as string));
  return {
    now: fn('', () => new GoTime(current())),
    date: fn('sa', ([layout, value]) => formatTime(layout as string, { ...momentOf(value), zone: utc })),
    dateInZone, date_in_zone: dateInZone,
    htmlDate: fn('a', ([value]) => formatTime('2006-01-02', { ...momentOf(value), zone: utc })),
    htmlDateInZone: fn('as', ([value, zone]) => inZone('2006-01-02', momentOf(value), zone as string)),
    dateModify, date_modify: dateModify, mustDateModify, must_date_modify: mustDateModify,
    toDate: fn('ss', ([layout, value]) => {
      const parsed = parseTime(layout as string, value as string);
      return new GoTime(parsed.ok ? parsed.moment : zeroTime);
    }),
    mustToDate: fn('ss', ([layout, value]) => {
      const parsed = parseTime(layout as string, value as string);
      if (!parsed.ok) throw new FunctionError(parsed.error);
      return new GoTime(parsed.moment);
    }),
    unixEpoch: fn('t', ([value]) => String(secondsOf((value as GoTime).moment.ns))),
    ago: fn('a', ([value]) => printDuration(BigInt(Math.round(Number(current().ns - momentOf(value).ns) / 1e9)) * 1_000_000_000n)),
    duration: fn('a', ([value]) => {
      const seconds = typeof value === 'string' ? (/^[-+]?\d+$/.test(value) ? saturated(BigInt(value.replace('+', ''))) : 0n) : value instanceof GoInt && value.typeName === 'int64' ? value.value : 0n;
      return printDuration(BigInt.asIntN(64, seconds * 1_000_000_000n));
    }),
    durationRound: fn('a', ([value]) => rounded(asDuration(value))),
  };
}
