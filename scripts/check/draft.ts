import type { Finding } from '../model/finding.ts';

/** A finding before its rule's level is known. */
export type Draft = Omit<Finding, 'level'>;

export function draft(rule: string, message: string, rest: Omit<Draft, 'rule' | 'message'> = {}): Draft {
  return { rule, message, ...rest };
}
