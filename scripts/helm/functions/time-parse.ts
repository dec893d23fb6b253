import { daysSinceEpoch, utc, type Moment, type Zone } from './time-format.ts';
import { chunksOf, days, months, type Chunk } from './time-layout.ts';
import { quoteTime } from './time-quote.ts';

/** What a text says, as far as it was read; -1 where nothing told it. */
interface Fields {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half: 'am' | 'pm' | undefined;
  zone: Zone | undefined;
  zoneName: string;
  offset: number | undefined;
}

/** An element that does not fit (no reason), or is out of its range. */
class Misfit {
  readonly reason: string | undefined;
  readonly rest: string;
  constructor(reason?: string, rest = '') {
    this.reason = reason;
    this.rest = rest;
  }
}

type Parsed = { readonly ok: true; readonly moment: Moment } | { readonly ok: false; readonly error: string };

/** time.ParseInLocation, whose location is UTC: a render must not depend on the machine. */
export function parseTime(layout: string, value: string): Parsed {
  const fail = (element: string, rest: string, reason?: string): Parsed => ({
    ok: false, error: `parsing time ${quoteTime(value)}${reason === undefined ? ` as ${quoteTime(layout)}: cannot parse ${quoteTime(rest)} as ${quoteTime(element)}` : `: ${reason}`}`,
  });
  const fields: Fields = { year: 0, month: -1, day: -1, yearDay: -1, hour: 0, minute: 0, second: 0, nanosecond: 0, half: undefined, zone: undefined, zoneName: '', offset: undefined };
  const chunks = chunksOf(layout);
  let rest = value;
  for (const [i, chunk] of chunks.entries()) {
    try {
      const next = chunk.element === undefined ? skip(rest, chunk.text) : read(chunk, rest, fields, chunks[i + 2]?.element === 'Fraction');
      rest = next;
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      return error.reason === undefined ? fail(chunk.text, chunk.element === undefined ? error.rest : rest) : fail(chunk.text, '', `${error.reason} out of range`);
    }
  }
  if (rest !== '') return fail('', '', `extra text: ${quoteTime(rest)}`);
  const wrong = settleDay(fields);
  return wrong === undefined ? { ok: true, moment: momentOf(fields) } : fail('', '', wrong);
}

/** What stands behind a literal of the layout; runs of blanks are alike. */
function skip(value: string, literal: string): string {
  let rest = value;
  for (let i = 0; i < literal.length; i++) {
    if (literal[i] === ' ') {
      if (rest !== '' && !rest.startsWith(' ')) throw new Misfit(undefined, rest);
      while (literal[i + 1] === ' ') i++;
      rest = rest.replace(/^ +/, '');
    } else {
      if (rest[0] !== literal[i]) throw new Misfit(undefined, rest);
      rest = rest.slice(1);
    }
  }
  return rest;
}

/** A number at the front of a text: `most` digits, as many as that where it is `fixed`. */
function digits(value: string, most: number, fixed: boolean): [number: number, rest: string] {
  const found = new RegExp(`^\\d{${fixed ? most : 1},${most}}`).exec(value)?.[0];
  if (found === undefined) throw new Misfit();
  return [Number(found), value.slice(found.length)];
}

function within(number: number, low: number, high: number, what: string): number {
  if (number < low || number > high) throw new Misfit(what);
  return number;
}

/** The place of a name in a list, whose case does not matter; `size` letters of each count. */
function named(value: string, names: readonly string[], size?: number): [index: number, rest: string] {
  for (const [i, name] of names.entries()) {
    const wanted = name.slice(0, size);
    if (value.slice(0, wanted.length).toLowerCase() === wanted.toLowerCase()) return [i, value.slice(wanted.length)];
  }
  throw new Misfit();
}

/** Reads one element and gives what is behind it. */
function read({ element, text }: Chunk, value: string, fields: Fields, fractionFollows: boolean): string {
  let rest = value;
  switch (element) {
    case 'Year': {
      if (!/^\d\d/.test(value)) throw new Misfit();
      const short = Number(value.slice(0, 2));
      fields.year = short >= 69 ? 1900 + short : 2000 + short;
      return value.slice(2);
    }
    case 'LongYear': [fields.year, rest] = digits(value, 4, true); return rest;
    case 'Month': [fields.month, rest] = named(value, months, 3); return rest;
    case 'LongMonth': [fields.month, rest] = named(value, months); return rest;
    case 'NumMonth': case 'ZeroMonth':
      [fields.month, rest] = digits(value, 2, element === 'ZeroMonth');
      fields.month = within(fields.month, 1, 12, 'month') - 1;
      return rest;
    case 'WeekDay': return named(value, days, 3)[1];
    case 'LongWeekDay': return named(value, days)[1];
    case 'Day': case 'ZeroDay': [fields.day, rest] = digits(value, 2, element === 'ZeroDay'); return rest;
    case 'UnderDay': [fields.day, rest] = digits(value.replace(/^ /, ''), 2, false); return rest;
    case 'UnderYearDay': [fields.yearDay, rest] = digits(value.replace(/^ {1,2}/, ''), 3, false); return rest;
    case 'ZeroYearDay': [fields.yearDay, rest] = digits(value, 3, true); return rest;
    case 'Hour': [fields.hour, rest] = digits(value, 2, false); within(fields.hour, 0, 23, 'hour'); return rest;
    case 'Hour12': case 'ZeroHour12': [fields.hour, rest] = digits(value, 2, element === 'ZeroHour12'); within(fields.hour, 0, 12, 'hour'); return rest;
    case 'Minute': case 'ZeroMinute': [fields.minute, rest] = digits(value, 2, element === 'ZeroMinute'); within(fields.minute, 0, 59, 'minute'); return rest;
    case 'Second': case 'ZeroSecond': {
      [fields.second, rest] = digits(value, 2, element === 'ZeroSecond');
      within(fields.second, 0, 59, 'second');
      // a fraction is taken though the layout has none
      return fractionFollows || !/^[.,]\d/.test(rest) ? rest : fraction(rest, fields);
    }
    case 'PM': case 'pm': {
      const half = value.slice(0, 2);
      if (half.toLowerCase() !== 'am' && half.toLowerCase() !== 'pm' || (element === 'PM') !== (half === half.toUpperCase())) throw new Misfit();
      fields.half = half.toLowerCase() as 'am' | 'pm';
      return value.slice(2);
    }
    case 'Zone': return readOffset(text, value, fields);
    case 'TZ': return readZoneName(value, fields);
    case 'Fraction':
      if (text[1] === '9') return /^[.,]\d/.test(value) ? fraction(value, fields) : value;
      if (!new RegExp(`^[.,]\\d{${text.length - 1}}`).test(value)) throw new Misfit();
      fraction(value.slice(0, text.length), fields);
      return value.slice(text.length);
  }
  return rest;
}

