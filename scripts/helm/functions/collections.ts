import { asPlainMap, GoInt, GoObject, isMap, isNilOf, nilOf, kindOf, ofType, sortedKeys, typeOf, type Value, type ValueMap } from '../template/value.ts';
import { spend, spendItems, spendPart } from '../template/bounds.ts';
import type { State } from '../template/state.ts';
import type { Provenance } from '../template/track.ts';
import { fn, FunctionError, has, isEmpty, listOf, moveChild, put, text, toInt, type Table } from './kit.ts';

/** Go's reflect.DeepEqual over the values of templates. */
export function deepEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if ((a ?? null) === null || (b ?? null) === null) return (a ?? null) === (b ?? null);
  if (typeof a !== 'object' || typeof b !== 'object') return Number.isNaN(a) && Number.isNaN(b) ? false : a === b;
  spendPart();
  if (typeOf(a) !== typeOf(b) || isNilOf(a as object) !== isNilOf(b as object)) return false;
  if (a instanceof GoInt) return a.value === (b as GoInt).value;
  if (a instanceof GoObject && b instanceof GoObject) return a.text === b.text && [...a.fields].every(([name, value]) => deepEqual(value, b.fields.get(name) ?? null));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => deepEqual(item, b[i] as Value));
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => has(b, key) && deepEqual(a[key] as Value, b[key] as Value));
  }
  return false;
}

/** A copy of the list with its origins. */
function copyList(list: Value[], state: State, from = 0, to = list.length): Value[] {
  const out = list.slice(from, to);
  if (state.track !== undefined) out.forEach((_, i) => moveChild(state, list, from + i, out, i));
  return out;
}

function pushed(list: Value[], items: readonly Value[], state: State, origins: 'none' | 'before'): Value[] {
  const out = origins === 'before' ? [...items, ...list] : [...list, ...items];
  if (state.track !== undefined) list.forEach((_, i) => moveChild(state, list, i, out, origins === 'before' ? i + items.length : i));
  return out;
}

function deepCopy(value: Value, state: State): Value {
  if (typeof value === 'object') spendPart();
  if (Array.isArray(value)) {
    const out = value.map((item) => deepCopy(item, state));
    state.track?.copy(value, out);
    return out;
  }
  if (!isMap(value)) return value;
  // a spread copies `__proto__` as an own key, too, and keeps the shape
  const out: ValueMap = { ...value };
  for (const key in out) {
    spend(1);
    const item = out[key];
    if (typeof item === 'object' && item !== null) out[key] = deepCopy(item, state);
  }
  state.track?.copy(value, out);
  return out;
}

/** A deep copy, of the same of Go's types. */
function deepCopyOf(value: Value, state: State): Value {
  if (value === null) throw new FunctionError('reflect: call of reflect.Value.Type on zero Value');
  const out = deepCopy(value, state);
  return typeof out === 'object' && out !== null && typeOf(out) !== typeOf(value) ? ofType(typeOf(value), out) : out;
}

/** mergo's deepMerge: fills what is empty in the target, or overwrites it; only maps are merged with each other. */
function merge(target: ValueMap, source: ValueMap, overwrite: boolean, state: State, depth = 0): void {
  if (depth > 200) throw new FunctionError('maps are nested too deeply');
  for (const key of Object.keys(source)) {
    spend(1);
    const from = source[key] as Value;
    const to = has(target, key) ? target[key] as Value : undefined;
    if (from === null && !overwrite) continue;
    if (isMap(from) && isMap(to ?? null)) {
      merge(to as ValueMap, from, overwrite, state, depth + 1);
      // a map that is empty still is replaced as a whole, with the nils that are not merged
      if (!isEmpty(to)) continue;
    } else if (!overwrite && to !== undefined && !isEmpty(to)) {
      continue;
    }
    put(target, key, from);
    if (state.track !== undefined) moveChild(state, source, key, target);
  }
}

function merged(target: ValueMap | null, sources: readonly Value[], overwrite: boolean, state: State): ValueMap {
  let into = target === null ? undefined : asPlainMap(target);
  for (const source of sources) if (isMap(source)) merge(into ??= {}, source, overwrite, state);
  return into ?? nilOf<ValueMap>('map[string]interface {}', {});
}

function dict(args: readonly Value[]): ValueMap {
  const out: ValueMap = {};
  for (let i = 0; i < args.length; i += 2) {
    const key = args[i];
    put(out, typeof key === 'string' ? key : text(key), i + 1 < args.length ? args[i + 1] as Value : '');
  }
  return out;
}

