import { limits, LimitError, outOfSteps, work } from './bounds.ts';
import { dumpingOf } from './calls.ts';
import { compilePipe, compileValue } from './expressions.ts';
import { fail } from './failures.ts';
import { write, writeDump } from './output.ts';
import { parseFile, printPipe, type Definition, type Node } from './parse.ts';
import { breakLoop, compileRange, continueLoop } from './range.ts';
import type { Compiled, Frame, KnownFunctions, Output, Run, State, Unit, Writer } from './state.ts';
import type { Provenance } from './track.ts';
import { isTrue, printValue, type Value } from './value.ts';

/** Parses a file of templates. Throws TemplateError. */
export function compileFile(name: string, source: string, functions: KnownFunctions): Compiled[] {
  return parseFile(name, source, (word) => functions.has(word)).map((definition) => {
    // most of a library's definitions never run for a given chart: compiled at the first use
    let plain: Run | undefined;
    let tracked: Run | undefined;
    const run: Run = (frame) => {
      if (frame.state.track === undefined) (plain ??= compile(definition, functions, false))(frame);
      else (tracked ??= compile(definition, functions, true))(frame);
    };
    return { definition, run };
  });
}

/** Runs a definition over a dot and gives its text. */
export function execute(compiled: Compiled, dot: Value, state: State, dotFrom?: Provenance, wantsRead = false): Output {
  if (++state.depth > limits.depth) throw new LimitError(`templates call each other more than ${limits.depth} deep`);
  const slots = new Array<Value>(compiled.definition.slots).fill(null);
  slots[0] = dot;
  const out: Output = { text: '', spans: state.track === undefined ? nowhere : [], wantsRead, dump: undefined };
  const frame: Frame = { state, slots, froms: state.track === undefined ? nothing : [dotFrom], dot, dotFrom, out };
  compiled.run(frame);
  state.depth--;
  return out;
}

// what stays empty without tracking
const nowhere: Output['spans'] = [];
const nothing: Frame['froms'] = [];

function compile(definition: Definition, functions: KnownFunctions, tracking: boolean): Run {
  return compileList({ definition, functions, tracking, boxed: new Set(), dotIsBoxed: false }, definition.body);
}

function compileList(unit: Unit, nodes: readonly Node[]): Run {
  const runs: Run[] = [];
  for (let i = 0; i < nodes.length; i++) runs.push(compileNode(unit, nodes[i] as Node));
  if (runs.length === 1) return runs[0] as Run;
  return (frame) => {
    // not for-of: most of it runs before V8 compiles it
    for (let i = 0; i < runs.length; i++) (runs[i] as Run)(frame);
  };
}

/** A list that runs with another dot. */
function compileBody(unit: Unit, nodes: readonly Node[], isBoxed: boolean): Run {
  const before = unit.dotIsBoxed;
  unit.dotIsBoxed = isBoxed;
  const run = compileList(unit, nodes);
  unit.dotIsBoxed = before;
  return run;
}

function compileNode(unit: Unit, node: Node): Run {
  switch (node.type) {
    case 'text': {
      const { text } = node;
      const by = writer(unit, node);
      return (frame) => write(frame, text, undefined, by);
    }
    case 'action': return compileAction(unit, node);
    case 'if': {
      const test = compilePipe(unit, node.pipe);
      const body = compileList(unit, node.body);
      const otherwise = compileList(unit, node.otherwise);
      return (frame) => {
        if (++work.steps > limits.steps) outOfSteps();
        if (isTrue(test(frame))) body(frame);
        else otherwise(frame);
      };
    }
    case 'with': {
      const test = compilePipe(unit, node.pipe);
      const body = compileBody(unit, node.body, false);
      const otherwise = compileList(unit, node.otherwise);
      return (frame) => {
        if (++work.steps > limits.steps) outOfSteps();
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
    case 'range': {
      // The pipeline's own variables are set once per round, not to the list.
      const over = compileValue(unit, node.pipe);
      for (const slot of node.pipe.declare) unit.boxed.add(slot);
      return compileRange(unit, node, over, compileBody(unit, node.body, true), compileList(unit, node.otherwise));
    }
    case 'template': return compileTemplate(unit, node);
    case 'break': return () => {
      throw breakLoop;
    };
    case 'continue': return () => {
      throw continueLoop;
    };
  }
}

function compileAction(unit: Unit, node: Extract<Node, { type: 'action' }>): Run {
  const evaluate = compilePipe(unit, node.pipe);
  if (node.pipe.declare.length > 0) return (frame) => {
    if (++work.steps > limits.steps) outOfSteps();
    evaluate(frame);
  };
  const by = writer(unit, node);
  const dumping = dumpingOf(evaluate);
  if (dumping !== undefined) return writeDump(evaluate, dumping, by);
  return (frame) => {
    if (++work.steps > limits.steps) outOfSteps();
    const value = evaluate(frame);
    write(frame, typeof value === 'string' ? value : printValue(value), frame.state.from, by);
  };
}

function compileTemplate(unit: Unit, node: Extract<Node, { type: 'template' }>): Run {
  const { labelAt, name, pipe } = node;
  const argument = pipe === undefined ? undefined : compilePipe(unit, pipe);
  const by = writer(unit, node);
  return (frame) => {
    const { state } = frame;
    if (++work.steps > limits.steps) outOfSteps();
    const found = state.definitions.get(name);
    if (found === undefined) return fail(unit.definition, `template "${name}" not defined`, { at: labelAt, source: `{{template ${JSON.stringify(name)}${pipe === undefined ? '' : ` ${printPipe(pipe)}`}}}` });
    const dot = argument === undefined ? null : argument(frame);
    const out = execute(found, dot, state, argument === undefined ? undefined : state.from);
    write(frame, out.text, { exact: true, spans: out.spans }, by);
  };
}

function writer({ definition: { template, source } }: Unit, { at }: Node): Writer {
  return { template, source, at };
}
