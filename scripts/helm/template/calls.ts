import { limits, outOfSteps, weigh, work } from './bounds.ts';
import { fail, lastOf, refused } from './failures.ts';
import { baseOf } from './fields.ts';
import type { Dumping } from './output.ts';
import { fitOf, misfit, type Check } from './params.ts';
import type { Command, Operand } from './parse.ts';
import { FunctionError, type Evaluate, type Frame, type FunctionEntry, type Functions, type State, type Unit } from './state.ts';
import { combine, type Provenance } from './track.ts';
import { typeOf, type Value } from './value.ts';

type Head = Extract<Operand, { type: 'function' }>;

// calls that have another way beside their text: `include` for who only reads it, `toYaml` for who writes it
const includes = new WeakMap<Evaluate, Call>();
const dumps = new WeakMap<Evaluate, Dumping>();

/** What a call dumps, where all that it gives is a dump. */
export function dumpingOf(call: Evaluate): Dumping | undefined {
  return dumps.get(call);
}

/** A call of a function; of `args` those behind the operands of `command` are piped. */
export function compileCall(unit: Unit, head: Head, args: readonly Evaluate[], command?: Command): Evaluate {
  // most functions are the same for all releases; the others are looked up once for each
  const shared = unit.functions.get(head.name);
  if (shared?.stops !== undefined) return shortCircuit(unit, shared.stops, args, head, args.length >= (command?.operands.length ?? 1));
  const call = new Call(unit, head, args, command);
  if (shared !== undefined) {
    const error = call.fit(shared);
    if (error !== undefined) return () => fail(unit.definition, error, head);
  }
  const [only] = args;
  if (args.length === 1 && only !== undefined && shared?.load !== undefined) {
    const include = includes.get(only);
    if (include !== undefined) return call.reading(include.calling(true), shared.load);
  }
  const evaluate = call.calling(false);
  if (head.name === 'include') includes.set(evaluate, call);
  if (args.length === 1 && only !== undefined && shared?.dump !== undefined) dumps.set(evaluate, { argument: only, entry: shared });
  return evaluate;
}

/** One call in a template. */
class Call {
  readonly unit: Unit;
  readonly head: Head;
  readonly args: readonly Evaluate[];
  readonly command: Command | undefined;
  readonly inBox: boolean;
  checks: readonly Check[] = [];
  /** The function where it is the same for all releases; otherwise that of the release that ran last. */
  shared: FunctionEntry | undefined;
  own: FunctionEntry | undefined;
  release: Functions | undefined;

  constructor(unit: Unit, head: Head, args: readonly Evaluate[], command: Command | undefined) {
    this.unit = unit;
    this.head = head;
    this.args = args;
    this.command = command;
    this.inBox = unit.dotIsBoxed;
    this.shared = undefined;
    this.own = undefined;
    this.release = undefined;
  }

  /** Finds out which arguments must be looked at in each call; an error where their number is wrong. */
  fit(entry: FunctionEntry): string | undefined {
    const { name } = this.head;
    const fit = fitOf(name, entry.params, this.operands(), this.args.length);
    if (!fit.ok) return fit.error;
    this.checks = fit.checks;
    this.shared = name === 'call' ? { ...entry, call: (values, state) => entry.call(this.calledFunction(values), state) } : entry;
    return undefined;
  }

  operands(): readonly Operand[] {
    return this.command?.operands.slice(1) ?? [];
  }

  /** The function that the release has for the name. */
  ofRelease({ functions }: State): FunctionEntry {
    if (this.own !== undefined && functions === this.release) return this.own;
    const { name } = this.head;
    const found = functions.get(name);
    if (found === undefined) return fail(this.unit.definition, `"${name}" is not a defined function`, { at: this.head.at, source: name });
    const fit = fitOf(name, found.params, this.operands(), this.args.length);
    if (!fit.ok) return fail(this.unit.definition, fit.error, this.head);
    this.checks = fit.checks;
    this.release = functions;
    return (this.own = found);
  }

  /** How the call runs. `wantsRead`: the text of an `include` is only read again. */
  calling(wantsRead: boolean): Evaluate {
    const { args, unit } = this;
    const { constants, others } = this.split();
    if (unit.tracking) return (frame) => {
      if (++work.steps > limits.steps) outOfSteps();
      const { state } = frame;
      const called = this.shared ?? this.ofRelease(state);
      const froms = new Array<Provenance | undefined>(args.length).fill(undefined);
      const values = constants.slice();
      for (let i = 0; i < others.length; i++) {
        const at = others[i] as number;
        values[at] = (args[at] as Evaluate)(frame);
        froms[at] = state.from;
      }
      return this.perform(called, values, froms, frame, wantsRead);
    };
    const [one, two] = args as [Evaluate, Evaluate];
    if (args.length === 1) return (frame) => {
      if (++work.steps > limits.steps) outOfSteps();
      const called = this.shared ?? this.ofRelease(frame.state);
      return this.perform(called, [one(frame)], undefined, frame, wantsRead);
    };
    if (args.length === 2 && others[0] !== 1) return (frame) => {
      if (++work.steps > limits.steps) outOfSteps();
      const called = this.shared ?? this.ofRelease(frame.state);
      return this.perform(called, [one(frame), two(frame)], undefined, frame, wantsRead);
    };
    if (args.length === 2) return (frame) => {
      if (++work.steps > limits.steps) outOfSteps();
      const called = this.shared ?? this.ofRelease(frame.state);
      const piped = two(frame);
      return this.perform(called, [one(frame), piped], undefined, frame, wantsRead);
    };
    return (frame) => {
      if (++work.steps > limits.steps) outOfSteps();
      const called = this.shared ?? this.ofRelease(frame.state);
      const values = constants.slice();
      for (let i = 0; i < others.length; i++) {
        const at = others[i] as number;
        values[at] = (args[at] as Evaluate)(frame);
      }
      return this.perform(called, values, undefined, frame, wantsRead);
    };
  }

