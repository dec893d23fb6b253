import type { Edit, Fix } from '../model/fix.ts';
import { offsetOf } from './spot.ts';

/** Texts by file after the edits. */
export type Texts = ReadonlyMap<string, string>;

export interface Applied {
  readonly texts: Texts;
  /** Fixes that were left out because an earlier one edits the same text. */
  readonly overlapping: readonly Fix[];
}

/** Writes fixes into texts, the first come first; what two of them write in the same way is written once. `read` gives a file's text. */
export function applyFixes(fixes: readonly Fix[], read: (file: string) => string | undefined): Applied {
  const taken = new Map<string, Range[]>();
  const sources = new Map<string, string>();
  const overlapping: Fix[] = [];
  for (const fix of fixes) {
    const ranges = fix.edits.map((edit) => rangeOf(edit, source(edit.file)));
    const fresh = ranges.filter((range) => !(taken.get(range.file) ?? []).some((other) => isSame(range, other)));
    if (fresh.some((range) => (taken.get(range.file) ?? []).some((other) => overlaps(range, other)))) overlapping.push(fix);
    else for (const range of fresh) taken.set(range.file, [...(taken.get(range.file) ?? []), range]);
  }
  const texts = new Map([...taken].map(([file, ranges]) => [file, withRanges(source(file), ranges)]));
  return { texts, overlapping };

  function source(file: string): string {
    let text = sources.get(file);
    if (text === undefined) sources.set(file, (text = read(file) ?? ''));
    return text;
  }
}

interface Range {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

function rangeOf({ file, start, end, replacement }: Edit, text: string): Range {
  return { file, start: offsetOf(text, start), end: offsetOf(text, end), replacement };
}

function isSame(a: Range, b: Range): boolean {
  return a.start === b.start && a.end === b.end && a.replacement === b.replacement;
}

/** Two insertions at one offset overlap as well: nobody knows which comes first. */
function overlaps(a: Range, b: Range): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

function withRanges(text: string, ranges: readonly Range[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, replacement } of ranges.toSorted((a, b) => a.start - b.start)) {
    out += text.slice(at, start) + replacement;
    at = end;
  }
  return out + text.slice(at);
}
