import { compareBytes, GoBytes, GoInt, GoObject, integerOf, isMap, isTrue, kindOf, printValue, typeOf, zeroOf, type GoFunction, type Value } from '../template/value.ts';
import { byteLength, bytesOf } from '../template/bytes.ts';
import { combine, spansOf, type Span } from '../template/track.ts';
import { fn, FunctionError, has, type Table } from './kit.ts';
import { sprint, sprintf } from './printf.ts';
import { isPrinted } from './quote.ts';

type Kind = 'bool' | 'int' | 'float' | 'string' | 'none';

function basicKind(value: Value): Kind {
  switch (typeof value) {
    case 'boolean': return 'bool';
    case 'bigint': return 'int';
    case 'number': return 'float';
    case 'string': return 'string';
  }
  return value instanceof GoInt ? 'int' : 'none';
}

/** Go compares numbers by their value, whatever their width. */
const comparable = (value: Value): Value => (value instanceof GoInt ? value.value : value);

/** funcs.go eq: the first against each other one. */
function equal(args: readonly Value[]): boolean {
  const first = args[0] as Value;
  const kind = basicKind(first);
  for (let i = 1; i < args.length; i++) {
    const other = args[i] as Value;
    if (first === null || first === undefined || other === null || other === undefined) {
      if ((first ?? null) === (other ?? null)) return true;
    } else if (kind !== basicKind(other)) {
      throw incompatible(first, other);
    } else if (kind !== 'none') {
      if (comparable(first) === comparable(other)) return true;
    } else {
      if (kindOf(first) !== kindOf(other)) throw new FunctionError(`non-comparable types ${sprintf('%s', [first])}: ${typeOf(first)}, ${typeOf(other)}: ${printValue(other, false)}`);
      if (!(other instanceof GoObject) || other.items !== undefined) throw new FunctionError(`non-comparable type ${sprintf('%s', [other])}: ${typeOf(other)}`);
      if (first === other || (first instanceof GoObject && isSame(first, other))) return true;
    }
  }
  return false;
}

/** Whether two of Go's objects of no basic kind are equal: pointers never, structs by what they hold. */
function isSame(a: GoObject, b: GoObject): boolean {
  return a.typeName === b.typeName && !a.typeName.startsWith('*') && a.text === b.text && [...a.fields].every(([name, value]) => value === b.fields.get(name));
}

