import { unescapeName } from './names.ts';
import { overloads, resultOf, takes } from './signatures.ts';
import { isProblem, type Node, parseCel } from './syntax.ts';
import { dyn, fits, listOf, mapOf, named, optionalOf, type Type, typeText } from './types.ts';

/** The type of an expression, or why it cannot be compiled. */
export type Checked = { readonly type: Type } | { readonly problem: string };

class Refused extends Error {}

type Scope = ReadonlyMap<string, Type>;

const bool = named('bool');
const refuse = (message: string): never => {
  throw new Refused(message);
};

/** Compiles and type-checks an expression over variables of known types, as cel-go's checker does. */
export function checkCel(text: string, variables: Readonly<Record<string, Type>>): Checked {
  const tree = parseCel(text);
  if (isProblem(tree)) return { problem: `column ${tree.at + 1}: ${tree.message}` };
  try {
    return { type: typeOf(tree, new Map(Object.entries(variables))) };
  } catch (error) {
    if (error instanceof Refused) return { problem: error.message };
    throw error;
  }
}

function typeOf(node: Node, scope: Scope): Type {
  switch (node.op) {
    case 'literal': return literal(node.value);
    case 'name': return scope.get(node.name) ?? (typeNames.has(node.name) ? named('type') : refuse(`undeclared reference to "${node.name}"`));
    case 'select': {
      const of = typeOf(node.of, scope);
      const inner = of.kind === 'optional' ? of.of : of;
      const found = select(inner, node.name);
      return node.optional || of.kind === 'optional' ? optionalOf(found) : found;
    }
    case 'index': {
      const of = typeOf(node.of, scope);
      const inner = of.kind === 'optional' ? of.of : of;
      const key = typeOf(node.key, scope);
      const found = inner.kind === 'list' ? inner.of : inner.kind === 'map' ? inner.value : inner.kind === 'dyn' ? dyn : refuse(`${typeText(inner)} has no index`);
      if (inner.kind === 'list' && !fits(key, named('int')) && !fits(key, named('double')) && !fits(key, named('uint'))) refuse(`a list takes an int as index, not ${typeText(key)}`);
      if (inner.kind === 'map' && !fits(key, inner.key)) refuse(`the map takes ${typeText(inner.key)} as key, not ${typeText(key)}`);
      return node.optional || of.kind === 'optional' ? optionalOf(found) : found;
    }
    case 'cond': {
      want(typeOf(node.test, scope), bool, '? :');
      return same(typeOf(node.yes, scope), typeOf(node.no, scope), 'both sides of "? :" must be of one type');
    }
    case 'unary': {
      const of = typeOf(node.of, scope);
      if (node.sign === '!') return want(of, bool, '!');
      return fits(of, named('int')) || fits(of, named('double')) ? of : refuse(`found no matching overload for -${typeText(of)}`);
    }
    case 'binary': return binary(node.sign, typeOf(node.left, scope), typeOf(node.right, scope));
    case 'list': return listOf(node.items.map((item, at) => unwrapped(typeOf(item, scope), node.optional[at] === true)).reduce<Type | undefined>(uniform, undefined) ?? dyn);
    case 'map': {
      const keys = node.entries.map(([key]) => typeOf(key, scope)).reduce<Type | undefined>(uniform, undefined) ?? dyn;
      const values = node.entries.map(([, value, optional]) => unwrapped(typeOf(value, scope), optional)).reduce<Type | undefined>(uniform, undefined) ?? dyn;
      return { kind: 'map', key: keys, value: values };
    }
    case 'call': return call(node, scope);
  }
}

const typeNames = new Set(['bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type', 'type']);

function literal(value: unknown): Type {
  if (value === null) return named('null_type');
  if (value instanceof Uint8Array) return named('bytes');
  return named({ boolean: 'bool', bigint: 'int', number: 'double', string: 'string', object: 'uint' }[typeof value as 'string'] ?? 'dyn');
}

