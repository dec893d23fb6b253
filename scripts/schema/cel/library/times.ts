import type { Run } from '../run.ts';
import { fail, isSpecial, type Value } from '../values.ts';

/** A timestamp in a zone: `UTC`, `-08:00`, or a name that the platform knows. */
function dateIn(value: Value | undefined, zone: Value | undefined): Date {
  if (value === undefined || !isSpecial(value) || value.special !== 'timestamp') return fail('no such overload: the value is no timestamp');
  const date = new Date(Number(value.nanos / 1_000_000n));
  if (zone === undefined || zone === 'UTC') return date;
  const offset = /^([+-]?)(\d\d):(\d\d)$/.exec(String(zone));
  if (offset !== null) return new Date(date.getTime() + (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000);
  try {
    const parts = new Intl.DateTimeFormat('en-GB', { timeZone: String(zone), dateStyle: 'short', timeStyle: 'medium', hour12: false }).format(date);
    const [day, month, year, hour, minute, second] = parts.split(/\D+/).map(Number) as [number, number, number, number, number, number];
    return new Date(Date.UTC(year, month - 1, day, hour, minute, second, date.getUTCMilliseconds()));
  } catch {
    return fail(`unknown time zone ${String(zone)}`);
  }
}

const part = (read: (date: Date) => number, perDuration?: bigint): Run => ([value, zone]) =>
  perDuration !== undefined && value !== undefined && isSpecial(value) && value.special === 'duration' ? value.nanos / perDuration : BigInt(read(dateIn(value, zone)));

const dayOfYear = (date: Date): number => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);

export const times: Readonly<Record<string, Run>> = {
  '.getFullYear': part((date) => date.getUTCFullYear()),
  '.getMonth': part((date) => date.getUTCMonth()),
  '.getDayOfYear': part(dayOfYear),
  '.getDayOfMonth': part((date) => date.getUTCDate() - 1),
  '.getDate': part((date) => date.getUTCDate()),
  '.getDayOfWeek': part((date) => date.getUTCDay()),
  '.getHours': part((date) => date.getUTCHours(), 3_600_000_000_000n),
  '.getMinutes': part((date) => date.getUTCMinutes(), 60_000_000_000n),
  '.getSeconds': part((date) => date.getUTCSeconds(), 1_000_000_000n),
  '.getMilliseconds': ([value, zone]) =>
    value !== undefined && isSpecial(value) && value.special === 'duration' ? value.nanos / 1_000_000n : BigInt(dateIn(value, zone).getUTCMilliseconds()),
};
