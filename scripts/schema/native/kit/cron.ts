/**
 * Schedules as the server reads them. Upstream: github.com/robfig/cron/v3 parser.go ParseStandard; times of day as
 * Kubernetes takes them from pkg/apis/batch/validation/validation.go validateScheduleFormat.
 */
interface Bounds {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const places: readonly Bounds[] = [
  { name: 'minute', low: 0, high: 59 },
  { name: 'hour', low: 0, high: 23 },
  { name: 'day of the month', low: 1, high: 31 },
  { name: 'month', low: 1, high: 12, names: months },
  { name: 'day of the week', low: 0, high: 6, names: days },
];
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** What is wrong with a schedule, or undefined. */
export function cronProblem(schedule: string): string | undefined {
  let text = schedule;
  const zone = /^(?:CRON_)?TZ=(\S*)/.exec(schedule);
  if (zone !== null) {
    if (!schedule.includes(' ') || timeZoneProblem(zone[1] ?? '') !== undefined) return 'has a time zone that is unknown';
    text = schedule.slice(schedule.indexOf(' ')).trim();
  }
  if (text.startsWith('@')) {
    if (descriptors.includes(text)) return undefined;
    if (text.startsWith('@every ')) return isDuration(text.slice('@every '.length)) ? undefined : 'has a duration that cannot be read; write one such as @every 1h30m';
    return `is no known shorthand; write one of ${descriptors.join(', ')}`;
  }
  const fields = text.split(/[\s\u0085]+/u).filter((field) => field !== '');
  if (fields.length !== 5) return `must have 5 fields (minute, hour, day of the month, month, day of the week); it has ${fields.length}`;
  for (const [index, bounds] of places.entries()) {
    for (const range of (fields[index] ?? '').split(',').filter((part) => part !== '')) {
      const problem = rangeProblem(range, bounds);
      if (problem !== undefined) return `has a ${bounds.name} "${range}" that ${problem}`;
    }
  }
  return undefined;
}

function rangeProblem(text: string, bounds: Bounds): string | undefined {
  const [range = '', step, ...more] = text.split('/');
  const [from = '', to, ...rest] = range.split('-');
  let [low, high] = [bounds.low, bounds.high];
  if (from !== '*' && from !== '?') {
    const first = numberOf(from, bounds);
    const second = to === undefined ? first : numberOf(to, bounds);
    if (first === undefined || second === undefined) return 'is no number';
    if (rest.length > 0) return "has more than one '-'";
    [low, high] = [first, second];
  }
  if (more.length > 0) return "has more than one '/'";
  let every = 1;
  if (step !== undefined) {
    const value = numberOf(step, { ...bounds, names: undefined });
    if (value === undefined) return 'has a step that is no number';
    every = value;
    if (to === undefined) high = bounds.high;
  }
  if (low < bounds.low || high > bounds.high) return `is not between ${bounds.low} and ${bounds.high}`;
  if (low > high) return 'begins after its end';
  return every === 0 ? 'has a step of 0' : undefined;
}
function numberOf(text: string, bounds: Omit<Bounds, 'names'> & { readonly names?: readonly string[] | undefined }): number | undefined {
  const name = bounds.names?.indexOf(text.toLowerCase()) ?? -1;
  if (name >= 0) return name + (bounds.low === 1 ? 1 : 0);
  return /^\+?\d{1,18}$/.test(text) || text === '-0' ? Number(text) : undefined;
}

/** Go's time.ParseDuration: `1h30m`, `-1.5s`, `0`. */
export function isDuration(text: string): boolean {
  return text.length < 200 && /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(text);
}

/** Upstream: validateTimeZone. Names are those of the IANA database, in its spelling. */
export function timeZoneProblem(name: string): string | undefined {
  const unknown = 'is no time zone of the IANA database, such as Europe/Berlin or Etc/UTC';
  if (name === '') return 'must not be empty';
  for (const part of name.split('/')) if (part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part)) return unknown;
  if (name.toLowerCase() === 'local') return 'must be an explicit time zone, such as Europe/Berlin';
  if (['UTC', 'Factory', 'posixrules'].includes(name)) return undefined;
  // Intl takes any case and offsets as well, the database does not
  if (/^[+-]|^\d|^SystemV\//.test(name) || name.split('/').some((part) => /^[a-z]/.test(part) || /^[A-Z]{5,}$/.test(part))) return unknown;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return undefined;
  } catch {
    return unknown;
  }
}
