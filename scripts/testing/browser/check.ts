import { isDeepStrictEqual } from 'node:util';

let failed = 0;

/** Prints whether something is as expected, and counts what is not. */
export function check(what: string, actual: unknown, expected: unknown): void {
  const same = isDeepStrictEqual(actual, expected);
  console.log(`${same ? 'ok    ' : 'FAILED'} ${what}${same ? '' : `\n  is     ${JSON.stringify(actual)}\n  not    ${JSON.stringify(expected)}`}`);
  if (!same) failed++;
}

export function failures(): number {
  return failed;
}
