import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';

const names = ['jan feb mar apr may jun jul aug sep oct nov dec'.split(' '), 'sun mon tue wed thu fri sat'.split(' ')] as const;
const ranges: readonly (readonly [string, number, number, readonly string[]])[] = [['minute', 0, 59, []], ['hour', 0, 23, []], ['day', 1, 31, []], ['month', 1, 12, names[0]], ['weekday', 0, 7, names[1]]];

export default defineRule({
  meta: { summary: 'Schedules are cron expressions', level: 'error', source: 'POLICIES cronjob-schedule-valid; robfig/cron v3', restatesVerdict: true },
  kinds: ['batch/CronJob'],
  *check(object) {
    const schedule = text(object, 'spec', 'schedule');
    const wrong = schedule === undefined || schedule.includes('${') ? undefined : mistake(schedule.trim());
    if (wrong !== undefined) yield { pointer: '/spec/schedule', message: `"${schedule}" is no schedule: ${wrong}` };
  },
});

function mistake(schedule: string): string | undefined {
  if (/^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$|^@every \S+$/.test(schedule)) return undefined;
  const fields = schedule.split(/\s+/);
  if (fields[0]?.startsWith('TZ=') || fields[0]?.startsWith('CRON_TZ=')) return 'the time zone belongs into spec.timeZone';
  if (fields.length !== 5) return `it has ${fields.length} fields, not 5 (minute hour day month weekday)`;
  for (const [index, [name, low, high, words]] of ranges.entries())
    for (const part of fields[index]!.split(',')) {
      const match = /^(?:[*?]|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
      const numbers = match?.slice(1, 3).filter((value) => value !== undefined).map((value) => (words.includes(value.toLowerCase()) ? words.indexOf(value.toLowerCase()) + (low === 1 ? 1 : 0) : Number(value)));
      if (match === null || match === undefined || match[3] === '0' || numbers!.some((value) => !(value >= low && value <= high))) return `"${part}" is no ${name} from ${low} to ${high}`;
    }
  return undefined;
}
