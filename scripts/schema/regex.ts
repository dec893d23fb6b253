import { compileRe2 } from '../lib/re2.ts';

/** A compiled regular expression in Go's syntax (RE2: linear time). */
export interface Matcher {
  /** Whether the pattern matches somewhere in the text. */
  test(text: string): boolean;
  /** The matches from left to right, `limit` of them at most; all where it is negative. */
  find(text: string, limit: number): string[];
}

const compiled = new Map<string, Matcher | undefined>();

/** Compiles a pattern once; undefined where Go would refuse it. */
export function matcher(pattern: string): Matcher | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  const made = make(pattern);
  if (compiled.size > 5000) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

function make(pattern: string): Matcher | undefined {
  if (pattern.length > 10_000) return undefined;
  try {
    const regex = compileRe2(pattern);
    return {
      test: (text) => regex.matcher(text).find(),
      find: (text, limit) => {
        const found: string[] = [];
        const at = regex.matcher(text);
        while ((limit < 0 || found.length < limit) && at.find()) found.push(at.group() ?? '');
        return found;
      },
    };
  } catch {
    return undefined;
  }
}
