import { getKey } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Budget, spend } from './budget.ts';
import { functions } from './functions.ts';
import { comprehension, isComprehension } from './macros.ts';
import { unescapeName } from './names.ts';
import { arithmetic, compare } from './operators.ts';
import { type Frame, type Scope, type Step, truth } from './scope.ts';
import type { Node } from './syntax.ts';
import { CelError, entry, equal, fail, fromJson, isMap, isSpecial, numeric, special, typeName, type Value } from './values.ts';

/** A compiled expression: gives it its variables and runs it. */
export type Program = (variables: Readonly<Record<string, Value>>, budget: Budget) => Value;

/** Compiles a tree to closures. Names that are no variable or type fail when they are evaluated; the checker tells them before. */
export function compile(node: Node, variables: readonly string[]): Program {
  const size = { slots: variables.length };
  const step = build(node, { names: variables, size });
  return (values, budget) => {
    const slots: Value[] = Array<Value>(size.slots).fill(null);
    variables.forEach((name, index) => {
      slots[index] = Object.hasOwn(values, name) ? fromJson(values[name]!) : null;
    });
    return step({ slots, budget });
  };
}

function build(node: Node, scope: Scope): Step {
  switch (node.op) {
    case 'literal': {
      const value = node.value;
      const literal: Value = typeof value === 'object' && value !== null && 'uint' in value ? special({ special: 'uint', uint: value.uint }) : value;
      return () => literal;
    }
    case 'name': return name(node.name, scope);
    case 'select': return select(node, scope);
    case 'index': return index(node, scope);
    case 'cond': {
      const test = build(node.test, scope);
      const yes = build(node.yes, scope);
      const no = build(node.no, scope);
      return (frame) => (truth(test(frame)) ? yes(frame) : no(frame));
    }
    case 'unary': {
      const of = build(node.of, scope);
      return node.sign === '!' ? (frame) => !truth(of(frame)) : (frame) => arithmetic('-', 0n, of(frame));
    }
    case 'binary': return binary(node, scope);
    case 'list': return list(node, scope);
    case 'map': return map(node, scope);
    case 'call': return call(node, scope);
  }
}

const types = new Set(['bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type', 'type']);

function name(text: string, scope: Scope): Step {
  const slot = scope.names.lastIndexOf(text);
  if (slot >= 0) return (frame) => { spend(frame.budget, 1); return frame.slots[slot]!; };
  if (types.has(text)) return () => special({ special: 'type', name: text });
  return () => fail(`undeclared reference to '${text}'`);
}

function fieldOf(value: Value, key: string): Value | undefined {
  if (isSpecial(value)) return value.special === 'lazy' ? value.get(key) : fail(`no such field '${key}' on ${value.special}`);
  if (!isMap(value)) return fail(`no such field '${key}' on ${typeName(value)}`);
  if (value instanceof Map) return entry(value as Value, key);
  const found = getKey(value as JsonObject, unescapeName(key)) ?? getKey(value as JsonObject, key);
  return found === undefined ? undefined : fromJson(found as Value);
}

/** The value of a field, or undefined; used by `has()` as well. */
function selectStep(node: Node & { readonly op: 'select' }, scope: Scope): (frame: Frame) => Value | undefined {
  const of = build(node.of, scope);
  return (frame) => {
    spend(frame.budget, 1);
    return fieldIn(of(frame), node.name);
  };
}

/** A field of a value, or of what an optional holds. */
function fieldIn(value: Value, name: string): Value | undefined {
  if (!isSpecial(value) || value.special !== 'optional') return fieldOf(value, name);
  return value.value === undefined ? undefined : fieldOf(value.value, name);
}

/** Selecting from an optional gives an optional, whether the text shows it (`a.?b.c`) or not. */
function select(node: Node & { readonly op: 'select' }, scope: Scope): Step {
  const of = build(node.of, scope);
  return (frame) => {
    spend(frame.budget, 1);
    const value = of(frame);
    const found = fieldIn(value, node.name);
    if (node.optional || (isSpecial(value) && value.special === 'optional')) return special({ special: 'optional', value: found });
    return found === undefined ? fail(`no such key: ${node.name}`) : found;
  };
}

function index(node: Node & { readonly op: 'index' }, scope: Scope): Step {
  const of = build(node.of, scope);
  const key = build(node.key, scope);
  return (frame) => {
    spend(frame.budget, 1);
    let value = of(frame);
    const optional = node.optional || (isSpecial(value) && value.special === 'optional');
    if (isSpecial(value) && value.special === 'optional') {
      if (value.value === undefined) return value;
      value = value.value;
    }
    const at = key(frame);
    const found = Array.isArray(value) ? item(value, at) : isMap(value) ? entry(value, at) : fail(`${typeName(value)} has no index`);
    if (optional) return special({ special: 'optional', value: found });
    return found === undefined ? fail(Array.isArray(value) ? `index out of bounds: ${String(at)}` : `no such key: ${String(at)}`) : found;
  };
}

