import { position, TemplateError } from './lex.ts';
import { neverSet, parseFile, printPipe, type Command, type Definition, type Node, type Operand, type Pipe } from './parse.ts';
import { fitOf, fits, misfit, type Check } from './params.ts';
import { spansOf, type Provenance, type Span, type Tracker } from './track.ts';
import { GoInt, GoObject, isMap, isTrue, printValue, sortedKeys, typeOf, zeroOf, type Value, type ValueMap } from './value.ts';

/** Bounds of one release's rendering: templates are code from strangers. */
export interface Limits {
  readonly steps: number;
  readonly outputChars: number;
  readonly depth: number;
}

export const defaultLimits: Limits = { steps: 20_000_000, outputChars: 100_000_000, depth: 5000 };

/** A function of the language. `call` gets evaluated arguments; it throws `FunctionError` for what Go returns as an error. */
export interface FunctionEntry {
  /**
   * Kinds of the parameters: s string, i integer, f float64, b bool, m map, a anything; `*` behind the last one: any number of
   * it. Absent: not checked.
   */
  readonly params?: string;
  readonly call: (args: Value[], state: State) => Value;
  /** What is known of the result, where it is better than the combination of the arguments. */
  readonly trace?: (args: readonly Value[], from: readonly (Provenance | undefined)[], result: Value, state: State) => Provenance | undefined;
  /** `and`, `or`: arguments are evaluated one by one until one stops it. */
  readonly stops?: (value: Value) => boolean;
  /** `toYaml`: what reading the result gives, in place of the result; undefined where that is not certain. */
  readonly dump?: (value: Value, state: State, by: Writer) => Value | undefined;
  /** `fromYaml`: the result for a text that was kept as what reading it gives. */
  readonly load?: (read: Value) => Value;
}

/** An action that writes: its template, the text of that, and where in it. */
export interface Writer {
  readonly template: string;
  readonly source: string;
  readonly at: number;
}

export class FunctionError extends Error {}
/** Ends a release's rendering whatever catches errors on the way: a bound was reached. */
export class LimitError extends Error {}

/** Names that templates may use, and the functions among them that are the same for all releases. */
export interface KnownFunctions {
  has(name: string): boolean;
  get(name: string): FunctionEntry | undefined;
}

/** Functions by name: the same for a whole release. */
export interface Functions {
  get(name: string): FunctionEntry | undefined;
}

export interface State {
  readonly definitions: Map<string, Compiled>;
  readonly functions: Functions;
  readonly limits: Limits;
  readonly track: Tracker | undefined;
  /** Provenance of the value that was evaluated last. */
  from: Provenance | undefined;
  /** Set for an `include` whose text is only read again: it may leave what reading gives in `read`, and no text. */
  wantsRead: boolean;
  read: Value | undefined;
  steps: number;
  written: number;
  depth: number;
}

/** A definition ready to run. */
export interface Compiled {
  readonly definition: Definition;
  readonly run: (frame: Frame) => void;
}

interface Frame {
  readonly state: State;
  readonly slots: Value[];
  readonly froms: (Provenance | undefined)[];
  dot: Value;
  dotFrom: Provenance | undefined;
  readonly out: Output;
}

export interface Output {
  text: string;
  readonly spans: Span[];
  /** Whether all of the text is only read again: then a dump may stand for itself. */
  readonly wantsRead: boolean;
  /** A dump that was not written yet, and what prints it after all; there are but line breaks around it. */
  dump: { readonly read: Value; readonly offset: number; readonly print: (read: Value) => void } | undefined;
}

type Place = { readonly at: number; readonly source: string };
type Evaluate = (frame: Frame) => Value;
type Run = (frame: Frame) => void;

class Break {}
class Continue {}
const breakLoop = new Break();
const continueLoop = new Continue();

/** Parses and compiles a file of templates. Throws TemplateError. */
export function compileFile(name: string, source: string, functions: KnownFunctions): Compiled[] {
  return parseFile(name, source, (word) => functions.has(word)).map((definition) => {
    // most of a library's definitions never run for a given chart: compiled at the first use
    let ready: Run | undefined;
    return { definition, run: (frame) => (ready ??= compile(definition, functions))(frame) };
  });
}

