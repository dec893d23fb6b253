import { position, TemplateError } from './lex.ts';
import { parseFile, type Command, type Definition, type Node, type Operand, type Pipe } from './parse.ts';
import { spansOf, type Provenance, type Span, type Tracker } from './track.ts';
import { GoObject, isMap, isTrue, printValue, sortedKeys, typeOf, type Value, type ValueMap } from './value.ts';

/** Bounds of one release's rendering: templates are code from strangers. */
export interface Limits {
  readonly steps: number;
  readonly outputChars: number;
  readonly depth: number;
}

export const defaultLimits: Limits = { steps: 20_000_000, outputChars: 100_000_000, depth: 1000 };

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
  /** `and`, `or`: arguments are evaluated one by one. */
  readonly lazy?: (args: readonly (() => Value)[], state: State) => Value;
}

export class FunctionError extends Error {}
/** Ends a release's rendering whatever catches errors on the way: a bound was reached. */
export class LimitError extends Error {}

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
}

type Evaluate = (frame: Frame) => Value;
type Run = (frame: Frame) => void;

const star = '*'.charCodeAt(0);

class Break {}
class Continue {}
const breakLoop = new Break();
const continueLoop = new Continue();

/** Parses and compiles a file of templates. Throws TemplateError. */
export function compileFile(name: string, source: string, functions: { has(name: string): boolean }): Compiled[] {
  return parseFile(name, source, (word) => functions.has(word)).map((definition) => {
    // most of a library's definitions never run for a given chart: compiled at the first use
    let ready: Run | undefined;
    return { definition, run: (frame) => (ready ??= compile(definition))(frame) };
  });
}

/** Runs a definition over a dot and gives its text. */
export function execute(compiled: Compiled, dot: Value, state: State, dotFrom?: Provenance): Output {
  if (++state.depth > state.limits.depth) throw new LimitError(`templates call each other more than ${state.limits.depth} deep`);
  const slots: Value[] = [dot];
  for (let left = compiled.definition.slots; left > 1; left--) slots.push(null);
  const frame: Frame = { state, slots, froms: state.track === undefined ? [] : [dotFrom], dot, dotFrom, out: { text: '', spans: [] } };
  compiled.run(frame);
  state.depth--;
  return frame.out;
}