function item(list: readonly Value[], at: Value): Value | undefined {
  const position = numeric(at);
  const found = position === undefined ? fail('a list takes a number as index') : list[Number(position)];
  return found === undefined ? undefined : fromJson(found);
}

function binary(node: Node & { readonly op: 'binary' }, scope: Scope): Step {
  const left = build(node.left, scope);
  const right = build(node.right, scope);
  const { sign } = node;
  switch (sign) {
    case '&&': return logical(left, right, false);
    case '||': return logical(left, right, true);
    case '==': return (frame) => { spend(frame.budget, 1); return equal(left(frame), right(frame)); };
    case '!=': return (frame) => { spend(frame.budget, 1); return !equal(left(frame), right(frame)); };
    case '<': return (frame) => compare(left(frame), right(frame)) < 0;
    case '<=': return (frame) => compare(left(frame), right(frame)) <= 0;
    case '>': return (frame) => compare(left(frame), right(frame)) > 0;
    case '>=': return (frame) => compare(left(frame), right(frame)) >= 0;
    case 'in': return (frame) => {
      const wanted = left(frame);
      const within = right(frame);
      if (Array.isArray(within)) {
        spend(frame.budget, 1 + within.length);
        return within.some((each) => equal(wanted, fromJson(each as Value)));
      }
      return isMap(within) ? entry(within, wanted) !== undefined : fail(`no such overload: in ${typeName(within)}`);
    };
    default: return (frame) => {
      const a = left(frame);
      const b = right(frame);
      spend(frame.budget, 1 + (typeof a === 'string' ? a.length / 10 : Array.isArray(a) ? a.length : 0) + (typeof b === 'string' ? b.length / 10 : Array.isArray(b) ? b.length : 0));
      return arithmetic(sign, a, b);
    };
  }
}

/** `&&` and `||` are commutative over errors: one decisive side is enough. */
function logical(left: Step, right: Step, decisive: boolean): Step {
  return (frame) => {
    let failed: CelError | undefined;
    try {
      if (truth(left(frame)) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failed = error;
    }
    if (truth(right(frame)) === decisive) return decisive;
    if (failed !== undefined) throw failed;
    return !decisive;
  };
}

function list(node: Node & { readonly op: 'list' }, scope: Scope): Step {
  const items = node.items.map((each) => build(each, scope));
  return (frame) => {
    spend(frame.budget, 1 + items.length);
    const out: Value[] = [];
    items.forEach((each, at) => {
      const value = each(frame);
      if (!node.optional[at]) out.push(value);
      else if (isSpecial(value) && value.special === 'optional' && value.value !== undefined) out.push(value.value);
    });
    return out;
  };
}

function map(node: Node & { readonly op: 'map' }, scope: Scope): Step {
  const entries = node.entries.map(([key, value, optional]) => [build(key, scope), build(value, scope), optional] as const);
  return (frame) => {
    spend(frame.budget, 1 + entries.length);
    const out = new Map<Value, Value>();
    for (const [key, value, optional] of entries) {
      const made = value(frame);
      const name = key(frame);
      if (name === null || Array.isArray(name) || isMap(name)) fail(`unsupported key type: ${typeName(name)}`);
      if (entry(out, name) !== undefined) fail(`repeated key: ${String(name)}`);
      if (!optional) out.set(name, made);
      else if (isSpecial(made) && made.special === 'optional' && made.value !== undefined) out.set(name, made.value);
    }
    return out;
  };
}

function call(node: Node & { readonly op: 'call' }, scope: Scope): Step {
  if (isComprehension(node)) return comprehension(node, scope, build, selectStep);
  // `ip.isCanonical(x)`, `sets.contains(a, b)`: a function with a namespace, unless the namespace is a variable.
  const namespaced = node.of?.op === 'name' && !scope.names.includes(node.of.name) ? `${node.of.name}.${node.name}` : undefined;
  const full = namespaced !== undefined && Object.hasOwn(functions, namespaced) ? namespaced : undefined;
  const key = full ?? (node.of === undefined ? node.name : `.${node.name}`);
  const run = Object.hasOwn(functions, key) ? functions[key] : undefined;
  const args = [...(node.of === undefined || full !== undefined ? [] : [node.of]), ...node.args].map((each) => build(each, scope));
  if (run === undefined) return () => fail(`undeclared reference to '${node.name}'`);
  return (frame) => {
    const values = args.map((arg) => arg(frame));
    spend(frame.budget, 1);
    return run(values, frame.budget);
  };
}
