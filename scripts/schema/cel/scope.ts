import type { Budget } from './budget.ts';
import { fail, typeName, type Value } from './values.ts';

/** The state of one evaluation: the value of each variable, by slot. */
export interface Frame {
  readonly slots: Value[];
  readonly budget: Budget;
}

/** A compiled node. Throws CelError for CEL's errors. */
export type Step = (frame: Frame) => Value;

/** The variables in sight, innermost last; the position is the slot. */
export interface Scope {
  readonly names: readonly string[];
  /** The most slots that any branch needs. */
  readonly size: { slots: number };
}

/** Adds an inner variable; gives its slot. */
export function bind(scope: Scope, name: string): { readonly scope: Scope; readonly slot: number } {
  const slot = scope.names.length;
  scope.size.slots = Math.max(scope.size.slots, slot + 1);
  return { scope: { names: [...scope.names, name], size: scope.size }, slot };
}

export function truth(value: Value): boolean {
  return typeof value === 'boolean' ? value : fail(`no such overload: ${typeName(value)} is no bool`);
}
