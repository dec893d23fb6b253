import { spend } from '../budget.ts';
import { arithmetic, compare } from '../operators.ts';
import type { Run } from '../run.ts';
import { display, entry, equal, fail, fromJson, isMap, isSpecial, keysOf, special, typeName, type Value } from '../values.ts';

function list(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : fail(`no such overload: ${value === undefined ? 'missing argument' : typeName(value)} is no list`);
}

const items = (value: Value | undefined): Value[] => list(value).map(fromJson);

function size(value: Value | undefined): bigint {
  if (typeof value === 'string') return BigInt(Array.from(value).length);
  if (Array.isArray(value) || value instanceof Uint8Array) return BigInt(value.length);
  if (value !== undefined && isMap(value)) return BigInt(keysOf(value).length);
  return fail(`no such overload: size(${value === undefined ? '' : typeName(value)})`);
}

/** Whether every item of `of` is in `within`; remembers scalars so that long lists stay cheap. */
function includesAll(within: readonly Value[], of: readonly Value[]): boolean {
  const known = new Set(within.map((item) => key(fromJson(item))));
  return of.every((item) => known.has(key(fromJson(item))) || within.some((other) => equal(fromJson(other), fromJson(item))));
}

const key = (value: Value): string => `${typeof value === 'bigint' ? 'number' : typeof value} ${display(value)}`;

const sorted = (values: readonly Value[]): Value[] => [...values].sort(compare);

/** size(), lists, sets and optionals. Source: k8s.io/apiserver/pkg/cel/library/lists.go, cel-go ext/sets.go, ext/lists.go */
export const collections: Readonly<Record<string, Run>> = {
  size: ([a]) => size(a),
  '.size': ([a]) => size(a),
  '.isSorted': ([a], budget) => {
    const all = items(a);
    spend(budget, all.length);
    return all.every((item, at) => at === 0 || compare(all[at - 1]!, item) <= 0);
  },
  '.sum': ([a], budget) => {
    const all = items(a);
    spend(budget, all.length);
    return all.length === 0 ? 0n : all.slice(1).reduce((sum, item) => arithmetic('+', sum, item), all[0]!);
  },
  '.min': ([a], budget) => { spend(budget, list(a).length); return sorted(items(a))[0] ?? fail('min called on empty list'); },
  '.max': ([a], budget) => { spend(budget, list(a).length); return sorted(items(a)).at(-1) ?? fail('max called on empty list'); },
  '.sort': ([a], budget) => { spend(budget, list(a).length); return sorted(items(a)); },
  '.distinct': ([a], budget) => {
    const all = items(a);
    spend(budget, all.length * all.length);
    return all.filter((item, at) => all.findIndex((other) => equal(item, other)) === at);
  },
  '.slice': ([a, from, to]) => items(a).slice(Number(from), Number(to)),
  '.flatten': ([a]) => items(a).flatMap((item) => (Array.isArray(item) ? items(item as Value) : [item])),
  '.first': ([a]) => special({ special: 'optional', value: items(a)[0] }),
  '.last': ([a]) => special({ special: 'optional', value: items(a).at(-1) }),
  'lists.range': ([n], budget) => { spend(budget, Number(n)); return Array.from({ length: Number(n) }, (_, at) => BigInt(at)); },
  'sets.contains': ([a, b], budget) => { spend(budget, list(a).length * list(b).length); return includesAll(list(a), list(b)); },
  'sets.equivalent': ([a, b], budget) => { spend(budget, list(a).length * list(b).length); return includesAll(list(a), list(b)) && includesAll(list(b), list(a)); },
  'sets.intersects': ([a, b], budget) => {
    spend(budget, list(a).length * list(b).length);
    return list(a).some((item) => list(b).some((other) => equal(fromJson(item), fromJson(other))));
  },
  'optional.of': ([a]) => special({ special: 'optional', value: a }),
  'optional.none': () => special({ special: 'optional', value: undefined }),
  'optional.ofNonZeroValue': ([a]) => special({ special: 'optional', value: isZero(a!) ? undefined : a }),
  '.hasValue': ([a]) => optional(a) !== undefined,
  '.value': ([a]) => { const held = optional(a); return held === undefined ? fail('optional.none() dereference') : held; },
  '.orValue': ([a, otherwise]) => { const held = optional(a); return held === undefined ? otherwise! : held; },
  '.or': ([a, otherwise]) => (optional(a) === undefined ? otherwise! : a!),
  '.get': ([a, at]) => (a !== undefined && isMap(a) ? (entry(a, at!) ?? fail('no such key')) : fail('no such overload: get')),
};

function optional(value: Value | undefined): Value | undefined {
  return value !== undefined && isSpecial(value) && value.special === 'optional' ? value.value : fail('no such overload: the value is no optional');
}

function isZero(value: Value): boolean {
  return value === null || value === '' || value === false || value === 0n || value === 0 || (Array.isArray(value) && value.length === 0) || (isMap(value) && keysOf(value).length === 0);
}
