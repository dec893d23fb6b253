const context = 3;

interface Block {
  /** Lines of before and after, from 0; `to` is behind the last. */
  readonly before: { from: number; to: number };
  readonly after: { from: number; to: number };
}

/** A unified diff of one file, as `git apply` and `patch -p1` take it; '' where the texts are equal. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const [a, b] = [linesOf(before), linesOf(after)];
  const hunks = groups(changes(a, b)).map((blocks) => hunk(a, b, blocks));
  return `--- a/${file}\n+++ b/${file}\n${hunks.join('')}`;
}

/** Each with its line break, which the last may lack. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * The changed blocks, by the longest common subsequence between what both begin and end with. Fixes change few lines; where
 * the middle is too large for the table, it is one block.
 */
function changes(a: readonly string[], b: readonly string[]): Block[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [rows, columns] = [a.length - tail - start, b.length - tail - start];
  if (rows * columns > 4_000_000) return [{ before: { from: start, to: a.length - tail }, after: { from: start, to: b.length - tail } }];
  const longest = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let i = rows - 1; i >= 0; i--) {
    for (let k = columns - 1; k >= 0; k--) {
      longest[i]![k] = a[start + i] === b[start + k] ? longest[i + 1]![k + 1]! + 1 : Math.max(longest[i + 1]![k]!, longest[i]![k + 1]!);
    }
  }
  const blocks: Block[] = [];
  for (let i = 0, k = 0; i < rows || k < columns;) {
    if (i < rows && k < columns && a[start + i] === b[start + k]) {
      i++;
      k++;
      continue;
    }
    const from = { before: start + i, after: start + k };
    while ((i < rows || k < columns) && !(i < rows && k < columns && a[start + i] === b[start + k])) {
      if (k >= columns || (i < rows && longest[i + 1]![k]! >= longest[i]![k + 1]!)) i++;
      else k++;
    }
    blocks.push({ before: { from: from.before, to: start + i }, after: { from: from.after, to: start + k } });
  }
  return blocks;
}

/** Blocks whose context would touch stand in one hunk. */
function groups(blocks: readonly Block[]): Block[][] {
  const out: Block[][] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (last !== undefined && block.before.from - last.at(-1)!.before.to <= 2 * context) last.push(block);
    else out.push([block]);
  }
  return out;
}

function hunk(a: readonly string[], b: readonly string[], blocks: readonly Block[]): string {
  const [first, last] = [blocks[0]!, blocks.at(-1)!];
  const from = Math.max(0, first.before.from - context);
  const to = Math.min(a.length, last.before.to + context);
  const start = first.after.from - (first.before.from - from);
  const length = last.after.to - start + (to - last.before.to);
  let out = `@@ -${span(from, to - from)} +${span(start, length)} @@\n`;
  let at = from;
  for (const { before, after } of blocks) {
    out += rows(' ', a.slice(at, before.from)) + rows('-', a.slice(before.from, before.to)) + rows('+', b.slice(after.from, after.to));
    at = before.to;
  }
  return out + rows(' ', a.slice(at, to));
}

function span(from: number, length: number): string {
  return `${length === 0 ? from : from + 1}${length === 1 ? '' : `,${length}`}`;
}

function rows(sign: string, lines: readonly string[]): string {
  return lines.map((line) => `${sign}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`).join('');
}
