import { expect, it } from 'vitest';
import { formatOfFile } from './formats.ts';

it.each([['report.html', 'html'], ['a/b.SARIF', 'sarif'], ['x.json', 'json'], ['junit.xml', 'junit'], ['summary.md', 'markdown'], ['report', undefined], ['report.txt', undefined], ['constructor', undefined], ['x.constructor', undefined], [undefined, undefined]])('%s asks for %s', (file, format) => {
  expect(formatOfFile(file)).toBe(format);
});
