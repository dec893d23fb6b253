import type { RE2JS } from 're2js';
import { longestForPlain, plainPattern } from '../../lib/plain-pattern.ts';
import { compileRe2 } from '../../lib/re2.ts';
import { spend } from '../template/bounds.ts';
import { nilOf, ofType, type Value } from '../template/value.ts';
import { fn, FunctionError, type Table } from './kit.ts';
import { quote } from './quote.ts';

const compiled = new Map<string, RE2JS>();
const cacheLimit = 500;
const longestPattern = 100_000;

/** Go's regexp, whose syntax and running time are RE2's: no pattern takes exponential time. */
function regex(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  let made: RE2JS;
  if (pattern.length > longestPattern) throw new FunctionError(`error parsing regexp: a pattern of more than ${longestPattern} characters`);
  spend(1000 + pattern.length * 10);
  try {
    made = compileRe2(pattern);
  } catch (error) {
    throw new FunctionError(`error parsing regexp: ${(error as Error).message.replace(/^error parsing regexp: /, '')}`);
  }
  if (compiled.size >= cacheLimit) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

const plain = new Map<string, RegExp | undefined>();

/** Goes through the matches of a pattern in a text. */
type Matcher = Pick<ReturnType<RE2JS['matcher']>, 'find' | 'start' | 'end' | 'group' | 'groupCount'>;

function matcherOf(pattern: string, value: string): Matcher {
  if (value.length > longestForPlain) {
    // RE2 takes time for each character and each part of the pattern
    spend(value.length * (2 + (pattern.length >> 4)));
    return regex(pattern).matcher(value);
  }
  let known = plain.get(pattern);
  if (known === undefined && !plain.has(pattern)) {
    if (plain.size >= cacheLimit) plain.clear();
    plain.set(pattern, (known = plainPattern(pattern)));
  }
  // every start may be tried up to the end
  spend((value.length * value.length) >> 6);
  return known === undefined ? regex(pattern).matcher(value) : plainMatcher(known, value);
}

function plainMatcher(pattern: RegExp, value: string): Matcher {
  let found: RegExpExecArray | null = null;
  pattern.lastIndex = 0;
  return {
    find: () => (found = pattern.exec(value)) !== null,
    start: () => found?.index ?? -1,
    end: () => (found === null ? -1 : found.index + found[0].length),
    group: (group) => (group === undefined || group === 0 ? found?.[0] ?? null : null),
    groupCount: () => 0,
  };
}

/** Go takes no empty match right behind another one. */
function findAll(matcher: Matcher): Matcher {
  let last = -1;
  return {
    find() {
      while (matcher.find()) {
        spend(1);
        const isEmpty = matcher.start(0) === matcher.end(0);
        if (isEmpty && matcher.start(0) === last) continue;
        last = matcher.end(0);
        return true;
      }
      return false;
    },
    start: (group) => matcher.start(group), end: (group) => matcher.end(group), group: (group) => matcher.group(group as number), groupCount: () => matcher.groupCount(),
  };
}

function allMatches(pattern: string, value: string, limit: number): string[] {
  const matcher = findAll(matcherOf(pattern, value));
  const out: string[] = [];
  while ((limit < 0 || out.length < limit) && matcher.find()) out.push(matcher.group(0) ?? '');
  return out;
}

/** regexp.Expand: `$1`, `${1}`, `$name`; `$1x` is the group "1x", and an unknown group is empty. */
function expand(template: string, group: (name: string) => string): string {
  return template.replace(/\$(\$|\{(\w+)\}|(\w+))/g, (whole, sign: string, braced: string | undefined, bare: string | undefined) => (sign === '$' ? '$' : braced !== undefined || bare !== undefined ? group((braced ?? bare) as string) : whole));
}

function replaceAll(pattern: string, value: string, by: string, literal: boolean): string {
  const matcher = findAll(matcherOf(pattern, value));
  let out = '';
  let at = 0;
  while (matcher.find()) {
    out += value.slice(at, matcher.start(0)) + (literal ? by : expand(by, (name) => groupOf(matcher, name)));
    at = matcher.end(0);
  }
  return out + value.slice(at);
}

function groupOf(matcher: Matcher, name: string): string {
  try {
    if (/^\d+$/.test(name)) return Number(name) <= matcher.groupCount() ? matcher.group(Number(name)) ?? '' : '';
    return matcher.group(name) ?? '';
  } catch {
    return '';
  }
}

/** regexp's Split: an empty match at the front or the end cuts nothing off. */
function split(pattern: string, value: string, limit: number): string[] {
  if (limit === 0) {
    regex(pattern);
    return [];
  }
  const matcher = findAll(matcherOf(pattern, value));
  if (value === '' && pattern !== '') return [''];
  const out: string[] = [];
  let from = 0;
  let end = 0;
  while ((limit < 0 || out.length < limit - 1) && matcher.find()) {
    end = matcher.start(0);
    if (matcher.end(0) !== 0) out.push(value.slice(from, end));
    from = matcher.end(0);
  }
  return end === value.length ? out : [...out, value.slice(from)];
}

function clean(path: string): string {
  if (path === '') return '.';
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (out.length > 0 && out.at(-1) !== '..') out.pop();
      else if (!rooted) out.push('..');
    } else out.push(part);
  }
  return (rooted ? '/' : '') + out.join('/') || (rooted ? '/' : '.');
}

