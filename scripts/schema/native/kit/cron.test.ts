import { describe, expect, it } from 'vitest';
import { cronProblem, isDuration, timeZoneProblem } from './cron.ts';

describe('cronProblem', () => {
  it.each(['* * * * *', '*/5 1-3 1,15 jan-MAR mon', '@daily', '@every 1h30m', '0 0 ? * ?', '5/15 * * * *', '+5 * * * *', ',, * * * *'])('%s', (schedule) => {
    expect(cronProblem(schedule)).toBeUndefined();
  });
  it.each([
    ['* * * *', 'must have 5 fields (minute, hour, day of the month, month, day of the week); it has 4'],
    ['60 * * * *', 'has a minute "60" that is not between 0 and 59'],
    ['* * 0 * *', 'has a day of the month "0" that is not between 1 and 31'],
    ['* * * * 7', 'has a day of the week "7" that is not between 0 and 6'],
    ['*/0 * * * *', 'has a minute "*/0" that has a step of 0'],
    ['5-1 * * * *', 'has a minute "5-1" that begins after its end'],
    ['1-2-3 * * * *', 'has a minute "1-2-3" that has more than one \'-\''],
    ['a * * * *', 'has a minute "a" that is no number'],
    ['@reboot', 'is no known shorthand; write one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly'],
    ['@every x', 'has a duration that cannot be read; write one such as @every 1h30m'],
    ['TZ=Nowhere * * * * *', 'has a time zone that is unknown'],
  ])('%s', (schedule, problem) => {
    expect(cronProblem(schedule)).toBe(problem);
  });
  it('reads durations as Go does', () => {
    expect(['1h', '1.5s', '-2m', '0', '1h2m3s4ms'].every(isDuration)).toBe(true);
    expect(['1', '1 h', '1d', '', 'h'].some(isDuration)).toBe(false);
  });
  it('knows time zones by their exact names', () => {
    expect(['UTC', 'Etc/UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'EST5EDT'].map(timeZoneProblem)).toEqual(Array(5).fill(undefined));
    const unknown = 'is no time zone of the IANA database, such as Europe/Berlin or Etc/UTC';
    expect(['europe/berlin', 'Berlin', '+01:00', '../etc', 'EUROPE/BERLIN'].map(timeZoneProblem)).toEqual(Array(5).fill(unknown));
    expect(timeZoneProblem('Local')).toBe('must be an explicit time zone, such as Europe/Berlin');
  });
});