function incompatible(a: Value, b: Value): FunctionError {
  return new FunctionError(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`);
}

function less(a: Value, b: Value): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind === 'none' || other === 'none') throw new FunctionError('invalid type for comparison');
  if (kind !== other) throw incompatible(a, b);
  if (kind === 'bool') throw new FunctionError('invalid type for comparison');
  return kind === 'string' ? compareBytes(a as string, b as string) < 0 : (comparable(a) as number) < (comparable(b) as number);
}

function indexOf(of: Value, key: Value): Value {
  const container = of instanceof GoObject && of.items !== undefined ? of.items : of;
  if (container === null || container === undefined) throw new FunctionError('index of untyped nil');
  if (isMap(container)) {
    if (typeof key !== 'string') throw new FunctionError(key === null ? 'value is nil; should be of type string' : `value has type ${typeOf(key)}; should be string`);
    return has(container, key) ? container[key] as Value : zeroOf(container);
  }
  if (Array.isArray(container) || typeof container === 'string') {
    const at = integerOf(key);
    if (at === undefined) throw new FunctionError(key === null ? 'cannot index slice/array with nil' : `cannot index slice/array with type ${typeOf(key)}`);
    const size = typeof container === 'string' ? byteLength(container) : container.length;
    // what lies just behind the end is found out by reflection only
    if (at === BigInt(size)) throw new FunctionError(`reflect: ${typeof container} index out of range`.replace('object', 'slice'));
    if (at < 0n || at > BigInt(size)) throw new FunctionError(`index out of range: ${at}`);
    return typeof container === 'string' ? new GoInt(BigInt(bytesOf(container)[Number(at)] as number), 'uint8') : container[Number(at)] as Value;
  }
  throw new FunctionError(`can't index item of type ${typeOf(container).replace(/^\*/, '')}`);
}

/** Go's predefined functions (text/template/funcs.go). */
export const builtins: Table = {
  and: { call: () => null, stops: (value) => !isTrue(value) },
  or: { call: () => null, stops: isTrue },
  not: fn('a', (args) => !isTrue(args[0] as Value)),
  eq: fn('aa*', (args) => {
    if (args.length < 2) throw new FunctionError('missing argument for comparison');
    return equal(args);
  }),
  ne: fn('aa', (args) => !equal(args)),
  lt: fn('aa', ([a, b]) => less(a as Value, b as Value)),
  le: fn('aa', ([a, b]) => less(a as Value, b as Value) || equal([a as Value, b as Value])),
  gt: fn('aa', ([a, b]) => !(less(a as Value, b as Value) || equal([a as Value, b as Value]))),
  ge: fn('aa', ([a, b]) => !less(a as Value, b as Value)),
  len: fn('a', ([value]) => {
    if (value === null || value === undefined) throw new FunctionError('len of nil pointer');
    if (typeof value === 'string') return BigInt(byteLength(value));
    if (Array.isArray(value)) return BigInt(value.length);
    if (isMap(value)) return BigInt(Object.keys(value).length);
    if (value instanceof GoBytes) return BigInt(value.data.length);
    if (value instanceof GoObject && value.items !== undefined) return BigInt(Array.isArray(value.items) ? value.items.length : Object.keys(value.items).length);
    throw new FunctionError(`len of type ${typeOf(value).replace(/^\*/, '')}`);
  }),
  index: fn('aa*', ([container, ...keys], state) => {
    let value = container as Value;
    if ((value ?? null) === null) throw new FunctionError('index of untyped nil');
    let from = state.from;
    for (const [i, key] of keys.entries()) {
      if (i > 0 && (value ?? null) === null) throw new FunctionError('index of nil pointer');
      const inner = indexOf(value, key);
      from = typeof value === 'object' && value !== null ? state.track?.child(value, Array.isArray(value) ? Number(key) : String(key)) : undefined;
      value = inner;
    }
    state.from = from;
    return value;
  }, (args, from, _, state) => {
    let value = args[0] as Value;
    let found = from[0];
    for (const key of args.slice(1)) {
      found = typeof value === 'object' && value !== null ? state.track?.child(value, Array.isArray(value) ? Number(key) : String(key)) : undefined;
      value = indexOf(value, key);
    }
    return found;
  }),
  print: fn('a*', (args) => sprint(args), (args, from, result) => printTrace(args, from, String(result))),
  println: fn('a*', (args) => `${args.map((value) => printValue(value, false)).join(' ')}\n`),
  printf: fn('sa*', ([format, ...args]) => sprintf(format as string, args), (args, from, result) => printTrace(args.slice(1), from.slice(1), String(result))),
  html: fn('a*', (args) => shown(args).replace(/[\0"'&<>]/g, (char) => ({ '\0': '\ufffd', '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char] ?? char)),
  js: fn('a*', (args) => Array.from(shown(args), (char) => jsEscapes[char] ?? (isPrinted(char) ? char : `\\u${(char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`)).join('')),
  urlquery: fn('a*', (args) => Array.from(bytesOf(shown(args)), (byte) => {
    const char = String.fromCharCode(byte);
    return char === ' ' ? '+' : /[A-Za-z0-9_.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('')),
  // exec.ts refuses what is no function
  call: fn('aa*', ([value, ...args]) => (value as GoFunction)(...args)),
};

const jsEscapes: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '"': '\\"', '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', '=': '\\u003D' };

/** What is escaped (funcs.go evalArgs): a nil has no value. */
const shown = (args: readonly Value[]): string => sprint(args.map((value) => value ?? '<no value>'));

/** Each printed argument keeps its origin where its text stands once in the result. */
function printTrace(args: readonly Value[], from: Parameters<NonNullable<Table[string]['trace']>>[1], result: string) {
  const spans: Span[] = [];
  let at = 0;
  for (const [i, value] of args.entries()) {
    const own = printValue(value, false);
    const inner = from[i];
    const found = own === '' ? -1 : result.indexOf(own, at);
    if (found < 0) continue;
    at = found + own.length;
    spans.push(...spansOf(own, inner).map((span) => ({ ...span, start: span.start + found, end: span.end + found })));
  }
  return spans.length > 0 ? { exact: true, spans } : combine(from);
}