function compile(definition: Definition): Run {
  const { source, template } = definition;

  return compileList(definition.body);

  function compileList(nodes: readonly Node[]): Run {
    const runs = nodes.map(compileNode);
    if (runs.length === 1) return runs[0] as Run;
    return (frame) => {
      for (const run of runs) run(frame);
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
        const body = compileList(node.body);
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
        return (frame) => {
          step(frame.state);
          const found = frame.state.definitions.get(name);
          if (found === undefined) return fail(`template "${name}" not defined`, at, `{{template "${name}"`);
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

  function compileRange(node: Extract<Node, { type: 'range' }>): Run {
    // The pipeline's own variables are set once per round, not to the list.
    const evaluate = compilePipe({ ...node.pipe, declare: [] });
    const { declare } = node.pipe;
    const keySlot = declare.length === 2 ? declare[0] : undefined;
    const valueSlot = declare.length === 2 ? declare[1] : declare[0];
    const body = compileList(node.body);
    const otherwise = compileList(node.otherwise);
    return (frame) => {
      const { state, slots, froms, dot, dotFrom } = frame;
      step(state);
      const evaluated = evaluate(frame);
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
      } else if (typeof over === 'bigint') {
        for (let i = 0n; i < over; i++) {
          rounds++;
          if (!round(i, i, overFrom)) break;
        }
      } else if (over !== null && over !== undefined) {
        const { source: context, at } = firstOperand(node.pipe);
        fail(`range can't iterate over ${printValue(over)}`, at, context);
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
    if (head.type === 'function') return compileCall(head, args, rest, command.operands.map(({ source: text }) => text).join(' '));
    if (head.type === 'field' || head.type === 'variable' || head.type === 'chain') {
      if (args.length > 0) return compileMethod(head, args);
      return compileOperand(head);
    }
    if (args.length > 0) return (frame) => {
      const value = compileOperand(head)(frame);
      return fail(`can't give argument to non-function ${head.source}`, head.at, head.source, value);
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
        const read: Evaluate = (frame) => {
          if (frame.state.track !== undefined) frame.state.from = frame.froms[slot];
          return frame.slots[slot] as Value;
        };
        return operand.names.length === 0 ? read : compileFields(read, operand.names, operand);
      }
      case 'chain': return compileFields(compileOperand(operand.base), operand.names, operand);
      case 'pipe': return compilePipe(operand.pipe);
      case 'function': return compileCall(operand, [], [], operand.source);
    }
  }

  function compileFields(base: Evaluate, names: readonly string[], operand: Operand): Evaluate {
    return (frame) => {
      let value = base(frame);
      for (let i = 0; i < names.length; i++) value = field(value, names[i] as string, i === 0, frame.state, operand);
      return value;
    };
  }

  /** A field of a map, a field or method without arguments of one of Go's objects (exec.go evalField). */
  function field(receiver: Value, name: string, first: boolean, state: State, operand: Operand): Value {
    if (isMap(receiver)) {
      if (state.track !== undefined) {
        state.from = state.track.child(receiver, name);
        if (state.from?.path !== undefined) state.track.reads.add(state.from.path);
      }
      // Go's type of `.Values` has this method; the map itself is what it gives.
      if (name === 'AsMap' && !Object.hasOwn(receiver, name)) return receiver;
      return Object.hasOwn(receiver, name) ? (receiver as ValueMap)[name] as Value : null;
    }
    if (receiver === null || receiver === undefined) {
      if (first) return null;
      return fail(`nil pointer evaluating interface {}.${name}`, placeIn(operand), operand.source);
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
    return fail(`can't evaluate field ${name} in type ${receiver instanceof GoObject ? receiver.typeName : `interface {}`}`, placeIn(operand), operand.source);
  }

  function compileMethod(operand: Extract<Operand, { names: readonly string[] }>, args: readonly Evaluate[]): Evaluate {
    const names = operand.names.slice(0, -1);
    const name = operand.names.at(-1);
    if (name === undefined) return (frame) => fail(`can't give argument to non-function ${operand.source}`, operand.at, operand.source, frame.dot);
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
        const value = Object.hasOwn(object, name) ? object[name] as Value : null;
        return fail(`${name} is not a method but has arguments`, placeIn(operand), operand.source, value);
      }
      return fail(`${name} has arguments but cannot be invoked as function`, operand.at, operand.source);
    };
  }

  function compileCall(head: Extract<Operand, { type: 'function' }>, args: readonly Evaluate[], operands: readonly Operand[], whole: string): Evaluate {
    const { name } = head;
    // what a function refuses is told of the whole command
    const operand: Operand = { ...head, source: whole };
    const count = args.length;
    const [one, two] = args;
    let functions: Functions | undefined;
    let entry: FunctionEntry | undefined;
    return (frame) => {
      const { state } = frame;
      step(state);
      if (state.functions !== functions) {
        functions = state.functions;
        entry = functions.get(name);
      }
      if (entry === undefined) return fail(`"${name}" is not a defined function`, operand.at, name);
      if (entry.lazy !== undefined) {
        const { lazy } = entry;
        if (count === 0) return fail(`wrong number of args for ${name}: want at least 1 got 0`, operand.at, name);
        return guarded(name, () => lazy(args.map((arg) => () => arg(frame)), state), operand);
      }
      if (state.track === undefined) {
        const values = count === 1 ? [(one as Evaluate)(frame)] : count === 2 ? [(one as Evaluate)(frame), (two as Evaluate)(frame)] : args.map((arg) => arg(frame));
        return called(entry, values, state);
      }
      const froms: (Provenance | undefined)[] = [];
      const values: Value[] = [];
      for (const arg of args) {
        values.push(arg(frame));
        froms.push(state.from);
      }
      const result = called(entry, values, state);
      state.from = entry.trace === undefined ? known(result, froms, state) : entry.trace(values, froms, result, state);
      return result;
    };

    function called({ params, call }: FunctionEntry, values: Value[], state: State): Value {
      if (params !== undefined) checkArgs(name, params, values, head, operands);
      state.from = undefined;
      try {
        return call(values, state);
      } catch (error) {
        return refused(name, error, operand);
      }
    }
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

  /** Types of arguments as reflection would check them (exec.go evalCall, validateType). */
  function checkArgs(name: string, params: string, values: Value[], operand: Operand, operands: readonly Operand[]): void {
    const variadic = params.charCodeAt(params.length - 1) === star;
    const most = variadic ? params.length - 1 : params.length;
    const least = variadic ? most - 1 : most;
    if (values.length < least || (!variadic && values.length > most)) {
      fail(`wrong number of args for ${name}: want ${variadic ? 'at least ' : ''}${least} got ${values.length}`, operand.at, operand.source);
    }
    for (let i = 0; i < values.length; i++) {
      const kind = params[i < most ? i : most - 1] as string;
      const value = values[i] as Value;
      if (kind === 'a' || (kind === 's' && typeof value === 'string')) continue;
      const expected = ({ s: 'string', i: 'int', f: 'float64', b: 'bool', m: 'map[string]interface {}', l: '[]interface {}' } as Record<string, string>)[kind] ?? kind;
      const given = operands[i] ?? operand;
      if (value === null || value === undefined) {
        if (kind === 'm' || kind === 'l') continue;
        fail(given.type === 'nil' ? `cannot assign nil to ${expected}` : given.type === 'field' || given.type === 'variable' || given.type === 'chain' ? `wrong type for value; expected ${expected}; got interface {}` : `invalid value; expected ${expected}`, placeIn(given), given.source);
      }
      const ok = kind === 's' ? typeof value === 'string' : kind === 'i' ? typeof value === 'bigint' : kind === 'f' ? typeof value === 'number' : kind === 'b' ? typeof value === 'boolean' : kind === 'l' ? Array.isArray(value) : isMap(value);
      if (ok) continue;
      const literal = given.type === 'literal';
      if (literal && kind === 'm') fail(`can't handle ${given.source} for arg of type map[string]interface {}`, given.at, given.source);
      if (literal && (kind === 's' || kind === 'i')) fail(`expected ${kind === 's' ? 'string' : 'integer'}; found ${given.source}`, given.at, given.source);
      fail(`wrong type for value; expected ${expected}; got ${typeOf(value)}`, placeIn(given), given.source);
    }
  }

  /** Go places a path of fields behind its first name. */
  function placeIn(operand: Operand): number {
    if (operand.type !== 'field' && operand.type !== 'variable') return operand.at;
    const dot = operand.source.indexOf('.', 1);
    return dot === -1 ? operand.at : operand.at + dot;
  }

  /** Runs a function; what it refuses becomes an error at its place. */
  function guarded(name: string, call: () => Value, operand: Operand): Value {
    try {
      return call();
    } catch (error) {
      return refused(name, error, operand);
    }
  }

  function refused(name: string, error: unknown, operand: Operand): never {
    if (error instanceof FunctionError) return fail(`error calling ${name}: ${error.message}`, operand.at, operand.source, null, undefined, true);
    // a thousand includes within each other: nobody reads further up
    if (error instanceof TemplateError && error.message.length > 8_000) throw error;
    if (error instanceof TemplateError) return fail(`error calling ${name}: ${error.message}`, operand.at, operand.source, null, error);
    if (error instanceof RangeError) throw new LimitError('templates call each other too deep or make too long a text');
    throw error;
  }

  function write(frame: Frame, text: string, from: Provenance | undefined, at: number): void {
    if (text === '') return;
    const { out, state } = frame;
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

  function firstOperand(pipe: Pipe): { readonly source: string; readonly at: number } {
    return (pipe.commands[0] as Command).operands[0] as Operand;
  }

  function fail(message: string, at: number, context: string, _value: Value = null, cause?: TemplateError, byFunction = false): never {
    const { line, column } = position(source, at);
    const error = new TemplateError(`template: ${template}:${line}:${column}: executing "${definition.name}" at <${context}>: ${message}`, template, line, column);
    error.byFunction = byFunction;
    if (cause !== undefined) error.cause = cause;
    throw error;
  }
}

function step(state: State): void {
  if (++state.steps > state.limits.steps) throw new LimitError(`the templates take more than ${Math.round(state.limits.steps / 1e6)} million steps; they may never end`);
}

