import { compileRe2 } from '../lib/re2.ts';

/** `.Files.Glob`: `*` and `?` stop at '/', `**` does not, `{a,b}` and `[a-z]` (github.com/gobwas/glob with separator '/'). */
export function globMatch(pattern: string, name: string): boolean {
  let source = '';
  let stars = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    if (char === '*') {
      const any = pattern[i + 1] === '*';
      if (any) i++;
      stars++;
      source += any ? '.*' : '[^/]*';
    } else if (char === '?') source += '[^/]';
    else if (char === '{') source += '(?:';
    else if (char === '}') source += ')';
    else if (char === ',' && source.includes('(?:')) source += '|';
    else if (char === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end < 0) return false;
      source += `[${pattern.slice(i + 1, end).replace(/^!/, '^').replace(/[\\[]/g, '\\$&')}]`;
      i = end;
    } else if (char === '\\') source += (pattern[++i] ?? '').replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    else source += char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  }
  try {
    // with many stars JavaScript would try every way to share a name among them
    return stars > 2 ? compileRe2(`(?s)^${source}$`).matcher(name).find() : new RegExp(`^${source}$`, 's').test(name);
  } catch {
    return false;
  }
}
