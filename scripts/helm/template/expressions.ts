import { compileCall } from './calls.ts';
import { fail, lastEvaluated, placeIn } from './failures.ts';
import { compileFields, compileMethod } from './fields.ts';
import { neverSet, type Command, type Operand, type Pipe } from './parse.ts';
import type { Evaluate, Unit } from './state.ts';
import type { Value } from './value.ts';

type Named = Extract<Operand, { names: readonly string[] }>;

/** A pipeline with the variable that it sets. */
export function compilePipe(unit: Unit, pipe: Pipe): Evaluate {
  const evaluate = compileValue(unit, pipe);
  const [slot] = pipe.declare;
  if (slot === undefined) return evaluate;
  if (pipe.declare.includes(neverSet)) return (frame) => {
    evaluate(frame);
    return fail(unit.definition, `undefined variable: ${pipe.names[0]}`, lastEvaluated(pipe));
  };
  if (unit.tracking) return (frame) => {
    const value = evaluate(frame);
    frame.slots[slot] = value;
    frame.froms[slot] = frame.state.from;
    return value;
  };
  return (frame) => (frame.slots[slot] = evaluate(frame));
}

/** A pipeline without the variables that it sets. */
export function compileValue(unit: Unit, { commands }: Pipe): Evaluate {
  let evaluate = compileCommand(unit, commands[0] as Command, undefined);
  for (let i = 1; i < commands.length; i++) evaluate = compileCommand(unit, commands[i] as Command, evaluate);
  return evaluate;
}

/** `piped` gives the value of the pipeline so far, which is the last argument. */
function compileCommand(unit: Unit, command: Command, piped: Evaluate | undefined): Evaluate {
  const { operands } = command;
  const head = operands[0] as Operand;
  const args: Evaluate[] = [];
  for (let i = 1; i < operands.length; i++) args.push(compileOperand(unit, operands[i] as Operand));
  if (piped !== undefined) args.push(piped);
  if (head.type === 'function') return compileCall(unit, head, args, command);
  const { definition } = unit;
  if (args.length > 0) {
    if (head.type === 'field' || head.type === 'chain' || (head.type === 'variable' && head.names.length > 0)) return compileMethodOf(unit, head, args);
    return () => fail(definition, `can't give argument to non-function ${head.source}`, head);
  }
  if (head.type === 'nil') return () => fail(definition, 'nil is not a command', head);
  return compileOperand(unit, head);
}

function compileMethodOf(unit: Unit, operand: Named, args: readonly Evaluate[]): Evaluate {
  const names = operand.names.slice(0, -1);
  const base: Operand = names.length > 0 || operand.type === 'variable' ? { ...operand, names } : operand.type === 'field' ? { type: 'dot', at: operand.at, source: '.' } : operand.base;
  return compileMethod(unit, compileOperand(unit, base), operand.names.at(-1) as string, operand, args);
}

function compileOperand(unit: Unit, operand: Operand): Evaluate {
  switch (operand.type) {
    case 'literal': return constant(unit, operand.value);
    case 'nil': return constant(unit, null);
    case 'dot': return dot(unit);
    case 'field': return compileFields(unit, dot(unit), operand.names, operand);
    case 'variable': return operand.names.length === 0 ? variable(unit, operand) : compileFields(unit, variable(unit, operand), operand.names, operand);
    case 'chain': return compileFields(unit, compileOperand(unit, operand.base), operand.names, operand);
    case 'pipe': return compilePipe(unit, operand.pipe);
    case 'function': return compileCall(unit, operand, []);
  }
}

function constant({ tracking }: Unit, value: Value): Evaluate {
  if (!tracking) return () => value;
  return ({ state }) => {
    state.from = undefined;
    return value;
  };
}

function dot({ tracking }: Unit): Evaluate {
  if (!tracking) return (frame) => frame.dot;
  return (frame) => {
    frame.state.from = frame.dotFrom;
    return frame.dot;
  };
}

function variable({ definition, tracking }: Unit, operand: Extract<Operand, { type: 'variable' }>): Evaluate {
  const { slot } = operand;
  if (slot === neverSet) return () => fail(definition, `undefined variable: ${/^\$\w*/.exec(operand.source)?.[0] ?? ''}`, { at: placeIn(operand), source: operand.source });
  if (!tracking) return (frame) => frame.slots[slot] as Value;
  return (frame) => {
    frame.state.from = frame.froms[slot];
    return frame.slots[slot] as Value;
  };
}
