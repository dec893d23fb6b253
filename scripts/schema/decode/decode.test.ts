import { describe, expect, it } from 'vitest';
import type { FieldError } from '../errors.ts';
import type { Json } from '../../model/json.ts';
import { parseDuration } from './duration.ts';
import { isTime } from './scalars.ts';
import { typedDecoders } from './typed.ts';

const decoderOf = typedDecoders({
  Thing: { 'name*': 'string', count: 'int32', big: 'int64', on: 'bool', ratio: 'float', data: '{}bytes', port: 'int-or-string', cpu: '{}quantity', at: 'time', micro: 'microtime', after: 'duration', raw: 'any', parts: '[]Part', tags: '[=]string', labels: '{}string' },
  Part: { key: 'string' },
});

function decode(value: Json): { decoded: Json | undefined; errors: string[] } {
  const errors: FieldError[] = [];
  const decoded = decoderOf('Thing')(value, undefined, errors);
  return { decoded, errors: errors.map((error) => `${error.field} [${error.reason}]: ${error.message}`) };
}

describe('strict decoding', () => {
  it('refuses unknown fields at any depth and names the near one', () => {
    expect(decode({ nam: 'x', parts: [{ keys: 'a' }], zzz: 1 }).errors).toEqual([
      'nam [unknown-field]: unknown field; did you mean "name"?', 'parts[0].keys [unknown-field]: unknown field; did you mean "key"?', 'zzz [unknown-field]: unknown field',
    ]);
  });

  it('leaves nulls out, and fills lists and maps with what Go has', () => {
    expect(decode({ name: null, parts: [null], tags: [null], labels: { a: null } })).toEqual({ decoded: { parts: [{}], tags: [''], labels: { a: '' } }, errors: [] });
  });

  it.each<[string, Json, string]>([
    ['name', 5, 'name [type]: must be a string, not the number 5; write "5" in quotes'],
    ['count', '3', 'count [type]: must be an integer; write 3 without quotes, not the string "3"'],
    ['count', 2147483648, 'count [type]: must be an integer of type int32, not the number 2147483648'],
    ['count', 1.5, 'count [type]: must be an integer, not the number 1.5'],
    ['big', 9223372036854775808n, 'big [type]: must be an integer of type int64, not the number 9223372036854775808'],
    ['on', 'true', 'on [type]: must be true or false, not the string "true"; write true without quotes'],
    ['data', { a: 'x' }, 'data[a] [type]: must be base64, not the string "x"; encode it, or use stringData where the kind has it'],
    ['port', true, 'port [type]: must be an integer or a string, not the boolean true'],
    ['cpu', { a: '1 core' }, 'cpu[a] [type]: must be a quantity such as "500m", "1.5" or "2Gi", not the string "1 core"'],
    ['at', '2024-02-30T00:00:00Z', 'at [type]: must be a time such as "2030-01-31T12:00:00Z", not the string "2024-02-30T00:00:00Z"'],
    ['micro', '2024-01-01T00:00:00Z', 'micro [type]: must be a time such as "2030-01-31T12:00:00.000000Z", not the string "2024-01-01T00:00:00Z"'],
    ['after', '1d', 'after [type]: must be a duration such as "1m30s", not the string "1d"'],
    ['parts', {}, 'parts [type]: must be a list, not an object'],
    ['labels', [], 'labels [type]: must be an object, not a list'],
  ])('%s: %s', (field, value, error) => expect(decode({ [field]: value }).errors).toEqual([error]));

  it('treats __proto__ as any other key', () => {
    const { errors } = decode(JSON.parse('{"__proto__": 1, "labels": {"__proto__": "x"}}') as Json);
    expect(errors).toEqual(['__proto__ [unknown-field]: unknown field']);
  });
});

it.each([['1h30m', 5_400_000_000_000n], ['-1.5s', -1_500_000_000n], ['0', 0n], ['1d', undefined], ['', undefined], ['5', undefined], ['.s', undefined]])('duration %s', (text, nanos) =>
  expect(parseDuration(text)).toBe(nanos));
it.each([['2024-02-29T23:59:59.5+02:00', true], ['2023-02-29T00:00:00Z', false], ['2024-01-01 00:00:00Z', false]])('time %s', (text, good) => expect(isTime(text)).toBe(good));
