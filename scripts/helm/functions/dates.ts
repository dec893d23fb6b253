import { GoInt, GoObject, int64, integerOf, typeOf, type Value } from '../template/value.ts';
import { durationError, parseDuration, printDuration } from './durations.ts';
import { fn, FunctionError, text, type Table } from './kit.ts';

/** A point in time as `now` gives it; UTC, because a render must not depend on the machine. */
function time(ms: number): GoObject {
  const date = new Date(ms);
  const at = (name: string, value: () => Value) => [name, value] as const;
  return new GoObject('time.Time', new Map([['ms', ms]]), new Map<string, (...args: Value[]) => Value>([
    at('Unix', () => int64(BigInt(Math.floor(ms / 1000)))),
    at('UnixNano', () => int64(BigInt(ms) * 1_000_000n)),
    at('Year', () => BigInt(date.getUTCFullYear())),
    at('Day', () => BigInt(date.getUTCDate())),
    at('Hour', () => BigInt(date.getUTCHours())),
    at('Minute', () => BigInt(date.getUTCMinutes())),
    at('Second', () => BigInt(date.getUTCSeconds())),
    at('Month', () => months[date.getUTCMonth()] as string),
    at('Weekday', () => days[date.getUTCDay()] as string),
    at('UTC', () => time(ms)),
    ['Format', (layout) => format(text(layout), ms)],
    at('String', () => format('2006-01-02 15:04:05 -0700 MST', ms)),
  ]), format('2006-01-02 15:04:05 -0700 MST', ms));
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const layoutParts = /January|Jan|Monday|Mon|MST|2006|Z07:00|Z0700|-07:00|-0700|-07|_2|002|01|02|03|04|05|06|15|PM|pm|[.,]0+|[.,]9+|1|2|3|4|5/g;

interface Offset { readonly sign: string; readonly hours: string; readonly minutes: string; readonly name: string }

/** time.Format of the wall clock's milliseconds; `offset` says how far it is from UTC. */
function format(layout: string, ms: number, offset?: Offset): string {
  const date = new Date(ms);
  const { sign, hours, minutes } = offset ?? { sign: '+', hours: '00', minutes: '00' };
  const two = (value: number) => String(value).padStart(2, '0');
  const hour12 = date.getUTCHours() % 12 || 12;
  const yearDay = Math.floor((Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  const values: Record<string, string> = {
    January: months[date.getUTCMonth()] as string, Jan: (months[date.getUTCMonth()] as string).slice(0, 3), Monday: days[date.getUTCDay()] as string, Mon: (days[date.getUTCDay()] as string).slice(0, 3),
    MST: offset?.name ?? 'UTC', 2006: String(date.getUTCFullYear()).padStart(4, '0'), '06': two(date.getUTCFullYear() % 100), '01': two(date.getUTCMonth() + 1), 1: String(date.getUTCMonth() + 1),
    '02': two(date.getUTCDate()), _2: String(date.getUTCDate()).padStart(2, ' '), 2: String(date.getUTCDate()), '002': String(yearDay).padStart(3, '0'), 15: two(date.getUTCHours()), '03': two(hour12), 3: String(hour12),
    '04': two(date.getUTCMinutes()), 4: String(date.getUTCMinutes()), '05': two(date.getUTCSeconds()), 5: String(date.getUTCSeconds()), PM: date.getUTCHours() < 12 ? 'AM' : 'PM', pm: date.getUTCHours() < 12 ? 'am' : 'pm',
    'Z07:00': offset === undefined ? 'Z' : `${sign}${hours}:${minutes}`, Z0700: offset === undefined ? 'Z' : `${sign}${hours}${minutes}`, '-07:00': `${sign}${hours}:${minutes}`, '-0700': `${sign}${hours}${minutes}`, '-07': `${sign}${hours}`,
  };
  return layout.replace(layoutParts, (part) => {
    const known = values[part];
    if (known !== undefined) return known;
    const digits = String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(9, '0').slice(0, part.length - 1);
    return part[1] === '0' ? part[0] + digits : digits.replace(/0+$/, '') === '' ? '' : part[0] + digits.replace(/0+$/, '');
  });
}

/** The text of a moment in a zone; a zone that nobody knows is UTC. */
function inZone(layout: string, ms: number, zone: string): string {
  if (zone === 'UTC' || zone === 'Local' || zone === '') return format(layout, ms);
  try {
    const named = (style: 'longOffset' | 'short') => new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: style }).formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(named('longOffset')) ?? [];
    if (sign === undefined) return format(layout, ms);
    const shift = (sign === '-' ? -1 : 1) * (Number(hours) * 3_600_000 + Number(minutes) * 60_000);
    const offset = { sign, hours: hours ?? '00', minutes: minutes ?? '00' };
    const short = named('short');
    return format(layout, ms + shift, { ...offset, name: short.startsWith('GMT') ? `${sign}${offset.hours}${offset.minutes === '00' ? '' : offset.minutes}` : short });
  } catch {
    return format(layout, ms);
  }
}

/** time.Parse for the layouts that charts use; undefined where the text does not fit. */
function parse(layout: string, value: string): number | undefined {
  const order: string[] = [];
  const pattern = layout.split(layoutParts).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = layout.match(layoutParts) ?? [];
  const groups: Record<string, string> = { 2006: '(\\d{4})', '01': '(\\d{2})', '02': '(\\d{2})', 15: '(\\d{2})', '04': '(\\d{2})', '05': '(\\d{2})', Jan: '([A-Z][a-z]{2})', January: '([A-Z][a-z]+)', 2: '(\\d{1,2})', 1: '(\\d{1,2})', _2: '([ \\d]\\d)' };
  const source = found.map((part, i) => {
    order.push(part);
    return (pattern[i] as string) + (groups[part] ?? '([^ ]+)');
  }).join('') + (pattern.at(-1) as string);
  const match = new RegExp(`^${source}$`).exec(value);
  if (match === null) return undefined;
  const get = (...names: string[]) => {
    const at = order.findIndex((name) => names.includes(name));
    return at < 0 ? undefined : match[at + 1];
  };
  const monthName = get('Jan', 'January');
  const month = monthName === undefined ? Number(get('01', '1') ?? 1) : months.findIndex((name) => name.startsWith(monthName)) + 1;
  return Date.UTC(Number(get('2006') ?? 0), month - 1, Number(get('02', '2', '_2') ?? 1), Number(get('15') ?? 0), Number(get('04') ?? 0), Number(get('05') ?? 0));
}

function millis(value: Value | undefined): number {
  if (value instanceof GoObject && value.fields.has('ms')) return value.fields.get('ms') as number;
  const seconds = integerOf(value);
  if (seconds !== undefined) return Number(seconds) * 1000;
  throw new FunctionError(`wrong type for time: ${typeOf(value as Value)}`);
}

/** A duration in milliseconds. */
function duration(text: string): number | undefined {
  const nanoseconds = parseDuration(text);
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
}

function rounded(ms: number): string {
  const all = Math.abs(ms);
  for (const [unit, size] of [['y', 31_536_000_000], ['mo', 2_592_000_000], ['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]] as const) {
    if (all >= size) return `${Math.floor(all / size)}${unit}`;
  }
  return '0s';
}

/** Sprig's date functions over UTC; `now` is the time that the render was given. */
export function dateFunctions(now: () => number): Table {
  const modify = ([by, value]: Value[]) => {
    const shift = duration(by as string);
    return shift === undefined ? undefined : time(millis(value) + shift);
  };
  /** Sprig's dates take anything: what is neither a time nor an int is now. */
  const moment = (value: Value | undefined) => (value instanceof GoObject && value.fields.has('ms') ? millis(value) : integerOf(value) !== undefined ? millis(value) : now());
  const asDuration = (value: Value | undefined) => (typeof value === 'string' ? duration(value) ?? 0 : value instanceof GoInt ? Number(value.value) / 1e6 : value instanceof GoObject ? now() - millis(value) : 0);
  const toDate = ([layout, value]: Value[]) => parse(layout as string, value as string);
  return {
    now: fn('', () => time(now())),
    date: fn('sa', ([layout, value]) => format(layout as string, moment(value))),
    dateInZone: fn('sas', ([layout, value, zone]) => inZone(layout as string, moment(value), zone as string)),
    date_in_zone: fn('sas', ([layout, value, zone]) => inZone(layout as string, moment(value), zone as string)),
    htmlDate: fn('a', ([value]) => format('2006-01-02', moment(value))),
    htmlDateInZone: fn('as', ([value, zone]) => inZone('2006-01-02', moment(value), zone as string)),
    dateModify: fn('sa', (args) => modify(args) ?? args[1] as Value),
    date_modify: fn('sa', (args) => modify(args) ?? args[1] as Value),
    mustDateModify: fn('sa', (args) => must(modify(args), durationError(args[0] as string))),
    must_date_modify: fn('sa', (args) => must(modify(args), durationError(args[0] as string))),
    toDate: fn('ss', (args) => time(toDate(args) ?? Date.UTC(1, 0, 1))),
    mustToDate: fn('ss', (args) => time(must(toDate(args), `parsing time "${args[1] as string}" as "${args[0] as string}": cannot parse`) as number)),
    unixEpoch: fn('a', ([value]) => String(Math.floor(millis(value) / 1000))),
    ago: fn('a', ([value]) => printDuration(BigInt(Math.round((now() - moment(value)) / 1000)) * 1_000_000_000n)),
    duration: fn('a', ([value]) => printDuration((typeof value === 'string' ? (/^[-+]?\d+$/.test(value) ? BigInt.asIntN(64, BigInt(value.replace('+', ''))) : 0n) : value instanceof GoInt ? value.value : 0n) * 1_000_000_000n)),
    durationRound: fn('a', ([value]) => rounded(asDuration(value))),
  };
}

function must<T extends Value>(value: T | undefined, message: string): T {
  if (value === undefined) throw new FunctionError(message);
  return value;
}
