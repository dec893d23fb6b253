import type { Cause } from '../model/diff.ts';
import type { Place } from '../model/place.ts';

/** The text of a file on a side; undefined where there is none. */
export type ReadSide = Readonly<Record<Cause['side'], (file: string) => string | undefined>>;

/** Tells whether a line is one that the other side's file of that name does not have. */
export function makeNewLines(read: ReadSide): (side: Cause['side'], place: Place) => boolean {
  const files = new Map<string, { readonly lines: readonly string[]; readonly others: ReadonlySet<string> }>();
  return (side, { file, line }) => {
    const key = `${side} ${file}`;
    let known = files.get(key);
    if (known === undefined) {
      const lines = (text: string | undefined) => (text ?? '').split('\n').map((each) => each.trim());
      files.set(key, (known = { lines: lines(read[side](file)), others: new Set(lines(read[side === 'head' ? 'base' : 'head'](file))) }));
    }
    const text = known.lines[line - 1];
    return text !== undefined && !known.others.has(text);
  };
}
