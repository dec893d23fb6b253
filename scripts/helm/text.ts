import { knownFunctions, makeFunctions } from './functions/index.ts';
import { LimitError, startWork } from './template/bounds.ts';
import { compileFile, execute } from './template/exec.ts';
import { TemplateError } from './template/lex.ts';
import type { FunctionEntry, State } from './template/state.ts';

export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string };

/**
 * One text of Go's text/template that belongs to no chart, with those of Sprig's functions that `names` has and with `own`; a key that a
 * map lacks is an error (`missingkey=error`). Errors are Go's, with template and line.
 */
export function renderText(name: string, source: string, names: ReadonlySet<string>, own: Readonly<Record<string, FunctionEntry>>): Rendered {
  const isOwn = (word: string) => Object.hasOwn(own, word);
  try {
    const compiled = compileFile(name, source, { has: (word) => isOwn(word) || names.has(word), get: (word) => (isOwn(word) ? undefined : knownFunctions.get(word)) });
    const definitions = new Map(compiled.map((one) => [one.definition.name, one]));
    const state: State = { definitions, functions: makeFunctions({ now: () => 0, seed: () => name, own }), track: undefined, missingKeyFails: true, from: undefined, wantsRead: false, read: undefined, written: 0, depth: 0 };
    startWork();
    return { ok: true, text: execute(definitions.get(name)!, null, state).text };
  } catch (error) {
    if (error instanceof TemplateError) return { ok: false, error: error.message.startsWith('template: ') ? error.message : `template: ${name}:${error.line}: ${error.message}` };
    if (error instanceof LimitError || error instanceof RangeError) return { ok: false, error: error instanceof LimitError ? error.message : 'the template makes too deep a recursion or too long a text' };
    throw error;
  }
}
