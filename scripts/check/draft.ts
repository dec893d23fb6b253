import type { ChartField, Finding } from '../model/finding.ts';
import type { Mend } from '../model/fix.ts';

/** A finding before its rule's level is known, and before anybody looked into a source file for what mends it. */
export type Draft = Omit<Finding, 'level' | 'fix' | 'unfixable' | 'chart'> & {
  readonly mends?: readonly Mend[];
  /** Asks the chart, which may cost renders. */
  readonly askChart?: () => ChartField | undefined;
};

export function draft(rule: string, message: string, rest: Omit<Draft, 'rule' | 'message'> = {}): Draft {
  return { rule, message, ...rest };
}
