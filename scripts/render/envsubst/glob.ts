/**
 * Shell pattern as envsubst's trim operators match it (github.com/fluxcd/pkg/envsubst v1.7.1 path/match.go): `*` any run of
 * characters, `?` one, `[a-z]` and `[^a-z]` classes, `\` escapes. Returns undefined where the pattern is malformed.
 */
export function globMatch(pattern: string, name: string): boolean | undefined {
  let rest = pattern;
  let text = name;
  outer: while (rest.length > 0) {
    let star = false;
    while (rest.startsWith('*')) {
      star = true;
      rest = rest.slice(1);
    }
    const end = chunkEnd(rest);
    const chunk = rest.slice(0, end);
    rest = rest.slice(end);
    if (star && chunk === '') return true;
    for (let skip = 0; skip <= (star ? text.length : 0); skip++) {
      const left = matchChunk(chunk, text.slice(skip));
      if (left === undefined) return undefined;
      if (left === false || (rest === '' && left.length > 0)) continue;
      text = left;
      continue outer;
    }
    return false;
  }
  return text.length === 0;
}

function chunkEnd(pattern: string): number {
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') i++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '*' && !inClass) return i;
  }
  return pattern.length;
}

/** The text behind the match, false where it does not match, undefined where the chunk is malformed. */
function matchChunk(chunk: string, text: string): string | false | undefined {
  let at = 0;
  let i = 0;
  while (i < chunk.length) {
    if (at >= text.length) return false;
    const char = chunk[i];
    if (char === '[') {
      i++;
      const negated = chunk[i] === '^';
      if (negated) i++;
      let matched = false;
      for (let ranges = 0; ; ranges++) {
        if (chunk[i] === ']' && ranges > 0) {
          i++;
          break;
        }
        const low = classChar();
        if (low === undefined) return undefined;
        let high: string | undefined = low;
        if (chunk[i] === '-') {
          i++;
          high = classChar();
          if (high === undefined) return undefined;
        }
        const here = text[at] as string;
        if (low <= here && here <= high) matched = true;
      }
      if (matched === negated) return false;
    } else if (char === '?') {
      i++;
    } else {
      if (char === '\\') i++;
      if (i >= chunk.length) return undefined;
      if (chunk[i] !== text[at]) return false;
      i++;
    }
    at++;
  }
  return text.slice(at);

  function classChar(): string | undefined {
    if (i >= chunk.length || chunk[i] === '-' || chunk[i] === ']') return undefined;
    if (chunk[i] === '\\') i++;
    const char = chunk[i++];
    return i < chunk.length ? char : undefined;
  }
}