/** Runs a definition over a dot and gives its text. */
export function execute(compiled: Compiled, dot: Value, state: State, dotFrom?: Provenance, wantsRead = false): Output {
  if (++state.depth > state.limits.depth) throw new LimitError(`templates call each other more than ${state.limits.depth} deep`);
  const slots: Value[] = [dot];
  for (let left = compiled.definition.slots; left > 1; left--) slots.push(null);
  const frame: Frame = { state, slots, froms: state.track === undefined ? [] : [dotFrom], dot, dotFrom, out: { text: '', spans: [], wantsRead, dump: undefined } };
  compiled.run(frame);
  state.depth--;
  return frame.out;
}

function compile(definition: Definition, functions: KnownFunctions): Run {
  const { source, template } = definition;
  // what range hands out are Go's interfaces: a nil among them cannot be asked for a field, as a nil by itself can
  const boxed = new Set<number>();
  let dotIsBoxed = false;
  // calls that have another way beside their text: `include` for who only reads it, `toYaml` for who writes it
  const includes = new WeakMap<Evaluate, () => Evaluate>();
  const dumps = new WeakMap<Evaluate, { readonly argument: Evaluate; readonly entry: FunctionEntry }>();

  return compileList(definition.body);

  function withDot<T>(isBoxed: boolean, make: () => T): T {
    const before = dotIsBoxed;
    dotIsBoxed = isBoxed;
    const made = make();
    dotIsBoxed = before;
    return made;
  }

  function compileList(nodes: readonly Node[]): Run {
    const runs = nodes.map(compileNode);
    if (runs.length === 1) return runs[0] as Run;
    return (frame) => {
      // not for-of: most of it runs before V8 compiles it
      for (let i = 0; i < runs.length; i++) (runs[i] as Run)(frame);
    };
  }

  function compileNode(node: Node): Run {
    switch (node.type) {
      case 'text': {
        const { text, at } = node;
        return (frame) => write(frame, text, undefined, at);
      }
      case 'action': {
        const evaluate = compilePipe(node.pipe);
        const silent = node.pipe.declare.length > 0;
        const { at } = node;
        const dumping = dumps.get(evaluate);
        if (dumping !== undefined) return compileDump(evaluate, dumping.argument, dumping.entry, at);
        return (frame) => {
          step(frame.state);
          const value = evaluate(frame);
          if (!silent) write(frame, printValue(value), frame.state.from, at);
        };
      }
      case 'if': {
        const test = compilePipe(node.pipe);
        const body = compileList(node.body);
        const otherwise = compileList(node.otherwise);
        return (frame) => {
          step(frame.state);
          if (isTrue(test(frame))) body(frame);
          else otherwise(frame);
        };
      }
      case 'with': {
        const test = compilePipe(node.pipe);
        const body = withDot(false, () => compileList(node.body));
        const otherwise = compileList(node.otherwise);
        return (frame) => {
          step(frame.state);
          const value = test(frame);
          if (!isTrue(value)) return otherwise(frame);
          const { dot, dotFrom } = frame;
          frame.dot = value;
          frame.dotFrom = frame.state.from;
          body(frame);
          frame.dot = dot;
          frame.dotFrom = dotFrom;
        };
      }
      case 'range': return compileRange(node);
      case 'template': {
        const argument = node.pipe === undefined ? undefined : compilePipe(node.pipe);
        const { at, name } = node;
        const { labelAt, pipe } = node;
        return (frame) => {
          step(frame.state);
          const found = frame.state.definitions.get(name);
          if (found === undefined) return fail(`template "${name}" not defined`, labelAt, `{{template ${JSON.stringify(name)}${pipe === undefined ? '' : ` ${printPipe(pipe)}`}}}`);
          const dot = argument === undefined ? null : argument(frame);
          const from = argument === undefined ? undefined : frame.state.from;
          const out = execute(found, dot, frame.state, from);
          write(frame, out.text, { exact: true, spans: out.spans }, at);
        };
      }
      case 'break': return () => {
        throw breakLoop;
      };
      case 'continue': return () => {
        throw continueLoop;
      };
    }
  }

  /** Writes what a function dumps; where the text is only read again, what reading gives is kept in its place. */
  function compileDump(evaluate: Evaluate, argument: Evaluate, entry: FunctionEntry, at: number): Run {
    const by: Writer = { template, source, at };
    const print = (frame: Frame, value: Value, from: Provenance | undefined): void => {
      const text = entry.call([value], frame.state) as string;
      write(frame, text, frame.state.track === undefined ? undefined : entry.trace?.([value], [from], text, frame.state), at);
    };
    return (frame) => {
      const { state, out } = frame;
      step(state);
      if (!out.wantsRead || out.dump !== undefined || !isBreaks(out.text)) return write(frame, evaluate(frame) as string, state.from, at);
      const value = argument(frame);
      const { from } = state;
      const read = entry.dump?.(value, state, by);
      if (read === undefined) return print(frame, value, from);
      out.dump = { read, offset: out.text.length, print: (kept) => print(frame, kept, undefined) };
    };
  }

  function compileRange(node: Extract<Node, { type: 'range' }>): Run {
    // The pipeline's own variables are set once per round, not to the list.
    const evaluate = compilePipe({ ...node.pipe, declare: [] });
    const { declare } = node.pipe;
    const keySlot = declare.length === 2 ? declare[0] : undefined;
    const valueSlot = declare.length === 2 ? declare[1] : declare[0];
    for (const slot of declare) boxed.add(slot);
    const body = withDot(true, () => compileList(node.body));
    const otherwise = compileList(node.otherwise);
    const lastAt = lastEvaluated(node.pipe);
    return (frame) => {
      const { state, slots, froms, dot, dotFrom } = frame;
      step(state);
      const evaluated = evaluate(frame);
      if (node.pipe.assign) {
        if (declare.includes(neverSet)) fail(`undefined variable: ${node.pipe.names[0]}`, lastAt.at, lastAt.source);
        // before the first round they hold what is ranged over
        for (const slot of declare) slots[slot] = evaluated;
      }
      const over = evaluated instanceof GoObject && evaluated.items !== undefined ? evaluated.items : evaluated;
      const overFrom = state.from;
      const round = (key: Value, value: Value, from: Provenance | undefined): boolean => {
        step(state);
        if (keySlot !== undefined) slots[keySlot] = key;
        if (valueSlot !== undefined) {
          slots[valueSlot] = value;
          if (state.track !== undefined) froms[valueSlot] = from;
        }
        frame.dot = value;
        frame.dotFrom = from;
        try {
          body(frame);
        } catch (thrown) {
          if (thrown === breakLoop) return false;
          if (thrown !== continueLoop) throw thrown;
        }
        return true;
      };
      let rounds = 0;
      if (Array.isArray(over)) {
        state.track?.readAll(over);
        for (let index = 0; index < over.length; index++) {
          rounds++;
          if (!round(keySlot === undefined ? null : BigInt(index), over[index] as Value, state.track?.child(over, index))) break;
        }
      } else if (isMap(over)) {
        state.track?.readAll(over);
        for (const key of sortedKeys(over)) {
          rounds++;
          if (!round(key, over[key] as Value, state.track?.child(over, key))) break;
        }
      } else if (typeof over === 'bigint' || over instanceof GoInt) {
        if (keySlot !== undefined) fail(`can't use ${printValue(over)} to iterate over more than one variable`, lastAt.at, lastAt.source);
        const end = typeof over === 'bigint' ? over : over.value;
        for (let i = 0n; i < end; i++) {
          rounds++;
          if (!round(i, typeof over === 'bigint' ? i : new GoInt(i, over.typeName), overFrom)) break;
        }
      } else if (over !== null && over !== undefined) {
        fail(`range can't iterate over ${printValue(over)}`, lastAt.at, lastAt.source);
      }
      frame.dot = dot;
      frame.dotFrom = dotFrom;
      if (rounds === 0) otherwise(frame);
    };
  }

  function compilePipe(pipe: Pipe): Evaluate {
    const [first, ...rest] = pipe.commands;
    let evaluate = compileCommand(first as Command, undefined);
    for (const command of rest) evaluate = compileCommand(command, evaluate);
    const [slot] = pipe.declare;
    if (slot === undefined) return evaluate;
    const inner = evaluate;
    if (pipe.declare.includes(neverSet)) return (frame) => {
      inner(frame);
      const { at, source: context } = lastEvaluated(pipe);
      return fail(`undefined variable: ${pipe.names[0]}`, at, context);
    };
    return (frame) => {
      const value = inner(frame);
      frame.slots[slot] = value;
      if (frame.state.track !== undefined) frame.froms[slot] = frame.state.from;
      return value;
    };
  }

  /** `final` gives the value of the pipeline so far, which is the last argument. */
  function compileCommand(command: Command, final: Evaluate | undefined): Evaluate {
    const [head, ...rest] = command.operands as [Operand, ...Operand[]];
    const args = rest.map((operand) => compileOperand(operand));
    if (final !== undefined) args.push(final);
    if (head.type === 'function') return compileCall(head, args, rest, command);
    if (head.type === 'field' || head.type === 'variable' || head.type === 'chain') {
      if (args.length > 0) return compileMethod(head, args);
      return compileOperand(head);
    }
    if (args.length > 0) return () => {
      return fail(`can't give argument to non-function ${head.source}`, head.at, head.source);
    };
    if (head.type === 'nil') return () => fail('nil is not a command', head.at, 'nil');
    return compileOperand(head);
  }

  function compileOperand(operand: Operand): Evaluate {
    switch (operand.type) {
      case 'literal': {
        const { value } = operand;
        return (frame) => {
          frame.state.from = undefined;
          return value;
        };
      }
      case 'nil': return (frame) => {
        frame.state.from = undefined;
        return null;
      };
      case 'dot': return (frame) => {
        frame.state.from = frame.dotFrom;
        return frame.dot;
      };
      case 'field': return compileFields((frame) => {
        frame.state.from = frame.dotFrom;
        return frame.dot;
      }, operand.names, operand);
      case 'variable': {
        const { slot } = operand;
        if (slot === neverSet) return () => fail(`undefined variable: ${/^\$\w*/.exec(operand.source)?.[0] ?? ''}`, placeIn(operand), operand.source);
        const read: Evaluate = (frame) => {
          if (frame.state.track !== undefined) frame.state.from = frame.froms[slot];
          return frame.slots[slot] as Value;
        };
        return operand.names.length === 0 ? read : compileFields(read, operand.names, operand);
      }
      case 'chain': return compileFields(compileOperand(operand.base), operand.names, operand);
      case 'pipe': return compilePipe(operand.pipe);
      case 'function': return compileCall(operand, [], []);
    }
  }

  function compileFields(base: Evaluate, names: readonly string[], operand: Operand): Evaluate {
    const inBox = operand.type === 'field' ? dotIsBoxed : operand.type === 'variable' && boxed.has(operand.slot);
    return (frame) => {
      let value = base(frame);
      // nothing at all has no fields, however many are asked for; a nil that a map or list holds is an error
      if (!inBox && (value === null || value === undefined)) return null;
      for (let i = 0; i < names.length; i++) value = field(value, names[i] as string, i === 0 && !inBox, frame.state, operand);
      return value;
    };
  }

  /** A field of a map, a field or method without arguments of one of Go's objects (exec.go evalField). */
  function field(receiver: Value, name: string, first: boolean, state: State, operand: Operand): Value {
    if (isMap(receiver)) {
      if (state.track !== undefined) {
        state.from = state.track.child(receiver, name);
        state.track.last = state.from?.path ?? state.track.last;
      }
      if (Object.hasOwn(receiver, name)) return receiver[name] as Value;
      // Go's type of `.Values` has this method; the map itself is what it gives.
      return name === 'AsMap' ? asMap(receiver, state) : zeroOf(receiver);
    }
    if (receiver === null || receiver === undefined) {
      const { at, source: context } = lastOf(operand);
      return fail(`nil pointer evaluating interface {}.${name}`, at, context);
    }
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
      if (method !== undefined) return guarded(name, () => method(), operand);
    }
    if (receiver instanceof GoObject && isMap(receiver.items ?? null)) return field(receiver.items as ValueMap, name, first, state, operand);
    const { at, source: context } = lastOf(operand);
    return fail(`can't evaluate field ${name} in type ${first || receiver instanceof GoObject && !(receiver instanceof GoInt) ? typeOf(receiver) : 'interface {}'}`, at, context);
  }

  function compileMethod(operand: Extract<Operand, { names: readonly string[] }>, args: readonly Evaluate[]): Evaluate {
    const names = operand.names.slice(0, -1);
    const name = operand.names.at(-1);
    if (name === undefined) return () => fail(`can't give argument to non-function ${operand.source}`, operand.at, operand.source);
    const base: Operand = operand.type === 'field'
      ? names.length === 0 ? { type: 'dot', at: operand.at, source: '.' } : { ...operand, names }
      : operand.type === 'chain' && names.length === 0 ? operand.base : { ...operand, names };
    const receiver = compileOperand(base);
    return (frame) => {
      const object = receiver(frame);
      const values = args.map((arg) => arg(frame));
      frame.state.from = undefined;
      if (object instanceof GoObject) {
        const method = object.methods.get(name);
        if (method !== undefined) return guarded(name, () => method(...values), operand);
      }
      if (object === null || object === undefined) return fail(`nil pointer evaluating interface {}.${name}`, placeIn(operand), operand.source);
      if (isMap(object)) {
        return fail(`${name} is not a method but has arguments`, placeIn(operand), operand.source);
      }
      return fail(`${name} has arguments but cannot be invoked as function`, operand.at, operand.source);
    };
  }

  function compileCall(head: Extract<Operand, { type: 'function' }>, args: readonly Evaluate[], operands: readonly Operand[], command?: Command): Evaluate {
    const { name, at } = head;
    const inBox = dotIsBoxed;
    // what a function refuses is told of the whole command
    const whole = (): string => (command?.operands ?? [head]).map(({ source: text }) => text).join(' ');
    const count = args.length;
    const [one, two] = args as [Evaluate, Evaluate];
    // most functions are the same for all releases; the others are looked up once for each
    const shared = functions.get(name);
    if (shared?.stops !== undefined) return compileShortCircuit(shared.stops, args, head);
    let release: Functions | undefined;
    let entry: FunctionEntry | undefined;
    let checks: readonly Check[] = [];

    const prepare = (state: State): FunctionEntry => {
      step(state);
      return entry !== undefined && (shared !== undefined || state.functions === release) ? entry : found(state);
    };
    const found = (state: State): FunctionEntry => {
      release = state.functions;
      const known = shared ?? release.get(name);
      if (known === undefined) return fail(`"${name}" is not a defined function`, at, name);
      const fit = fitOf(name, known.params, operands, count);
      if (!fit.ok) return fail(fit.error, at, head.source);
      ({ checks } = fit);
      return (entry = known);
    };
    const bases = operands.map((operand) => (operand.type === 'chain' ? compileOperand(operand.base) : undefined));
    const check = (values: readonly Value[], frame: Frame): void => {
      for (const { index, kind } of checks) if (!fits(kind, values[index])) refuse(kind, values[index], operands[index], operands.at(-1) ?? head, inBox, frame, bases[index]);
      if (name === 'call' && typeof values[0] !== 'function') fail(`error calling call: ${(values[0] ?? null) === null ? 'call of nil' : `non-function ${operands[0]?.source ?? ''} of type ${typeOf(values[0] as Value)}`}`, at, whole(), true);
    };
    const perform = (called: FunctionEntry, values: Value[], froms: readonly (Provenance | undefined)[] | undefined, frame: Frame, wantsRead: boolean): Value => {
      const { state } = frame;
      if (checks.length > 0 || name === 'call') check(values, frame);
      state.from = undefined;
      state.wantsRead = wantsRead;
      let result: Value;
      try {
        result = called.call(values, state);
      } catch (error) {
        return refused(name, error, at, whole());
      }
      if (typeof result === 'string' && result.length > longText) spend(state, result.length);
      if (froms !== undefined) state.from = called.trace === undefined ? known(result, froms, state) : called.trace(values, froms, result, state);
      return result;
    };
    const tracked = (called: FunctionEntry, frame: Frame, wantsRead: boolean): Value => {
      const froms: (Provenance | undefined)[] = [];
      const values: Value[] = [];
      for (let i = 0; i < args.length; i++) {
        values.push((args[i] as Evaluate)(frame));
        froms.push(frame.state.from);
      }
      return perform(called, values, froms, frame, wantsRead);
    };
    const calling = (wantsRead: boolean): Evaluate => {
      if (count === 1) return (frame) => {
        const { state } = frame;
        const called = prepare(state);
        return state.track === undefined ? perform(called, [one(frame)], undefined, frame, wantsRead) : tracked(called, frame, wantsRead);
      };
      if (count === 2) return (frame) => {
        const { state } = frame;
        const called = prepare(state);
        return state.track === undefined ? perform(called, [one(frame), two(frame)], undefined, frame, wantsRead) : tracked(called, frame, wantsRead);
      };
      return (frame) => {
        const { state } = frame;
        const called = prepare(state);
        if (state.track !== undefined) return tracked(called, frame, wantsRead);
        const values: Value[] = [];
        for (let i = 0; i < count; i++) values.push((args[i] as Evaluate)(frame));
        return perform(called, values, undefined, frame, wantsRead);
      };
    };

    const included = count === 1 && shared?.load !== undefined ? includes.get(one)?.() : undefined;
    if (included !== undefined) return (frame) => {
      const { state } = frame;
      const called = prepare(state);
      const text = included(frame);
      const { read, from } = state;
      if (read === undefined) return perform(called, [text], state.track === undefined ? undefined : [from], frame, false);
      state.read = undefined;
      state.from = undefined;
      return called.load?.(read) ?? null;
    };

    const evaluate = calling(false);
    if (name === 'include') includes.set(evaluate, () => calling(true));
    if (shared?.dump !== undefined && count === 1) dumps.set(evaluate, { argument: one, entry: shared });
    return evaluate;
  }

  /** `and`, `or`: the first argument that decides; those behind it are not evaluated. */
  function compileShortCircuit(stops: (value: Value) => boolean, args: readonly Evaluate[], { name, at }: Extract<Operand, { type: 'function' }>): Evaluate {
    return (frame) => {
      step(frame.state);
      if (args.length === 0) return fail(`wrong number of args for ${name}: want at least 1 got 0`, at, name);
      let value: Value = null;
      for (const arg of args) if (stops(value = arg(frame))) break;
      return value;
    };
  }

  /** Without better knowledge: an argument that comes out unchanged keeps its origin, a container that is known has its path. */
  function known(result: Value, froms: readonly (Provenance | undefined)[], state: State): Provenance | undefined {
    if (typeof result === 'object' && result !== null) {
      const path = state.track?.pathOf(result);
      return path === undefined ? undefined : { path, exact: true };
    }
    if (typeof result === 'boolean') return undefined;
    for (const from of froms) {
      const path = from?.path ?? from?.spans?.find((span) => span.path !== undefined)?.path;
      if (path !== undefined) return { path, exact: false };
    }
    return undefined;
  }

  function refuse(kind: string, value: Value | undefined, given: Operand | undefined, last: Operand, inBox: boolean, frame: Frame, base: Evaluate | undefined): void {
    const isBoxed = !isFieldOfNothing(given, inBox, frame, base) && (given?.type === 'field' || given?.type === 'chain' || (given?.type === 'variable' && (given.names.length > 0 || boxed.has(given.slot))) || (given?.type === 'dot' && inBox));
    const error = misfit(kind, value, given, isBoxed);
    const { at, source: context } = lastOf(given ?? last);
    if (error !== undefined) fail(error, at, context);
  }

  /** Fields of nothing at all (a template called with nil, `$x := nil`): Go has no value there, where a map's missing key is a nil of a type. */
  function isFieldOfNothing(given: Operand | undefined, inBox: boolean, frame: Frame, base: Evaluate | undefined): boolean {
    switch (given?.type) {
      case 'field': return !inBox && (frame.dot ?? null) === null;
      case 'variable': return given.names.length > 0 && !boxed.has(given.slot) && (frame.slots[given.slot] ?? null) === null;
      case 'chain': return (base?.(frame) ?? null) === null;
    }
    return false;
  }

  /** Go places a path of fields behind its first name. */
  function placeIn(operand: Operand): number {
    if (operand.type !== 'field' && operand.type !== 'variable') return operand.at;
    const dot = operand.source.indexOf('.', 1);
    return dot === -1 ? operand.at : operand.at + dot;
  }

  /** Runs a method; what it refuses becomes an error at its place. */
  function guarded(name: string, call: () => Value, operand: Operand): Value {
    try {
      return call();
    } catch (error) {
      return refused(name, error, operand.at, operand.source);
    }
  }

  function refused(name: string, error: unknown, at: number, context: string): never {
    if (error instanceof FunctionError) return fail(`error calling ${name}: ${error.message}`, at, context, true);
    // a thousand includes within each other: nobody reads further up
    if (error instanceof TemplateError && error.message.length > 1_000_000) throw error;
    if (error instanceof TemplateError) return fail(`error calling ${name}: ${error.message}`, at, context, false, error);
    throw error;
  }

  function write(frame: Frame, text: string, from: Provenance | undefined, at: number): void {
    if (text === '') return;
    const { out, state } = frame;
    if (out.dump !== undefined) {
      if (isBreaks(text)) {
        out.text += text;
        return;
      }
      settle(out);
    }
    state.written += text.length;
    if (state.written > state.limits.outputChars) throw new LimitError(`the release renders to more than ${Math.round(state.limits.outputChars / 1e6)} million characters`);
    if (state.track !== undefined) {
      const base = out.text.length;
      const spans = spansOf(text, from);
      let covered = 0;
      for (const span of spans) {
        if (span.start > covered) out.spans.push({ start: base + covered, end: base + span.start, exact: true, template, source, at });
        out.spans.push({ ...span, start: base + span.start, end: base + span.end, ...(span.at === undefined && { template, source, at }) });
        covered = Math.max(covered, span.end);
      }
      if (covered < text.length) out.spans.push({ start: base + covered, end: base + text.length, exact: true, template, source, at });
    }
    out.text += text;
  }

  /** Writes the text of a dump that cannot stand for all of its output. */
  function settle(out: Output): void {
    if (out.dump === undefined) return;
    const { read, offset, print } = out.dump;
    const after = out.text.slice(offset);
    out.dump = undefined;
    out.text = out.text.slice(0, offset);
    print(read);
    out.text += after;
  }

  /** What Go evaluated last in a pipeline: there it places errors that it finds behind it. */
  function lastEvaluated(pipe: Pipe): Place {
    const { operands } = pipe.commands.at(-1) as Command;
    return lastOf(operands.at(-1) as Operand);
  }

  function lastOf(operand: Operand): Place {
    if (operand.type === 'pipe') return lastEvaluated(operand.pipe);
    if (operand.type === 'chain') return lastOf(operand.base);
    return { at: placeIn(operand), source: operand.source };
  }

  function fail(message: string, at: number, context: string, byFunction = false, cause?: TemplateError): never {
    const { line, column } = position(source, at);
    const error = new TemplateError(`template: ${template}:${line}:${column}: executing "${definition.name}" at <${context}>: ${message}`, template, line, column);
    error.byFunction = byFunction;
    if (cause !== undefined) error.cause = cause;
    throw error;
  }
}

/** `.Values.AsMap`: the same keys as a plain map, which functions such as `dig` insist on. */
function asMap(values: ValueMap, state: State): ValueMap {
  const out = { ...values };
  state.track?.copy(values, out);
  return out;
}

function isBreaks(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== 10) return false;
  return true;
}

/** A text that costs more than its call. */
const longText = 100_000;

/** Counts a long text: each sixteen characters are a step, so that what doubles itself ends before memory does. */
function spend(state: State, chars: number): void {
  if (chars > state.limits.outputChars / 4) throw new LimitError(`a text of more than ${Math.round(state.limits.outputChars / 4e6)} million characters is made`);
  state.steps += chars >> 4;
  step(state);
}

/** Counts a step; functions that walk over values count each part. */
export function step(state: State): void {
  if (++state.steps > state.limits.steps) throw new LimitError(`the templates take more than ${Math.round(state.limits.steps / 1e6)} million steps; they may never end`);
}

