import type { Report } from '../model/report.ts';
import type { Group } from './group.ts';
import { failedUnits } from './waiting.ts';

/** As many findings as one looks at without help. */
const few = 40;
const mostRules = 6;
const mostUnits = 5;

/** Of a long report, what one begins with: the units that failed, and the rules that found most. */
export function inShort(report: Report, groups: readonly Group[]): string[] {
  if (groups.length <= few) return [];
  const failed = failedUnits(report.clusters);
  const counts = new Map<string, number>();
  for (const { finding, others } of groups) counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1 + others.length);
  const rules = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([rule, n]) => `${n} ${rule}`);
  const rest = (n: number, noun: string) => (n <= 0 ? '' : ` and ${n} more ${noun}`);
  return [
    'in short:',
    ...failed.slice(0, mostUnits).map((line) => `  ${line}`),
    ...(failed.length > mostUnits ? [`  ${failed.length - mostUnits} more units failed`] : []),
    `  ${rules.slice(0, mostRules).join(', ')}${rest(rules.length - mostRules, 'rules')}: npm run explain RULE tells what each is about`,
    ...(report.known === undefined ? ['  to adopt a repository as it is: --baseline FILE --update-baseline writes all of this down as known, and only what is new fails'] : []),
    '',
  ];
}