/** A list without its first item, or (`from` 0) without its last one. */
function withoutEnd(list: Value[], state: State, from: 0 | 1): Value[] {
  return list.length === 0 ? nilOf<Value[]>('[]interface {}', []) : copyList(list, state, from, list.length - 1 + from);
}

/** Sprig's slice, which hides text/template's: lists only. */
function sliced([list, ...range]: Value[], state: State): Value {
  const items = listOf(list, (kind) => `list should be type of slice or array but ${kind}`);
  if (items.length === 0) return null;
  const [from = 0, to = items.length] = range.slice(0, 2).map((one) => Number(toInt(one)));
  if (from < 0 || to > items.length || from > to) throw new FunctionError('reflect.Value.Slice: slice index out of bounds');
  return ofType(typeOf(list as Value), copyList(items, state, from, to));
}

function chunked(size: bigint, items: readonly Value[]): Value[] {
  const out: Value[] = [];
  if (size < 1n) throw new FunctionError('division by zero');
  for (let i = 0; i < items.length; i += Number(size)) out.push(items.slice(i, i + Number(size)));
  return ofType('[][]interface {}', out);
}

/** Sprig's list and dict functions (list.go, dict.go); those that change their argument do. */
export const collectionFunctions: Table = {
  list: fn('a*', (args) => [...args], (args, from, result, state) => {
    args.forEach((_, i) => state.track?.setChild(result as Value[], i, from[i]));
    return undefined;
  }),
  tuple: fn('a*', (args) => [...args], (args, from, result, state) => {
    args.forEach((_, i) => state.track?.setChild(result as Value[], i, from[i]));
    return undefined;
  }),
  dict: fn('a*', dict, (args, from, result, state) => {
    for (let i = 0; i + 1 < args.length; i += 2) state.track?.setChild(result as ValueMap, text(args[i]), from[i + 1]);
    return undefined;
  }),
  set: fn('msa', (args) => {
    const map = args[0] as ValueMap | null;
    if (map === null) throw new FunctionError('assignment to entry in nil map');
    put(map, args[1] as string, args[2] as Value);
    return map;
  }, (args, from, _, state) => {
    state.track?.setChild(args[0] as ValueMap, args[1] as string, from[2]);
    return from[0];
  }),
  unset: fn('ms', ([map, key]) => {
    if (!isMap(map)) return {};
    delete map[key as string];
    return map;
  }),
  get: fn('ms', (args) => {
    const map = args[0] as Value;
    return isMap(map) && has(map, args[1] as string) ? map[args[1] as string] as Value : '';
  }, (args, _, result, state) => {
    if (!isMap(args[0]) || result === '') return undefined;
    const from = state.track?.child(args[0], args[1] as string);
    if (from?.path !== undefined && state.track !== undefined) state.track.last = from.path;
    return from;
  }),
  hasKey: fn('ms', ([map, key], state) => {
    if (isMap(map) && state.track !== undefined) state.track.last = state.track.child(map, key as string)?.path ?? state.track.last;
    return isMap(map) && has(map, key as string);
  }),
  pluck: fn('sm*', ([key, ...maps]) => maps.filter((map) => isMap(map) && has(map, key as string)).map((map) => (map as ValueMap)[key as string] as Value)),
  keys: fn('m*', (maps) => ofType('[]string', maps.flatMap((map) => (isMap(map) ? [...sortedKeys(map)] : [])))),
  values: fn('m', ([map], state) => {
    if (!isMap(map)) return [];
    const keys = sortedKeys(map);
    const out = keys.map((key) => map[key] as Value);
    if (state.track !== undefined) keys.forEach((key, i) => moveChild(state, map, key, out, i));
    return out;
  }),
  pick: fn('ms*', ([map, ...keys], state) => {
    const out: ValueMap = {};
    for (const key of keys as string[]) {
      if (!isMap(map) || !has(map, key)) continue;
      put(out, key, map[key] as Value);
      if (state.track !== undefined) moveChild(state, map, key, out);
    }
    return out;
  }),
  omit: fn('ms*', ([map, ...keys], state) => {
    const out: ValueMap = {};
    const drop = new Set(keys as string[]);
    for (const key of isMap(map) ? Object.keys(map) : []) {
      spend(1);
      if (drop.has(key)) continue;
      put(out, key, (map as ValueMap)[key] as Value);
      if (state.track !== undefined) moveChild(state, map as ValueMap, key, out);
    }
    return out;
  }),
  merge: fn('mm*', ([target, ...sources], state) => merged(target as ValueMap | null, sources, false, state)),
  mergeOverwrite: fn('mm*', ([target, ...sources], state) => merged(target as ValueMap | null, sources, true, state)),
  mustMerge: fn('mm*', ([target, ...sources], state) => merged(target as ValueMap | null, sources, false, state)),
  mustMergeOverwrite: fn('mm*', ([target, ...sources], state) => merged(target as ValueMap | null, sources, true, state)),
  deepCopy: fn('a', (args, state) => deepCopyOf(args[0] as Value, state), (_, from) => from[0]),
  mustDeepCopy: fn('a', (args, state) => deepCopyOf(args[0] as Value, state), (_, from) => from[0]),
  deepEqual: fn('aa', ([a, b]) => deepEqual(a as Value, b as Value)),
  dig: fn('a*', (args) => {
    if (args.length < 3) throw new FunctionError('dig needs at least three arguments');
    let value = args.at(-1) as Value;
    for (let i = 0; i < args.length - 2; i++) {
      const key = args[i];
      if (!isMap(value) || typeOf(value) === 'common.Values') throw new FunctionError(`interface conversion: interface {} is ${typeOf(value)}, not map[string]interface {}`);
      if (!has(value, text(key))) return args.at(-2) as Value;
      value = value[text(key)] as Value;
    }
    return value;
  }, (args, from, _, state) => {
    let value: Value = args.at(-1) as Value;
    let found = from.at(-1);
    for (const key of args.slice(0, -2)) {
      if (!isMap(value) || !has(value, text(key))) return from.at(-2);
      found = state.track?.child(value, text(key));
      value = value[text(key)] as Value;
    }
    if (found?.path !== undefined && state.track !== undefined) state.track.last = found.path;
    return found;
  }),
  append: fn('aa', ([list, item], state) => pushed(listOf(list, 'push'), [item as Value], state, 'none'), itemTrace),
  push: fn('aa', ([list, item], state) => pushed(listOf(list, 'push'), [item as Value], state, 'none'), itemTrace),
  mustAppend: fn('aa', ([list, item], state) => pushed(listOf(list, 'push'), [item as Value], state, 'none'), itemTrace),
  mustPush: fn('aa', ([list, item], state) => pushed(listOf(list, 'push'), [item as Value], state, 'none'), itemTrace),
  prepend: fn('aa', ([list, item], state) => pushed(listOf(list, 'prepend'), [item as Value], state, 'before'), firstTrace),
  mustPrepend: fn('aa', ([list, item], state) => pushed(listOf(list, 'prepend'), [item as Value], state, 'before'), firstTrace),
  concat: fn('a*', (lists, state) => {
    const out: Value[] = [];
    // a list that doubles itself would fill the memory long before the steps run out
    const size = lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
    spendItems(size);
    for (const list of lists) {
      listOf(list, (kind) => `Cannot concat type ${kind} as list`).forEach((item, i) => {
        out.push(item);
        if (state.track !== undefined) moveChild(state, list as Value[], i, out, out.length - 1);
      });
    }
    return out.length === 0 ? nilOf('[]interface {}', out) : out;
  }),
  first: fn('a', ([list]) => listOf(list, 'find first')[0] ?? null, childTrace(() => 0)),
  mustFirst: fn('a', ([list]) => listOf(list, 'find first')[0] ?? null, childTrace(() => 0)),
  last: fn('a', ([list]) => listOf(list, 'find last').at(-1) ?? null, childTrace((list) => list.length - 1)),
  mustLast: fn('a', ([list]) => listOf(list, 'find last').at(-1) ?? null, childTrace((list) => list.length - 1)),
  rest: fn('a', ([list], state) => withoutEnd(listOf(list, 'find rest'), state, 1)),
  mustRest: fn('a', ([list], state) => withoutEnd(listOf(list, 'find rest'), state, 1)),
  initial: fn('a', ([list], state) => withoutEnd(listOf(list, 'find initial'), state, 0)),
  mustInitial: fn('a', ([list], state) => withoutEnd(listOf(list, 'find initial'), state, 0)),
  reverse: fn('a', ([list], state) => reversed(listOf(list, 'find reverse'), state)),
  mustReverse: fn('a', ([list], state) => reversed(listOf(list, 'find reverse'), state)),
  uniq: fn('a', ([list], state) => filtered(listOf(list, 'find uniq'), (item, i, all) => firstOf(item, all) === i, state)),
  mustUniq: fn('a', ([list], state) => filtered(listOf(list, 'find uniq'), (item, i, all) => firstOf(item, all) === i, state)),
  without: fn('aa*', ([list, ...drop], state) => filtered(listOf(list, 'find without'), (item) => firstOf(item, drop) < 0, state)),
  mustWithout: fn('aa*', ([list, ...drop], state) => filtered(listOf(list, 'find without'), (item) => firstOf(item, drop) < 0, state)),
  compact: fn('a', ([list], state) => filtered(listOf(list, 'compact'), (item) => !isEmpty(item), state)),
  mustCompact: fn('a', ([list], state) => filtered(listOf(list, 'compact'), (item) => !isEmpty(item), state)),
  has: fn('aa', ([needle, list]) => list !== null && firstOf(needle as Value, listOf(list, 'find has')) >= 0),
  mustHas: fn('aa', ([needle, list]) => list !== null && firstOf(needle as Value, listOf(list, 'find has')) >= 0),
  slice: fn('aa*', sliced),
  mustSlice: fn('aa*', sliced),
  chunk: fn('ia', ([size, list]) => chunked(size as bigint, listOf(list, (kind) => `Cannot chunk type ${kind}`))),
  mustChunk: fn('ia', ([size, list]) => chunked(size as bigint, listOf(list, (kind) => `Cannot chunk type ${kind}`))),
  until: fn('i', ([n]) => ofType('[]int', count(0n, n as bigint, (n as bigint) < 0n ? -1n : 1n))),
  untilStep: fn('iii', ([start, stop, step]) => ofType('[]int', count(start as bigint, stop as bigint, step as bigint))),
  seq: fn('i*', (args) => {
    const [a, b, c] = args as bigint[];
    if (args.length > 3) return '';
    if (a === undefined) return '';
    const start = b === undefined ? 1n : a;
    const end = c ?? b ?? a;
    const onward = end < start ? -1n : 1n;
    const step = c === undefined ? onward : b as bigint;
    return end < start && step > 0n ? '' : count(start, end + onward, step).join(' ');
  }),
  empty: fn('a', (args) => isEmpty(args[0])),
  coalesce: fn('a*', (args) => args.find((value) => !isEmpty(value)) ?? null, (args, from, result) => from[args.indexOf(result)]),
  all: fn('a*', (args) => args.every((value) => !isEmpty(value))),
  any: fn('a*', (args) => args.some((value) => !isEmpty(value))),
  ternary: fn('aab', ([yes, no, test]) => (test === true ? yes as Value : no as Value), (args, from) => from[args[2] === true ? 0 : 1]),
  kindOf: fn('a', ([value]) => kindOf(value as Value)),
  kindIs: fn('sa', (args) => args[0] === kindOf(args[1] as Value)),
  typeOf: fn('a', ([value]) => typeOf(value as Value)),
  typeIs: fn('sa', ([type, value]) => type === typeOf(value as Value)),
  typeIsLike: fn('sa', ([type, value]) => type === typeOf(value as Value) || `*${type as string}` === typeOf(value as Value)),
};

