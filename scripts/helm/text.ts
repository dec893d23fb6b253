import { knownFunctions, makeFunctions } from './functions/index.ts';
import { LimitError } from './template/bounds.ts';
import { compileFile, execute } from './template/exec.ts';
import { TemplateError } from './template/lex.ts';
import type { FunctionEntry, State } from './template/state.ts';

export { startWork } from './template/bounds.ts';

export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string };

/**
 * Compiles a text of Go's text/template that belongs to no chart, with those of Sprig's functions that `names` has and those that `own` are; a key
 * that a map lacks is an error (`missingkey=error`). Errors are Go's, with template and line. What it runs counts as the work that `startWork` began.
 */
export function compileText(name: string, source: string, names: ReadonlySet<string>, own: ReadonlySet<string>): (values: Readonly<Record<string, FunctionEntry>>) => Rendered {
  const compiled = tried(name, () => compileFile(name, source, { has: (word) => own.has(word) || names.has(word), get: (word) => (own.has(word) ? undefined : knownFunctions.get(word)) }));
  if (!compiled.ok) return () => compiled;
  const definitions = new Map(compiled.made.map((one) => [one.definition.name, one]));
  return (values) => {
    const text = tried(name, () => {
      const state: State = { definitions, functions: makeFunctions({ now: () => 0, seed: () => name, own: values }), track: undefined, missingKeyFails: true, from: undefined, wantsRead: false, read: undefined, written: 0, depth: 0 };
      return execute(definitions.get(name)!, null, state).text;
    });
    return text.ok ? { ok: true, text: text.made } : text;
  };
}

function tried<T>(name: string, make: () => T): { readonly ok: true; readonly made: T } | Extract<Rendered, { ok: false }> {
  try {
    return { ok: true, made: make() };
  } catch (error) {
    if (error instanceof TemplateError) return { ok: false, error: error.message.startsWith('template: ') ? error.message : `template: ${name}:${error.line}: ${error.message}` };
    if (error instanceof LimitError || error instanceof RangeError) return { ok: false, error: error instanceof LimitError ? error.message : 'the template makes too deep a recursion or too long a text' };
    throw error;
  }
}