  /**
   * The arguments that are the same in every call (every other one of a `dict` is a literal), and which are not, in the order in
   * which they are evaluated: what is piped comes first, for it may change what the others see.
   */
  split(): { readonly constants: readonly Value[]; readonly others: readonly number[] } {
    const operands = this.operands();
    const constants: Value[] = [];
    const others: number[] = [];
    for (let i = 0; i < this.args.length; i++) {
      const operand = operands[i];
      constants.push(operand?.type === 'literal' ? operand.value : null);
      if (operand === undefined) others.unshift(i);
      else if (operand.type !== 'literal') others.push(i);
    }
    return { constants, others };
  }

  /** The call for an include that may leave what reading its text would give. */
  reading(include: Evaluate, load: (read: Value) => Value): Evaluate {
    return (frame) => {
      if (++work.steps > limits.steps) outOfSteps();
      const { state } = frame;
      const text = include(frame);
      const { read, from } = state;
      if (read === undefined) return this.perform(this.shared as FunctionEntry, [text], state.track === undefined ? undefined : [from], frame, false);
      state.read = undefined;
      state.from = undefined;
      return load(read);
    };
  }

  perform(called: FunctionEntry, values: Value[], froms: readonly (Provenance | undefined)[] | undefined, frame: Frame, wantsRead: boolean): Value {
    const { checks } = this;
    const { state } = frame;
    for (let i = 0; i < checks.length; i++) {
      const check = checks[i] as Check;
      if (!check.fits(values[check.index])) this.refuse(check, values[check.index], frame);
    }
    for (let i = 0; i < values.length; i++) weigh(values[i]);
    if (froms !== undefined) state.from = undefined;
    if (wantsRead) state.wantsRead = true;
    let result: Value;
    try {
      result = called.call(values, state);
    } catch (error) {
      return refused(this.unit.definition, this.head.name, error, { at: this.head.at, source: this.whole() });
    }
    weigh(result);
    if (froms !== undefined) state.from = called.trace === undefined ? originOf(result, froms, state) : called.trace(values, froms, result, state);
    return result;
  }

  /** What a function refuses is told of the whole command. */
  whole(): string {
    return (this.command?.operands ?? [this.head]).map(({ source }) => source).join(' ');
  }

  /** An argument of a wrong type; Go takes some nils after all. */
  refuse({ index, kind }: Check, value: Value | undefined, frame: Frame): void {
    const operands = this.operands();
    const given = operands[index];
    const { boxed } = this.unit;
    const isBoxed = !this.isFieldOfNothing(index, given, frame) && (given?.type === 'field' || given?.type === 'chain' || (given?.type === 'variable' && (given.names.length > 0 || boxed.has(given.slot))) || (given?.type === 'dot' && this.inBox));
    const error = misfit(kind, value, given, isBoxed);
    if (error !== undefined) fail(this.unit.definition, error, lastOf(given ?? operands.at(-1) ?? this.head));
  }

  /** Fields of nothing at all (a template called with nil, `$x := nil`): Go has no value there, where a map's missing key is a nil of a type. */
  isFieldOfNothing(index: number, given: Operand | undefined, frame: Frame): boolean {
    switch (given?.type) {
      case 'field': return !this.inBox && (frame.dot ?? null) === null;
      case 'variable': return given.names.length > 0 && !this.unit.boxed.has(given.slot) && (frame.slots[given.slot] ?? null) === null;
      case 'chain': return (baseOf(this.args[index] as Evaluate)?.(frame) ?? null) === null;
    }
    return false;
  }

  /** The arguments of `call`, whose first is a function. */
  calledFunction(values: Value[]): Value[] {
    const [first = null] = values;
    if (typeof first !== 'function') throw new FunctionError(first === null ? 'call of nil' : `non-function ${this.operands()[0]?.source ?? ''} of type ${typeOf(first)}`);
    return values;
  }
}

/** `and`, `or`: the first argument that decides; those behind it are not evaluated, but for what is piped. */
function shortCircuit({ definition }: Unit, stops: (value: Value) => boolean, args: readonly Evaluate[], head: Head, isPiped: boolean): Evaluate {
  const last = args.at(-1);
  if (last === undefined) return () => fail(definition, `wrong number of args for ${head.name}: want at least 1 got 0`, head);
  if (isPiped) return (frame) => {
    if (++work.steps > limits.steps) outOfSteps();
    const { state } = frame;
    const piped = last(frame);
    const { from } = state;
    for (let i = 0; i < args.length - 1; i++) {
      const value = (args[i] as Evaluate)(frame);
      if (stops(value)) return value;
    }
    state.from = from;
    return piped;
  };
  return (frame) => {
    if (++work.steps > limits.steps) outOfSteps();
    let value: Value = null;
    for (let i = 0; i < args.length; i++) if (stops(value = (args[i] as Evaluate)(frame))) break;
    return value;
  };
}

/** Without better knowledge: an argument that comes out unchanged keeps its origin, a container that is known has its path. */
function originOf(result: Value, froms: readonly (Provenance | undefined)[], state: State): Provenance | undefined {
  if (typeof result === 'boolean') return undefined;
  if (typeof result !== 'object' || result === null) return combine(froms);
  const path = state.track?.pathOf(result);
  return path === undefined ? undefined : { path, exact: true };
}
