/**
 * Go's path/filepath.Match: `*` and `?` stop at '/', `[a-z]` and `[^a]` are classes, `\` escapes. The whole name must
 * match. undefined: the pattern is malformed (Go's ErrBadPattern).
 */
export function pathMatch(pattern: string, name: string): boolean | undefined {
  const regexp = compile(pattern);
  return regexp?.test(name);
}

function compile(pattern: string): RegExp | undefined {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? '';
    // a run of stars is one star: keeps the search linear in practice
    if (char === '*') {
      while (pattern[i + 1] === '*') i++;
      out += '[^/]*';
    } else if (char === '?') out += '[^/]';
    else if (char === '\\') {
      const next = pattern[++i];
      if (next === undefined) return undefined;
      out += literal(next);
    } else if (char === '[') {
      const end = classEnd(pattern, i);
      if (end === undefined) return undefined;
      out += end.source;
      i = end.at;
    } else out += literal(char);
  }
  return new RegExp(`^${out}$`, 's');
}

function classEnd(pattern: string, start: number): { at: number; source: string } | undefined {
  let i = start + 1;
  const negated = pattern[i] === '^';
  if (negated) i++;
  let ranges = '';
  for (let first = true; ; first = false) {
    if (pattern[i] === ']' && !first) return { at: i, source: `(?!/)[${negated ? '^' : ''}${ranges}]` };
    const low = oneChar();
    if (low === undefined) return undefined;
    let high = low;
    if (pattern[i] === '-') {
      i++;
      const upper = oneChar();
      if (upper === undefined) return undefined;
      high = upper;
    }
    // a range in the wrong order matches nothing in Go
    if (low <= high) ranges += `${inClass(low)}-${inClass(high)}`;
  }

  function oneChar(): string | undefined {
    const char = pattern[i];
    if (char === undefined || char === '-' || char === ']') return undefined;
    i++;
    if (char !== '\\') return char;
    const escaped = pattern[i];
    if (escaped !== undefined) i++;
    return escaped;
  }
}

const literal = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const inClass = (char: string): string => char.replace(/[\\\]^-]/g, '\\$&');
