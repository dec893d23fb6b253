import { isObject } from '../../lib/json.ts';
import { readYaml } from '../values/goYaml.ts';
import { goKind } from '../values/load.ts';
import { dependencyOf, dependencyTexts, FieldError, fieldsOf, listOf, textOf } from './metadata.ts';

/**
 * What is wrong with a Chart.lock (requirements.lock of v1 charts): it decides nothing when a chart is rendered, but Helm
 * loads no chart with one that does not decode (pkg/chart/v2/dependency.go, type Lock).
 */
export function checkLock(text: string, file: string): { readonly ok: true } | { readonly ok: false; readonly error: string; readonly line?: number } {
  const read = readYaml(text, ([first = '', , third = '', fourth]) => (fourth === undefined ? (third === '' ? first.toLowerCase() === 'digest' : first.toLowerCase() === 'dependencies' && dependencyTexts.has(third.toLowerCase())) : third.toLowerCase() === 'tags'));
  if (!read.ok) return { ok: false, error: `cannot load ${file}: ${read.error}`, ...(read.line === undefined ? {} : { line: read.line }) };
  const wrong = (error: string) => ({ ok: false as const, error: `cannot load ${file}: error unmarshaling JSON: while decoding JSON: ${error}` });
  const { value } = read;
  if (value === null) return { ok: true };
  if (!isObject(value)) return wrong(`json: cannot unmarshal ${goKind(value)} into Go value of type v2.Lock`);
  const field = fieldsOf(value);
  const generated = field('generated') ?? null;
  if (generated !== null && typeof generated !== 'string') return wrong('Time.UnmarshalJSON: input is not a JSON string');
  if (generated !== null && !isTime(generated)) return wrong(`parsing time ${JSON.stringify(generated)} as "2006-01-02T15:04:05Z07:00": no such time`);
  try {
    textOf(field('digest'), 'Lock.digest');
    for (const one of listOf(field('dependencies'), 'Lock.dependencies', '[]*v2.Dependency')) if (one !== null) dependencyOf(one, 'Lock');
  } catch (error) {
    if (error instanceof FieldError) return wrong(`json: ${error.message}`);
    throw error;
  }
  return { ok: true };
}

/** RFC 3339 to the letter, as Go decodes a time. */
function isTime(text: string): boolean {
  const [, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] = (/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-](\d\d):(\d\d))$/.exec(text) ?? []).map(Number);
  const days = new Date(Date.UTC(2000 + year % 400, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60 && (zoneHour || 0) < 24 && (zoneMinute || 0) < 60;
}
