import { chunksOf, days, months, type Chunk } from './time-layout.ts';

/** A moment as a clock on a wall shows it: nanoseconds since 1970 in UTC, and the place's distance from UTC in seconds with its name. */
export interface Moment {
  readonly ns: bigint;
  readonly zone: Zone;
}

/** `name` is '' where only the offset is known. */
export interface Zone {
  readonly name: string;
  readonly offset: number;
}

export const utc: Zone = { name: 'UTC', offset: 0 };

export interface Clock {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly weekday: number;
  readonly yearDay: number;
}

const perSecond = 1_000_000_000n;
const perDay = 86_400;

/** Seconds since 1970, rounded down. */
export function secondsOf(ns: bigint): bigint {
  return (ns - nanosecondsOf(ns)) / perSecond;
}

function nanosecondsOf(ns: bigint): bigint {
  return ((ns % perSecond) + perSecond) % perSecond;
}

/** Days since 1970 of a date of the Gregorian calendar, as it would be before it was there, too; `month` from 0. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const years = month < 2 ? year - 1 : year;
  const era = Math.floor(years / 400);
  const ofEra = years - era * 400;
  const ofYear = Math.floor((153 * ((month + 10) % 12) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** What the wall shows. JavaScript's dates end in the year 275760; Go's moments do not. */
export function clockOf({ ns, zone }: Moment): Clock {
  const seconds = secondsOf(ns) + BigInt(zone.offset);
  const day = Number((seconds - (((seconds % BigInt(perDay)) + BigInt(perDay)) % BigInt(perDay))) / BigInt(perDay));
  const second = Number(seconds - BigInt(day) * BigInt(perDay));
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const years = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const counted = Math.floor((5 * ofYear + 2) / 153);
  const month = (counted + 2) % 12;
  const year = years + era * 400 + (month < 2 ? 1 : 0);
  return {
    year, month, day: ofYear - Math.floor((153 * counted + 2) / 5) + 1,
    hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60, nanosecond: Number(nanosecondsOf(ns)),
    weekday: (((day + 4) % 7) + 7) % 7, yearDay: day - daysSinceEpoch(year, 0, 1) + 1,
  };
}

/** time.Time's Format. */
export function formatTime(layout: string, moment: Moment): string {
  const clock = clockOf(moment);
  return chunksOf(layout).map((chunk) => (chunk.element === undefined ? chunk.text : written(chunk, clock, moment.zone))).join('');
}

const padded = (value: number, size: number, by = '0'): string => (value < 0 ? `-${String(-value).padStart(size, by)}` : String(value).padStart(size, by));

function written({ element, text }: Chunk, clock: Clock, zone: Zone): string {
  const hour12 = clock.hour % 12 || 12;
  switch (element) {
    case 'Year': return padded(Math.abs(clock.year) % 100, 2);
    case 'LongYear': return padded(clock.year, 4);
    case 'LongMonth': return months[clock.month] as string;
    case 'Month': return (months[clock.month] as string).slice(0, 3);
    case 'NumMonth': return String(clock.month + 1);
    case 'ZeroMonth': return padded(clock.month + 1, 2);
    case 'LongWeekDay': return days[clock.weekday] as string;
    case 'WeekDay': return (days[clock.weekday] as string).slice(0, 3);
    case 'Day': return String(clock.day);
    case 'UnderDay': return padded(clock.day, 2, ' ');
    case 'ZeroDay': return padded(clock.day, 2);
    case 'UnderYearDay': return padded(clock.yearDay, 3, ' ');
    case 'ZeroYearDay': return padded(clock.yearDay, 3);
    case 'Hour': return padded(clock.hour, 2);
    case 'Hour12': return String(hour12);
    case 'ZeroHour12': return padded(hour12, 2);
    case 'Minute': return String(clock.minute);
    case 'ZeroMinute': return padded(clock.minute, 2);
    case 'Second': return String(clock.second);
    case 'ZeroSecond': return padded(clock.second, 2);
    case 'PM': return clock.hour >= 12 ? 'PM' : 'AM';
    case 'pm': return clock.hour >= 12 ? 'pm' : 'am';
    case 'TZ': return zone.name === '' ? shortOffset(zone.offset) : zone.name;
    case 'Zone': return writtenZone(text, zone.offset);
    case 'Fraction': {
      const digits = padded(clock.nanosecond, 9).slice(0, text.length - 1);
      if (text[1] === '0') return text.charAt(0) + digits;
      const short = digits.replace(/0+$/, '');
      return short === '' ? '' : text.charAt(0) + short;
    }
  }
  return text;
}

/** Of a zone without a name: `+02`, or `+0530` where it is no whole hour. */
function shortOffset(offset: number): string {
  const minutes = Math.trunc(Math.abs(offset) / 60);
  return `${offset < 0 ? '-' : '+'}${padded(Math.floor(minutes / 60), 2)}${padded(minutes % 60, 2)}`;
}

function writtenZone(text: string, offset: number): string {
  if (offset === 0 && text.startsWith('Z')) return 'Z';
  const size = Math.abs(offset);
  const numbers = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map((number) => padded(number, 2));
  const count = text.replace(/[^0]/g, '').length === 1 ? 1 : /^.07:?00:?00$/.test(text) ? 3 : 2;
  return `${offset < 0 && Math.trunc(offset / 60) !== 0 ? '-' : '+'}${numbers.slice(0, count).join(text.includes(':') ? ':' : '')}`;
}
