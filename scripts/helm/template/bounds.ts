/** Bounds of one release's rendering: templates are code from strangers. */
export const limits = {
  steps: 20_000_000,
  /** All that its templates write, in characters. */
  output: 100_000_000,
  /** One text, in characters. */
  text: 10_000_000,
  /** Items of one list that a function makes. */
  items: 1_000_000,
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

/** Counts a map or list that is printed, copied or compared: one that holds another twice, and so on, soon has no end. */
export function spendPart(): void {
  spend(stepsOfPart);
}

const stepsOfPart = 8;

export function outOfSteps(): never {
  throw new LimitError(`the templates take more than ${limits.steps / 1e6} million steps; they may never end`);
}

/** Counts a text that is made: each eight characters are a step, so that what doubles itself ends before memory does. */
export function spendText(chars: number): void {
  if (chars > limits.text) throw new LimitError(`a text of more than ${limits.text / 1e6} million characters is made`);
  spend(chars >> 3);
}

/** Counts a list that is made or gone through. */
export function spendItems(items: number): void {
  if (items > limits.items) throw new LimitError(`a list of more than ${limits.items / 1e6} million items is made`);
  spend(items >> 1);
}

/** Counts what a function is given or gives: a long text or list costs more than the call. */
export function weigh(value: unknown): void {
  if (typeof value === 'string') {
    if (value.length > longText) spendText(value.length);
  } else if (Array.isArray(value) && value.length > longList) spendItems(value.length);
}

const longText = 10_000;
const longList = 200;
