import { globMatch } from './glob.ts';
import { parse, SubstitutionError, type Call, type Node } from './parse.ts';

export interface Substituted {
  readonly text: string;
  /** Names of the variables that were read, in the order of their first use. */
  readonly used: readonly string[];
  /** Names that had no value and no default operator: in strict mode Flux refuses the manifest. */
  readonly missing: readonly string[];
}

/**
 * Replaces `${…}` in a text as Flux does after a build (github.com/fluxcd/pkg/envsubst v1.7.1). A variable without a value
 * reads as ''. Returns the error's text where the text cannot be parsed, in upstream's words.
 */
export function substitute(text: string, variables: ReadonlyMap<string, string>): Substituted | { readonly error: string } {
  const used = new Set<string>();
  const missing = new Set<string>();
  try {
    return { text: evaluateAll(parse(text)), used: [...used], missing: [...missing] };
  } catch (error) {
    if (error instanceof SubstitutionError) return { error: error.message };
    throw error;
  }

  function evaluateAll(nodes: readonly Node[]): string {
    let out = '';
    for (const node of nodes) out += typeof node === 'string' ? node : evaluate(node);
    return out;
  }

  function evaluate(call: Call): string {
    const args = call.args.map(evaluateAll);
    used.add(call.name);
    const value = variables.get(call.name);
    if (value === undefined && !defaultOperators.has(call.op)) missing.add(call.name);
    return apply(call.op, value ?? '', args);
  }
}

const defaultOperators: ReadonlySet<string> = new Set(['-', '+', '=', '?', ':-', ':+', ':=', ':?']);

/** The functions of funcs.go; lengths and offsets count bytes of UTF-8, as Go's strings do. */
function apply(op: string, value: string, args: readonly string[]): string {
  const [first, second] = args;
  switch (op) {
    case ',': return mapFirst(value, (char) => char.toLowerCase());
    case ',,': return value.toLowerCase();
    case '^': return mapFirst(value, (char) => char.toUpperCase());
    case '^^': return value.toUpperCase();
    case '#': return first === undefined ? String(Buffer.byteLength(value)) : trimPrefix(value, first, 'shortest');
    case '##': return trimPrefix(value, first ?? '', 'longest');
    case '%': return reverse(trimPrefix(reverse(value), reverse(first ?? ''), 'shortest'));
    case '%%': return reverse(trimPrefix(reverse(value), reverse(first ?? ''), 'longest'));
    case ':': return substring(value, first ?? '', second);
    case '/': return replaceFirst(value, first ?? '', second ?? '');
    case '//': return replaceAll(value, first ?? '', second ?? '');
    case '/#': return second === undefined || !value.startsWith(first ?? '') ? value : second + value.slice((first ?? '').length);
    case '/%': return second === undefined || !value.endsWith(first ?? '') ? value : value.slice(0, value.length - (first ?? '').length) + second;
    default: return value === '' ? args.join('') : value;
  }
}

function mapFirst(value: string, map: (char: string) => string): string {
  const [first = ''] = value;
  return map(first) + value.slice(first.length);
}

function reverse(value: string): string {
  return [...value].reverse().join('');
}

function trimPrefix(value: string, pattern: string, which: 'shortest' | 'longest'): string {
  let best = '';
  for (let end = value.length; end > 0; end--) {
    const matched = globMatch(pattern, value.slice(0, end));
    if (matched === undefined) return value;
    if (!matched) continue;
    if (which === 'longest') return value.slice(end);
    best = value.slice(0, end);
  }
  return value.slice(best.length);
}

function replaceFirst(value: string, find: string, by: string): string {
  const at = value.indexOf(find);
  return at < 0 ? value : value.slice(0, at) + by + value.slice(at + find.length);
}

function replaceAll(value: string, find: string, by: string): string {
  // Go's strings.Replace puts the replacement around every character where there is nothing to find.
  return find === '' ? by + [...value].map((char) => char + by).join('') : value.split(find).join(by);
}

function substring(value: string, offset: string, length: string | undefined): string {
  const bytes = Buffer.from(value);
  const start = atoi(offset);
  if (start === undefined) return value;
  const from = start < 0 ? Math.max(0, bytes.length + start) : start;
  if (length === undefined) return bytes.subarray(Math.min(from, bytes.length)).toString();
  const count = atoi(length);
  if (count === undefined) return value;
  const to = count < 0 ? bytes.length + count : from + count;
  return to < from ? '' : bytes.subarray(Math.min(from, bytes.length), Math.min(to, bytes.length)).toString();
}

/** Go's strconv.Atoi. */
function atoi(text: string): number | undefined {
  return /^[+-]?\d{1,18}$/.test(text) ? Number(text) : undefined;
}
