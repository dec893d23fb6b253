import { expect, it } from 'vitest';
import { hostileReport, hostileTexts } from '../testing/report.ts';
import { textReport } from './text.ts';
import { visible } from './visible.ts';

it.each([...hostileTexts, '\u001b[31mred\u001b[0m', 'zero\u200bwidth'])('text of a repository cannot steer the terminal or hide: %j', (text) => {
  const shown = textReport(hostileReport(text), { color: false, verbose: true, quiet: false, source: () => text });
  expect(shown).toBe(visible(shown));
  expect(textReport(hostileReport(text), { color: true, verbose: true, quiet: false, source: () => text }).replace(/\u001b\[\d*m/g, '')).toBe(shown);
});
