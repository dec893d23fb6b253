/** One step of a pattern: a run of `*`, or a test of one character. */
type Step = '*' | ((char: string) => boolean);

/**
 * Go's path/filepath.Match: `*` and `?` stop at '/', `[a-z]` and `[^a]` are classes, `\` escapes. The whole name must
 * match. undefined: the pattern is malformed (Go's ErrBadPattern). At most length of pattern times length of name steps.
 */
export function pathMatch(pattern: string, name: string): boolean | undefined {
  const steps = compile([...pattern]);
  return steps === undefined ? undefined : matches(steps, [...name]);
}

function matches(steps: readonly Step[], name: readonly string[]): boolean {
  let step = 0;
  let at = 0;
  // where to go on when a later character does not fit: the last star takes one more
  let star = -1;
  let starAt = 0;
  while (at < name.length || step < steps.length) {
    const want = steps[step];
    const char = name[at];
    if (want === '*') {
      star = step++;
      starAt = at;
    } else if (want !== undefined && char !== undefined && want(char)) {
      step++;
      at++;
    } else if (star !== -1 && starAt < name.length && name[starAt] !== '/') {
      at = ++starAt;
      step = star + 1;
    } else return false;
  }
  return true;
}

function compile(pattern: readonly string[]): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '*') {
      if (steps.at(-1) !== '*') steps.push('*');
    } else if (char === '?') steps.push((other) => other !== '/');
    else if (char === '[') {
      const found = characterClass(pattern, at + 1);
      if (found === undefined) return undefined;
      steps.push(found.test);
      at = found.end;
    } else {
      const literal = char === '\\' ? pattern[++at] : char;
      if (literal === undefined) return undefined;
      steps.push((other) => other === literal);
    }
  }
  return steps;
}

/** The class behind a '['; `end` is where its ']' stands. */
function characterClass(pattern: readonly string[], start: number): { end: number; test: (char: string) => boolean } | undefined {
  let at = start;
  const negated = pattern[at] === '^';
  if (negated) at++;
  const ranges: [string, string][] = [];
  while (pattern[at] !== ']' || ranges.length === 0) {
    const low = oneChar();
    if (low === undefined) return undefined;
    let high: string | undefined = low;
    if (pattern[at] === '-') {
      at++;
      high = oneChar();
    }
    if (high === undefined) return undefined;
    ranges.push([low, high]);
  }
  return { end: at, test: (char) => char !== '/' && ranges.some(([low, high]) => low <= char && char <= high) !== negated };

  function oneChar(): string | undefined {
    const char = pattern[at++];
    if (char === undefined || char === '-' || char === ']') return undefined;
    return char === '\\' ? pattern[at++] : char;
  }
}
