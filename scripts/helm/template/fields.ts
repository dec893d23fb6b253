import { fail, lastOf, placeIn, refused } from './failures.ts';
import type { Definition, Operand } from './parse.ts';
import type { Evaluate, State, Unit } from './state.ts';
import { GoBytes, GoInt, GoObject, isMap, typeOf, zeroOf, type Value, type ValueMap } from './value.ts';

// what the fields of a chain are fields of
const bases = new WeakMap<Evaluate, Evaluate>();

/** What a chain (`(get . "a").b`) takes its fields of; undefined for anything else. */
export function baseOf(chain: Evaluate): Evaluate | undefined {
  return bases.get(chain);
}

/** The fields of what `base` gives, one after the other. */
export function compileFields(unit: Unit, base: Evaluate, names: readonly string[], operand: Operand): Evaluate {
  const evaluate = fieldsOf(unit, base, names, operand);
  if (operand.type === 'chain') bases.set(evaluate, base);
  return evaluate;
}

function fieldsOf(unit: Unit, base: Evaluate, names: readonly string[], operand: Operand): Evaluate {
  const { definition } = unit;
  const isBoxed = operand.type === 'field' ? unit.dotIsBoxed : operand.type === 'variable' && unit.boxed.has(operand.slot);
  const follow = (start: Value, state: State): Value => {
    let value = start;
    // nothing at all has no fields, however many are asked for; a nil that a map or list holds is an error
    if (!isBoxed && (value === null || value === undefined)) return null;
    for (let i = 0; i < names.length; i++) value = field(definition, value, names[i] as string, i === 0 && !isBoxed, state, operand);
    return value;
  };
  if (unit.tracking || names.some((name) => ofObjects.has(name))) return (frame) => follow(base(frame), frame.state);
  // what only a map can hold needs no look at what the value is
  return (frame) => {
    const start = base(frame);
    let value = start as Value | undefined;
    for (let i = 0; i < names.length; i++) {
      if (typeof value !== 'object' || value === null) return follow(start, frame.state);
      value = (value as ValueMap)[names[i] as string];
      if (value === undefined) return follow(start, frame.state);
    }
    return value as Value;
  };
}

/** Names that something else than a map's own key may answer to. */
const ofObjects: ReadonlySet<string> = new Set([Object, Array, GoObject, GoInt, GoBytes].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype)).concat(
  [new GoInt(0n), new GoBytes(new Uint8Array(), () => '')].flatMap((one) => Object.getOwnPropertyNames(one)),
));

/** A field of a map, a field or method without arguments of one of Go's objects (exec.go evalField). */
function field(definition: Definition, receiver: Value, name: string, first: boolean, state: State, operand: Operand): Value {
  if (isMap(receiver)) {
    if (state.track !== undefined) {
      state.from = state.track.child(receiver, name);
      state.track.last = state.from?.path ?? state.track.last;
    }
    if (Object.hasOwn(receiver, name)) return receiver[name] as Value;
    // Go's type of `.Values` has this method; the map itself is what it gives.
    if (name === 'AsMap') return asMap(receiver, state);
    return state.missingKeyFails === true ? fail(definition, `map has no entry for key ${JSON.stringify(name)}`, lastOf(operand)) : zeroOf(receiver);
  }
  if (receiver === null || receiver === undefined) return fail(definition, `nil pointer evaluating interface {}.${name}`, lastOf(operand));
  if (receiver instanceof GoObject) {
    state.from = undefined;
    if (receiver.fields.has(name)) {
      const value = receiver.fields.get(name) as Value;
      if (state.track !== undefined && typeof value === 'object' && value !== null) {
        const path = state.track.pathOf(value);
        state.from = path === undefined ? undefined : { path, exact: true };
      }
      return value;
    }
    const method = receiver.methods.get(name);
    if (method !== undefined) return guarded(definition, name, () => method(), operand);
  }
  if (receiver instanceof GoObject && isMap(receiver.items ?? null)) return field(definition, receiver.items as ValueMap, name, first, state, operand);
  return fail(definition, `can't evaluate field ${name} in type ${first || receiver instanceof GoObject && !(receiver instanceof GoInt) ? typeOf(receiver) : 'interface {}'}`, lastOf(operand));
}

/** `.Values.AsMap`: the same keys as a plain map, which functions such as `dig` insist on. */
function asMap(values: ValueMap, state: State): ValueMap {
  const out = { ...values };
  state.track?.copy(values, out);
  return out;
}

/** A method with arguments of one of Go's objects, which `base` gives. */
export function compileMethod({ definition }: Unit, base: Evaluate, name: string, operand: Operand, args: readonly Evaluate[]): Evaluate {
  const { source } = operand;
  return (frame) => {
    const object = base(frame);
    const values = args.map((arg) => arg(frame));
    frame.state.from = undefined;
    if (object instanceof GoObject) {
      const method = object.methods.get(name);
      if (method !== undefined) return guarded(definition, name, () => method(...values), operand);
    }
    if (object === null || object === undefined) return fail(definition, `nil pointer evaluating interface {}.${name}`, { at: placeIn(operand), source });
    if (isMap(object)) return fail(definition, `${name} is not a method but has arguments`, { at: placeIn(operand), source });
    return fail(definition, `${name} has arguments but cannot be invoked as function`, operand);
  };
}

/** Runs a method; what it refuses becomes an error at its place. */
function guarded(definition: Definition, name: string, call: () => Value, operand: Operand): Value {
  try {
    return call();
  } catch (error) {
    return refused(definition, name, error, operand);
  }
}
