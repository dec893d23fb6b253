import type { Finding } from '../model/finding.ts';
import type { Mend } from '../model/fix.ts';

/** A finding before its rule's level is known, and before anybody looked into a source file for what mends it. */
export type Draft = Omit<Finding, 'level' | 'fix' | 'unfixable'> & { readonly mends?: readonly Mend[] };

export function draft(rule: string, message: string, rest: Omit<Draft, 'rule' | 'message'> = {}): Draft {
  return { rule, message, ...rest };
}