function base(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** Go has no list where nothing was found. */
const listOrNil = (texts: string[]): Value => (texts.length === 0 ? nilOf('[]string', texts) : ofType('[]string', texts));

const matches = (pattern: string, value: string) => matcherOf(pattern, value).find();
const s = (value: Value | undefined) => value as string;

/** A function whose pattern goes through regexp.MustCompile, which has more to say where it cannot be read. */
function compiling(call: (args: Value[]) => Value): (args: Value[]) => Value {
  return (args) => {
    try {
      return call(args);
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      const pattern = s(args[0]);
      throw new FunctionError(`regexp: Compile(${pattern.includes('`') ? quote(pattern) : `\`${pattern}\``}): ${error.message}`);
    }
  };
}

/** Regular expressions, URLs and paths of Sprig; every `must` form fails where the plain one does. */
export const textToolFunctions: Table = {};
for (const prefix of ['regex', 'mustRegex']) {
  const define = (params: string, call: (args: Value[]) => Value) => fn(params, prefix === 'regex' ? compiling(call) : call);
  Object.assign(textToolFunctions, {
    [`${prefix}Match`]: fn('ss', ([pattern, value]) => matches(s(pattern), s(value))),
    [`${prefix}Find`]: define('ss', ([pattern, value]) => allMatches(s(pattern), s(value), 1)[0] ?? ''),
    [`${prefix}FindAll`]: define('ssi', ([pattern, value, n]) => listOrNil(allMatches(s(pattern), s(value), Number(n)))),
    [`${prefix}ReplaceAll`]: define('sss', ([pattern, value, by]) => replaceAll(s(pattern), s(value), s(by), false)),
    [`${prefix}ReplaceAllLiteral`]: define('sss', ([pattern, value, by]) => replaceAll(s(pattern), s(value), s(by), true)),
    [`${prefix}Split`]: define('ssi', ([pattern, value, n]) => listOrNil(split(s(pattern), s(value), Number(n)))),
  });
}
// the plain form swallows a pattern that cannot be read
const strictMatch = textToolFunctions['mustRegexMatch'] as Table[string];
Object.assign(textToolFunctions, {
  regexMatch: fn('ss', (args, state) => {
    try {
      return strictMatch.call(args, state);
    } catch (error) {
      if (error instanceof FunctionError) return false;
      throw error;
    }
  }),
  regexQuoteMeta: fn('s', ([value]) => s(value).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
  base: fn('s', ([value]) => base(s(value))),
  osBase: fn('s', ([value]) => base(s(value))),
  dir: fn('s', ([value]) => clean(s(value).slice(0, s(value).lastIndexOf('/') + 1))),
  osDir: fn('s', ([value]) => clean(s(value).slice(0, s(value).lastIndexOf('/') + 1))),
  clean: fn('s', ([value]) => clean(s(value))),
  osClean: fn('s', ([value]) => clean(s(value))),
  ext: fn('s', ([value]) => /\.[^./]*$/.exec(s(value))?.[0] ?? ''),
  osExt: fn('s', ([value]) => /\.[^./]*$/.exec(s(value))?.[0] ?? ''),
  isAbs: fn('s', ([value]) => s(value).startsWith('/')),
  osIsAbs: fn('s', ([value]) => s(value).startsWith('/')),
  getHostByName: fn('s', () => ''),
} satisfies Table);