function select(of: Type, name: string): Type {
  if (of.kind === 'dyn') return dyn;
  if (of.kind === 'map') return of.value;
  if (of.kind === 'object') return of.field(name) ?? of.field(unescapeName(name)) ?? refuse(`undefined field "${name}"`);
  if (of.kind === 'named' && of.name === 'authorizer' && name === 'requestResource') return named('resourceCheck');
  return refuse(`${typeText(of)} has no field "${name}"`);
}

const unwrapped = (type: Type, optional: boolean): Type => (optional && type.kind === 'optional' ? type.of : type);

/** Kubernetes refuses literals whose items differ in type (HomogeneousAggregateLiterals). */
function uniform(before: Type | undefined, next: Type): Type {
  return before === undefined ? next : same(before, next, 'all items of a list or map must be of one type');
}

function same(a: Type, b: Type, message: string): Type {
  if (!fits(a, b)) return refuse(`${message}: ${typeText(a)} and ${typeText(b)}`);
  return a.kind === 'dyn' || (a.kind === 'named' && a.name === 'null_type') ? b : a;
}

function want(given: Type, wanted: Type, where: string): Type {
  return fits(given, wanted) ? wanted : refuse(`"${where}" takes ${typeText(wanted)}, not ${typeText(given)}`);
}

const ordered = new Set(['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration']);
const numbers = new Set(['int', 'uint', 'double']);
const nameOf = (type: Type): string => (type.kind === 'named' ? type.name : type.kind);

/** left, right, result of the arithmetic operators. */
const sums: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  '+': [['int', 'int', 'int'], ['uint', 'uint', 'uint'], ['double', 'double', 'double'], ['string', 'string', 'string'], ['bytes', 'bytes', 'bytes'], ['list', 'list', 'list'], ['duration', 'duration', 'duration'], ['timestamp', 'duration', 'timestamp'], ['duration', 'timestamp', 'timestamp']],
  '-': [['int', 'int', 'int'], ['uint', 'uint', 'uint'], ['double', 'double', 'double'], ['duration', 'duration', 'duration'], ['timestamp', 'duration', 'timestamp'], ['timestamp', 'timestamp', 'duration']],
  '*': [['int', 'int', 'int'], ['uint', 'uint', 'uint'], ['double', 'double', 'double']],
  '/': [['int', 'int', 'int'], ['uint', 'uint', 'uint'], ['double', 'double', 'double']],
  '%': [['int', 'int', 'int'], ['uint', 'uint', 'uint']],
};

function binary(sign: string, left: Type, right: Type): Type {
  const none = (): never => refuse(`found no matching overload for ${typeText(left)} ${sign} ${typeText(right)}`);
  if (sign === '&&' || sign === '||') {
    want(left, bool, sign);
    return want(right, bool, sign);
  }
  if (sign === '==' || sign === '!=') return fits(left, right) || (numbers.has(nameOf(left)) && numbers.has(nameOf(right))) ? bool : none();
  if (sign === 'in') {
    if (right.kind === 'dyn' || (right.kind === 'list' && fits(left, right.of)) || (right.kind === 'map' && fits(left, right.key))) return bool;
    return none();
  }
  if (sign.startsWith('<') || sign.startsWith('>')) {
    const [a, b] = [nameOf(left), nameOf(right)];
    return (a === 'dyn' && (b === 'dyn' || ordered.has(b))) || (b === 'dyn' && ordered.has(a)) || (a === b && ordered.has(a)) || (numbers.has(a) && numbers.has(b)) ? bool : none();
  }
  const fitting = sums[sign]!.filter(([a, b]) => (left.kind === 'dyn' || nameOf(left) === a) && (right.kind === 'dyn' || nameOf(right) === b));
  const results = new Set(fitting.map(([, , result]) => result));
  if (results.size === 0) return none();
  if (results.size > 1) return dyn;
  const [result] = results as unknown as [string];
  return result === 'list' ? (left.kind === 'list' ? left : right) : named(result);
}