function itemTrace(_args: readonly Value[], from: readonly (Provenance | undefined)[], result: Value, state: State): undefined {
  state.track?.setChild(result as Value[], (result as Value[]).length - 1, from[1]);
}

function firstTrace(_args: readonly Value[], from: readonly (Provenance | undefined)[], result: Value, state: State): undefined {
  state.track?.setChild(result as Value[], 0, from[1]);
}

function childTrace(index: (list: readonly Value[]) => number): NonNullable<Table[string]['trace']> {
  return (args, _, __, state) => (Array.isArray(args[0]) && args[0].length > 0 ? state.track?.child(args[0], index(args[0])) : undefined);
}

function reversed(list: Value[], state: State): Value[] {
  const out = [...list].reverse();
  if (state.track !== undefined) list.forEach((_, i) => moveChild(state, list, i, out, list.length - 1 - i));
  return out;
}

/** The place of the first item that is deeply equal; -1 where there is none. */
function firstOf(item: Value, list: readonly Value[]): number {
  for (let i = 0; i < list.length; i++) {
    if (deepEqual(list[i] as Value, item)) return i;
    if (i % 4 === 0) spend(1);
  }
  return -1;
}

function filtered(list: Value[], keep: (item: Value, index: number, all: Value[]) => boolean, state: State): Value[] {
  const out: Value[] = [];
  list.forEach((item, i) => {
    spend(1);
    if (!keep(item, i, list)) return;
    out.push(item);
    if (state.track !== undefined) moveChild(state, list, i, out, out.length - 1);
  });
  return out;
}

function count(start: bigint, stop: bigint, step: bigint): bigint[] {
  const out: bigint[] = [];
  if (step === 0n) return out;
  const size = (stop - start) / step;
  if (size > 0n) spendItems(Number(size));
  spend(size > 0n ? Number(size) : 0);
  for (let i = start; step > 0n ? i < stop : i > stop; i += step) out.push(i);
  return out;
}
