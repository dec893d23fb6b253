/** Bounds of one release's rendering: templates are code from strangers. */
export const limits = {
  steps: 20_000_000,
  /** All that its templates write, in characters. */
  output: 100_000_000,
  /** One text, in characters. */
  text: 25_000_000,
  /** Templates within each other. */
  depth: 5000,
} as const;

/** Ends a release's rendering whatever catches errors on the way: a bound was reached. */
export class LimitError extends Error {}

/** What the render that runs has done; renders never run within each other. Counted in place where calls are many. */
export const work = { steps: 0 };

/** A render begins. */
export function startWork(): void {
  work.steps = 0;
}

/** Counts steps: functions that walk over values count each part. */
export function spend(steps: number): void {
  work.steps += steps;
  if (work.steps > limits.steps) outOfSteps();
}

export function outOfSteps(): never {
  throw new LimitError(`the templates take more than ${limits.steps / 1e6} million steps; they may never end`);
}

/** Counts a text that is made: each sixteen characters are a step, so that what doubles itself ends before memory does. */
export function spendText(chars: number): void {
  if (chars > limits.text) throw new LimitError(`a text of more than ${limits.text / 1e6} million characters is made`);
  spend(chars >> 4);
}
