/** One line of a comparison of two texts. */
export interface Line {
  readonly sign: '-' | '+' | ' ';
  readonly text: string;
}

/** Beyond this many lines that differ, texts are compared as wholes: what a person reads is shorter by far. */
const most = 2000;

/**
 * The lines that two texts have and do not have in common, in order; equal lines between changes are kept as ' '. By the
 * longest common subsequence of what lies between the common beginning and end.
 */
export function compareLines(before: string, after: string): Line[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const same = (lines: readonly string[]): Line[] => lines.map((text) => ({ sign: ' ', text }));
  return [...same(a.slice(0, start)), ...middle(x, y), ...same(a.slice(a.length - end))];
}

function middle(a: readonly string[], b: readonly string[]): Line[] {
  const gone = a.map((text): Line => ({ sign: '-', text }));
  const fresh = b.map((text): Line => ({ sign: '+', text }));
  if (a.length === 0 || b.length === 0 || a.length * b.length > most * most) return [...gone, ...fresh];
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) length[i * width + j] = a[i] === b[j] ? length[(i + 1) * width + j + 1]! + 1 : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
  const out: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      out.push({ sign: ' ', text: a[i]! });
      i++;
      j++;
    } else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!) out.push(gone[i++]!);
    else out.push(fresh[j++]!);
  }
  return [...out, ...gone.slice(i), ...fresh.slice(j)];
}
