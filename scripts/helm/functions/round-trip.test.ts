import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import type { Value, ValueMap } from '../template/value.ts';
import { toYaml } from './convert.ts';
import { rememberedYaml, writtenYaml } from './round-trip.ts';

const parsed = (text: string): unknown => {
  const { documents, errors } = parseYaml(text);
  expect(errors).toEqual([]);
  return documents[0]?.root === undefined ? null : toJson(documents[0].root, 'sigs');
};

const words = fc.oneof(fc.constantFrom('yes', 'on', '0644', '1_0', '1e3', '.5', '~', 'null', '<<', ': a', '- b', '# c', "it's", '"', '{{ x }}', ' a', 'a ', '', '1:30', '2020-01-01', '0x10', '=', '---', '.inf'), fc.string({ unit: 'grapheme-ascii', maxLength: 70 }), fc.string({ maxLength: 30 }));
const numbers = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 1e6, 1e21));
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, words, numbers, fc.boolean(), fc.constant(null), fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }), tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(fc.oneof(words, fc.constantFrom('name', 'a1', 'a10', 'app.kubernetes.io/name', '__proto__')), tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

test('what is remembered of a text is what the parser reads', () => {
  let remembered = 0;
  fc.assert(fc.property(anything.map, (value) => {
    const text = toYaml(value as Value);
    for (const around of [text, `\n${text}\n`]) {
      const found = rememberedYaml(around);
      if (found === undefined) continue;
      remembered++;
      expect(found).toStrictEqual(parsed(around));
      // what a manifest is made of: the order of its keys is that of the text
      expect(JSON.stringify(writtenYaml(around))).toBe(JSON.stringify(parsed(around)));
    }
  }), { numRuns: 1500 });
  expect(remembered).toBeGreaterThan(100);
});

test('neither a change of the value nor one of what was read reaches the next reader', () => {
  const value: ValueMap = { kept: { list: [1, { a: 'b' }] } };
  const text = toYaml(value);
  (value['kept'] as ValueMap)['list'] = 'changed';
  const first = rememberedYaml(text) as { kept: { list: Value[] } };
  first.kept.list.push('more');
  expect(rememberedYaml(text)).toEqual({ kept: { list: [1, { a: 'b' }] } });
});

test('what loses something on the way is left to the parser', () => {
  const lossy: ValueMap[] = [{ text: 'a\nb\n' }, { '<<': { a: 1 } }, { long: 'x'.repeat(61) }, { a: 1.5 }];
  for (const value of lossy) expect(rememberedYaml(toYaml(value))).toBeUndefined();
});
