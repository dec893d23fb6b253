import { GoInt, GoObject, int64, typeOf, type Value } from '../template/value.ts';
import { durationValue } from './durations.ts';
import { FunctionError, text, toInt } from './kit.ts';
import { clockOf, daysSinceEpoch, formatTime, secondsOf, utc, type Moment } from './time-format.ts';
import { days, months } from './time-layout.ts';

/** A time.Time, with the methods that templates can call. */
export class GoTime extends GoObject {
  readonly moment: Moment;
  constructor(moment: Moment) {
    super('time.Time', new Map(), methodsOf(moment), formatTime('2006-01-02 15:04:05.999999999 -0700 MST', moment), undefined, formatTime('2006-01-02T15:04:05.999999999Z07:00', moment));
    this.moment = moment;
  }
}

const other = (value: Value | undefined): Moment => {
  if (value instanceof GoTime) return value.moment;
  throw new FunctionError(`wrong type for value; expected time.Time; got ${typeOf(value ?? null)}`);
};

function methodsOf(moment: Moment): GoObject['methods'] {
  const { ns, zone } = moment;
  const ofClock = (field: 'year' | 'day' | 'hour' | 'minute' | 'second' | 'nanosecond' | 'yearDay') => () => BigInt(clockOf(moment)[field]);
  const seconds = secondsOf(ns);
  return new Map<string, (...args: Value[]) => Value>([
    ['Unix', () => int64(seconds)], ['UnixMilli', () => int64(ns / 1_000_000n)], ['UnixMicro', () => int64(ns / 1_000n)], ['UnixNano', () => int64(BigInt.asIntN(64, ns))],
    ['Year', ofClock('year')], ['Day', ofClock('day')], ['Hour', ofClock('hour')], ['Minute', ofClock('minute')], ['Second', ofClock('second')], ['Nanosecond', ofClock('nanosecond')], ['YearDay', ofClock('yearDay')],
    ['Month', () => named('time.Month', clockOf(moment).month + 1, months[clockOf(moment).month])], ['Weekday', () => named('time.Weekday', clockOf(moment).weekday, days[clockOf(moment).weekday])],
    ['UTC', () => new GoTime({ ns, zone: utc })], ['Local', () => new GoTime({ ns, zone: utc })],
    ['IsZero', () => ns === zeroTime.ns], ['Before', (than) => ns < other(than).ns], ['After', (than) => ns > other(than).ns], ['Equal', (than) => ns === other(than).ns],
    ['Add', (by) => new GoTime({ ns: ns + toNanoseconds(by), zone })], ['Sub', (than) => durationValue(BigInt.asIntN(64, ns - other(than).ns))],
    ['AddDate', (...by) => new GoTime(addDate(moment, by.map((one) => Number(toInt(one)))))],
    ['Format', (layout) => formatTime(text(layout), moment)], ['String', () => formatTime('2006-01-02 15:04:05.999999999 -0700 MST', moment)],
  ]);
}

/** A time.Month or time.Weekday: an int that prints as a word. */
const named = (type: string, value: number, word = ''): GoInt => new GoInt(BigInt(value), type, word, new Map([['String', () => word]]));

const toNanoseconds = (value: Value | undefined): bigint => (value instanceof GoInt ? value.value : typeof value === 'bigint' ? value : 0n);

function addDate(moment: Moment, [years = 0, monthsMore = 0, daysMore = 0]: readonly number[]): Moment {
  const clock = clockOf(moment);
  const month = clock.month + monthsMore;
  const before = daysSinceEpoch(clock.year, clock.month, clock.day);
  const after = daysSinceEpoch(clock.year + years + Math.floor(month / 12), ((month % 12) + 12) % 12, 1) + clock.day - 1 + daysMore;
  return { ns: moment.ns + BigInt(after - before) * 86_400_000_000_000n, zone: moment.zone };
}

/** Where Go's time begins. */
export const zeroTime: Moment = { ns: BigInt(daysSinceEpoch(1, 0, 1)) * 86_400_000_000_000n, zone: utc };
