import type { Budget } from './budget.ts';
import type { Value } from './values.ts';

/** A function's body; the receiver is the first argument. Throws CelError. */
export type Run = (args: readonly Value[], budget: Budget) => Value;
