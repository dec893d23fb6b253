import { expect, test } from 'vitest';
import { globMatch } from './files.ts';

test.each([
  ['files/*', 'files/a', true], ['files/*', 'files/a/b', false], ['files/**', 'files/a/b', true], ['**/a.{yaml,json}', 'x/y/a.json', true], ['[a-c]?', 'bz', true], ['[!a]', 'a', false],
  [`${'*a'.repeat(30)}*b`, `${'a'.repeat(120)}b`, true], [`${'**a'.repeat(30)}c`, `${'a'.repeat(120)}b`, false], ['[', '[', false],
])('%s: %s is %s', (pattern, name, is) => expect(globMatch(pattern, name)).toBe(is));
