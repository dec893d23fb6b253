import { spend } from './budget.ts';
import { bind, type Frame, type Scope, type Step, truth } from './scope.ts';
import type { Node } from './syntax.ts';
import { CelError, entry, fail, fromJson, isMap, isSpecial, keysOf, special, typeName, type Value } from './values.ts';

type Call = Node & { readonly op: 'call' };
type Build = (node: Node, scope: Scope) => Step;
type Select = (node: Node & { readonly op: 'select' }, scope: Scope) => (frame: Frame) => Value | undefined;

const names = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter', 'transformList', 'transformMap', 'optMap', 'optFlatMap']);

/** Whether a call is a macro: `has(a.b)`, or `list.all(x, ...)` and its like. */
export function isComprehension(node: Call): boolean {
  if (node.of === undefined) return node.name === 'has' && node.args.length === 1 && node.args[0]?.op === 'select';
  if (node.name === 'bind' && node.of.op === 'name' && node.of.name === 'cel') return node.args.length === 3 && node.args[0]?.op === 'name';
  return names.has(node.name) && node.args.length >= 2 && node.args[0]?.op === 'name';
}

/** Compiles a macro; `build` compiles the expressions in it, `select` a field that may be absent. */
export function comprehension(node: Call, scope: Scope, build: Build, select: Select): Step {
  if (node.of === undefined) return has(node, scope, select);
  const first = (node.args[0] as Node & { readonly op: 'name' }).name;
  if (node.name === 'bind') return bound(node, first, scope, build);
  if (node.name === 'optMap' || node.name === 'optFlatMap') return optional(node, first, scope, build);
  const second = node.args[1]?.op === 'name' && node.args.length >= 3 && node.name !== 'map' ? node.args[1].name : undefined;
  const one = bind(scope, first);
  const two = second === undefined ? undefined : bind(one.scope, second);
  const inner = (two ?? one).scope;
  const of = build(node.of, scope);
  const bodies = node.args.slice(second === undefined ? 1 : 2).map((arg) => build(arg, inner));
  const run = loops[node.name]!;
  return (frame) => {
    const range = of(frame);
    const items: [Value, Value | undefined][] = Array.isArray(range)
      ? range.map((item, at) => (two === undefined ? [fromJson(item as Value), undefined] : [BigInt(at), fromJson(item as Value)]))
      : isMap(range) ? keysOf(range).map((key) => [key, two === undefined ? undefined : entry(range, key)]) : fail(`no such overload: ${typeName(range)} has no items`);
    spend(frame.budget, 1 + items.length);
    return run(items, bodies, (body, item) => {
      frame.slots[one.slot] = item[0];
      if (two !== undefined) frame.slots[two.slot] = item[1]!;
      return body(frame);
    });
  };
}

type Run = (body: Step, item: [Value, Value | undefined]) => Value;
type Loop = (items: readonly [Value, Value | undefined][], bodies: readonly Step[], run: Run) => Value;

const loops: Readonly<Record<string, Loop>> = {
  all: (items, [body], run) => quantified(items, (item) => truth(run(body!, item)), false),
  exists: (items, [body], run) => quantified(items, (item) => truth(run(body!, item)), true),
  exists_one: (items, [body], run) => items.filter((item) => truth(run(body!, item))).length === 1,
  existsOne: (items, [body], run) => items.filter((item) => truth(run(body!, item))).length === 1,
  filter: (items, [body], run) => items.filter((item) => truth(run(body!, item))).map(([value]) => value),
  map: (items, bodies, run) =>
    (bodies.length === 2 ? items.filter((item) => truth(run(bodies[0]!, item))) : items).map((item) => run(bodies.at(-1)!, item)),
  transformList: (items, bodies, run) =>
    (bodies.length === 2 ? items.filter((item) => truth(run(bodies[0]!, item))) : items).map((item) => run(bodies.at(-1)!, item)),
  transformMap: (items, bodies, run) =>
    new Map((bodies.length === 2 ? items.filter((item) => truth(run(bodies[0]!, item))) : items).map((item) => [item[0], run(bodies.at(-1)!, item)])),
};

/** `all` and `exists` swallow errors where another item decides. */
function quantified(items: readonly [Value, Value | undefined][], test: (item: [Value, Value | undefined]) => boolean, decisive: boolean): boolean {
  let failed: CelError | undefined;
  for (const item of items) {
    try {
      if (test(item) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failed ??= error;
    }
  }
  if (failed !== undefined) throw failed;
  return !decisive;
}

function has(node: Call, scope: Scope, select: Select): Step {
  const read = select(node.args[0] as Node & { readonly op: 'select' }, scope);
  return (frame) => read(frame) !== undefined;
}

function bound(node: Call, name: string, scope: Scope, build: Build): Step {
  const value = build(node.args[1]!, scope);
  const inner = bind(scope, name);
  const body = build(node.args[2]!, inner.scope);
  return (frame: Frame) => {
    frame.slots[inner.slot] = value(frame);
    return body(frame);
  };
}

function optional(node: Call, name: string, scope: Scope, build: Build): Step {
  const of = build(node.of!, scope);
  const inner = bind(scope, name);
  const body = build(node.args[1]!, inner.scope);
  return (frame) => {
    const value = of(frame);
    if (!isSpecial(value) || value.special !== 'optional') return fail(`${typeName(value)} is no optional`);
    if (value.value === undefined) return value;
    frame.slots[inner.slot] = value.value;
    const made = body(frame);
    return node.name === 'optMap' ? special({ special: 'optional', value: made }) : made;
  };
}