function fraction(value: string, fields: Fields): string {
  const found = /^[.,](\d+)/.exec(value);
  fields.nanosecond = Number((found?.[1] ?? '').slice(0, 9).padEnd(9, '0'));
  return value.slice(found?.[0].length ?? 0);
}

function readOffset(text: string, value: string, fields: Fields): string {
  if (text.startsWith('Z') && value.startsWith('Z')) {
    fields.zone = utc;
    return value.slice(1);
  }
  const pattern = `^([+-])${text.slice(1).replace(/\d\d/g, '(\\d\\d)')}`;
  const [whole, sign, hours = '0', minutes = '0', seconds = '0'] = new RegExp(pattern).exec(value) ?? [];
  if (whole === undefined) throw new Misfit();
  within(Number(hours), 0, 24, 'time zone offset hour');
  within(Number(minutes), 0, 60, 'time zone offset minute');
  within(Number(seconds), 0, 60, 'time zone offset second');
  fields.offset = (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds));
  return value.slice(whole.length);
}

/** An abbreviation, as parseTimeZone knows them by their looks. */
function readZoneName(value: string, fields: Fields): string {
  if (value.startsWith('UTC')) {
    fields.zone = utc;
    return value.slice(3);
  }
  const signed = /^[+-]\d+/.exec(value.startsWith('GMT') ? value.slice(3) : value)?.[0] ?? '';
  const offset = signed !== '' && Number(signed.slice(1)) <= 23 ? signed : '';
  const letters = /^[A-Z]*/.exec(value)?.[0] ?? '';
  const name = /^(?:ChST|MeST)/.exec(value)?.[0] ?? (value.startsWith('GMT') ? `GMT${offset}` : /^[+-]/.test(value) ? offset
    : letters.length === 3 || ((letters.length === 4 || letters.length === 5) && letters.endsWith('T')) || letters === 'WITA' ? letters : '');
  if (name === '' || value.length < 3) throw new Misfit();
  fields.zoneName = name;
  return value.slice(name.length);
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (month: number, year: number): number => (month === 1 && isLeap(year) ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month] as number);

/** Brings month, day and day of the year together; what is wrong with them. */
function settleDay(fields: Fields): string | undefined {
  if (fields.yearDay >= 0) {
    if (fields.yearDay < 1 || fields.yearDay > (isLeap(fields.year) ? 366 : 365)) return 'day-of-year out of range';
    let month = 0;
    let day = fields.yearDay;
    for (; day > daysIn(month, fields.year); month++) day -= daysIn(month, fields.year);
    if (fields.month >= 0 && fields.month !== month) return 'day-of-year does not match month';
    if (fields.day >= 0 && fields.day !== day) return 'day-of-year does not match day';
    fields.month = month;
    fields.day = day;
  }
  if (fields.month < 0) fields.month = 0;
  if (fields.day < 0) fields.day = 1;
  return fields.day < 1 || fields.day > daysIn(fields.month, fields.year) ? 'day out of range' : undefined;
}

function momentOf({ year, month, day, hour, minute, second, nanosecond, half, zone, zoneName, offset }: Fields): Moment {
  const hours = half === 'pm' && hour < 12 ? hour + 12 : half === 'am' && hour === 12 ? 0 : hour;
  const seconds = ((daysSinceEpoch(year, month, day) * 24 + hours) * 60 + minute) * 60 + second;
  const ns = BigInt(seconds) * 1_000_000_000n + BigInt(nanosecond);
  if (zone !== undefined) return { ns, zone };
  if (offset !== undefined) return { ns: ns - BigInt(offset) * 1_000_000_000n, zone: offset === 0 && (zoneName === '' || zoneName === 'UTC') ? utc : { name: zoneName, offset } };
  if (zoneName === '') return { ns, zone: utc };
  // of a name that nobody knows the offset is 0, but for GMT+3
  const own = zoneName.startsWith('GMT') ? Number(zoneName.slice(3)) * 3600 : 0;
  return { ns, zone: { name: zoneName, offset: own } };
}
