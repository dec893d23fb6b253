import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainPattern } from './plain-pattern.ts';
import { compileRe2 } from './re2.ts';

const spans = (pattern: string, text: string): string => {
  const matcher = compileRe2(pattern).matcher(text);
  const out: string[] = [];
  while (matcher.find()) out.push(`${matcher.start(0)}-${matcher.end(0)}`);
  return out.join(' ');
};

it.each([
  ['^[0-9]+$', true], [String.raw`\W+`, true], [String.raw`[\x00-\x08\x0B\x7F]`, true], ['^v?1.2$', true], [String.raw`^[a-z]([-a-z0-9]*)$`, false], [String.raw`\s\d*-[\w.-]`, true],
  ['a.$', false], ['^a.$', true], ['a.+$', true], ['a|b', false], ['(a+)+', false], ['a*', false], ['a+b+', false], ['', false], ['^$', false], ['a+?', false], ['a{2}', false], ['[[:alpha:]]', false], ['[z-a]', false], [String.raw`\pL`, false], ['(?i)a', false], [String.raw`\-a`, false], ['é', false],
])('%s: plain is %s', (pattern, is) => expect(plainPattern(pattern) !== undefined).toBe(is));

it('finds what RE2 finds', () => {
  const part = fc.constantFrom('a', 'b', '-', '0', '.', String.raw`\.`, String.raw`\d`, String.raw`\D`, String.raw`\w`, String.raw`\W`, String.raw`\s`, '[a-b]', '[^a0]', String.raw`[\w-]`, '[.$-]', String.raw`[\x00-\x1f]`, String.raw`\$`);
  const piece = fc.tuple(part, fc.constantFrom('', '', '+', '*', '?')).map(([one, times]) => one + times);
  const pattern = fc.tuple(fc.constantFrom('', '^'), fc.array(piece, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '$')).map(([before, pieces, after]) => before + pieces.join('') + after);
  const text = fc.array(fc.constantFrom('a', 'b', '0', '.', '-', '$', ' ', '\n', '\r', '\v', '\u2028', 'é', '😀', '_'), { maxLength: 12 }).map((chars) => chars.join(''));
  let plain = 0;
  fc.assert(fc.property(pattern, text, (one, value) => {
    const regex = plainPattern(one);
    if (regex === undefined) return;
    plain++;
    expect([...value.matchAll(regex)].map((match) => `${match.index}-${match.index + match[0].length}`).join(' ')).toBe(spans(one, value));
  }), { numRuns: 3000 });
  expect(plain).toBeGreaterThan(1000);
});
