import { position, TemplateError } from './lex.ts';
import type { Command, Definition, Operand, Pipe } from './parse.ts';
import { FunctionError } from './state.ts';

/** Where an error stands, and the words of the template there. */
export interface Place {
  readonly at: number;
  readonly source: string;
}

/** Ends the run with an error in Go's words (exec.go errorf). */
export function fail({ template, source, name }: Definition, message: string, place: Place, byFunction = false, cause?: TemplateError): never {
  const { line, column } = position(source, place.at);
  const error = new TemplateError(`template: ${template}:${line}:${column}: executing "${name}" at <${place.source}>: ${message}`, template, line, column);
  error.byFunction = byFunction;
  if (cause !== undefined) error.cause = cause;
  throw error;
}

/** What a function or method threw, as an error at its place. */
export function refused(definition: Definition, name: string, error: unknown, place: Place): never {
  if (error instanceof FunctionError) return fail(definition, `error calling ${name}: ${error.message}`, place, true);
  // a thousand includes within each other: nobody reads further up
  if (error instanceof TemplateError && error.message.length > 1_000_000) throw error;
  if (error instanceof TemplateError) return fail(definition, `error calling ${name}: ${error.message}`, place, false, error);
  throw error;
}

/** What Go evaluated last in a pipeline: there it places errors that it finds behind it. */
export function lastEvaluated(pipe: Pipe): Place {
  const { operands } = pipe.commands.at(-1) as Command;
  return lastOf(operands.at(-1) as Operand);
}

export function lastOf(operand: Operand): Place {
  if (operand.type === 'pipe') return lastEvaluated(operand.pipe);
  if (operand.type === 'chain') return lastOf(operand.base);
  return { at: placeIn(operand), source: operand.source };
}

/** Go places a path of fields behind its first name. */
export function placeIn(operand: Operand): number {
  if (operand.type !== 'field' && operand.type !== 'variable') return operand.at;
  const dot = operand.source.indexOf('.', 1);
  return dot === -1 ? operand.at : operand.at + dot;
}
