/** What an evaluation may still spend: one unit for each step, more for work that grows with its input. */
export interface Budget {
  left: number;
}

/** Is an error that `||` and `&&` do not swallow. */
export class BudgetError extends Error {}

/** The work that one rule may do, and one object's rules together (k8s.io/apiserver/pkg/apis/cel/config.go). */
export const perRule = 1_000_000;
export const perObject = 10_000_000;

export function spend(budget: Budget, units: number): void {
  budget.left -= units;
  if (budget.left < 0) throw new BudgetError('the expression takes more work than the API server allows');
}