const macros = new Set(['all', 'exists', 'exists_one', 'existsOne', 'filter', 'map', 'transformList', 'transformMap', 'optMap', 'optFlatMap']);

function call(node: Node & { readonly op: 'call' }, scope: Scope): Type {
  if (node.of === undefined && node.name === 'has') {
    const [argument] = node.args;
    if (node.args.length !== 1 || argument?.op !== 'select') return refuse('has() takes a field, such as has(object.spec)');
    typeOf(argument, scope);
    return bool;
  }
  if (node.of !== undefined && macros.has(node.name) && node.args[0]?.op === 'name' && node.args.length >= 2) return macro(node, typeOf(node.of, scope), scope);
  if (node.of?.op === 'name' && node.of.name === 'cel' && node.name === 'bind' && node.args.length === 3 && node.args[0]?.op === 'name')
    return typeOf(node.args[2]!, new Map([...scope, [node.args[0].name, typeOf(node.args[1]!, scope)]]));
  const full = node.of?.op === 'name' && !scope.has(node.of.name) ? `${node.of.name}.${node.name}` : undefined;
  const free = full !== undefined && overloads.has(full);
  const key = free ? full : node.of === undefined ? node.name : `.${node.name}`;
  const candidates = overloads.get(key);
  if (candidates === undefined) return refuse(`undeclared reference to "${node.name}"`);
  const args = [...(node.of === undefined || free ? [] : [node.of]), ...node.args].map((arg) => typeOf(arg, scope));
  const fitting = candidates.filter((each) => each.args.length === args.length && each.args.every((wanted, at) => takes(wanted, args[at]!)));
  if (fitting.length === 0) return refuse(`found no matching overload for ${node.name}(${args.map(typeText).join(', ')})`);
  if (key === 'optional.of' || key === 'optional.ofNonZeroValue') return optionalOf(args[0]!);
  const results = new Set(fitting.map((each) => each.result));
  return results.size === 1 ? resultOf(fitting[0]!.result, args[0]) : dyn;
}

function macro(node: Node & { readonly op: 'call' }, of: Type, scope: Scope): Type {
  const first = (node.args[0] as Node & { readonly op: 'name' }).name;
  if (node.name === 'optMap' || node.name === 'optFlatMap') {
    if (of.kind !== 'optional' && of.kind !== 'dyn') return refuse(`${node.name} takes an optional, not ${typeText(of)}`);
    const inner = typeOf(node.args[1]!, new Map([...scope, [first, of.kind === 'optional' ? of.of : dyn]]));
    return node.name === 'optMap' ? optionalOf(inner) : inner;
  }
  if (of.kind !== 'list' && of.kind !== 'map' && of.kind !== 'dyn') return refuse(`${typeText(of)} cannot be the range of ${node.name}(); it takes a list or a map`);
  const second = node.name !== 'map' && node.args.length >= 3 && node.args[1]?.op === 'name' ? node.args[1].name : undefined;
  const key = of.kind === 'map' ? of.key : of.kind === 'list' ? named('int') : dyn;
  const item = of.kind === 'list' ? of.of : of.kind === 'map' ? of.value : dyn;
  const inner = new Map(scope).set(first, second !== undefined ? key : of.kind === 'map' ? of.key : item);
  if (second !== undefined) inner.set(second, item);
  const bodies = node.args.slice(second === undefined ? 1 : 2).map((body) => typeOf(body, inner));
  if (bodies.length === 2) want(bodies[0]!, bool, node.name);
  switch (node.name) {
    case 'map': case 'transformList': return listOf(bodies.at(-1)!);
    case 'transformMap': return mapOf(bodies.at(-1)!);
    case 'filter':
      want(bodies[0]!, bool, 'filter');
      return of.kind === 'map' ? listOf(of.key) : of;
    default: return want(bodies[0]!, bool, node.name);
  }
}
