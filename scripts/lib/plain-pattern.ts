// what stands for itself outside of a class and within one, and what is escaped
const literal = String.raw`[A-Za-z0-9_ :;,@#%&=<>!~'"\`/-]`;
const escaped = String.raw`\\[dDwW.+*?()|[\]{}^$\\/]|\\x[0-7][0-9a-fA-F]`;
const inClass = String.raw`[A-Za-z0-9_ :;,@#%&=<>!~'"\`/.+*?()|{}$]|\\-|${escaped}`;
const step = new RegExp(String.raw`(${literal}|${escaped}|\.|\\s|\[\^?(?:(?:${inClass})(?:-(?:${inClass}))?)+-?\])([+*?](?![+*?]))?`, 'y');

/** UTF-16 units of the longest text that a plain pattern is for: every start may be tried up to the end. */
export const longestForPlain = 1_000;

/**
 * A pattern of RE2 as JavaScript's own, where both find the same and it cannot take long: characters and classes one after the other, at most
 * one of them repeated without end, something at least. Undefined for any other. RE2's engine takes longer to load than most runs have patterns for.
 */
export function plainPattern(pattern: string): RegExp | undefined {
  let at = pattern.startsWith('^') ? 1 : 0;
  const end = pattern.endsWith('$') && !pattern.endsWith('\\$') ? pattern.length - 1 : pattern.length;
  let out = pattern.slice(0, at);
  let unbounded = 0;
  let isEmpty = true;
  while (at < end) {
    step.lastIndex = at;
    const found = step.exec(pattern);
    if (found === null) return undefined;
    const [whole, one = '', times = ''] = found;
    if (times === '+' || times === '*') unbounded++;
    if (times === '' || times === '+') isEmpty = false;
    out += (one === '.' ? String.raw`[^\n]` : one === String.raw`\s` ? String.raw`[\t\n\f\r ]` : one) + times;
    at += whole.length;
  }
  if (isEmpty || unbounded > 1) return undefined;
  // V8 looks for what has a longest match and stands at the end only that many characters before it, and takes a pair of surrogates for one.
  if (unbounded === 0 && end < pattern.length && !pattern.startsWith('^')) return undefined;
  try {
    return new RegExp(out + pattern.slice(end), 'gu');
  } catch {
    // what JavaScript refuses, RE2 may take
    return undefined;
  }
}
