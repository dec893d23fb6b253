import type { Operand } from './parse.ts';
import { GoObject, isMap, isTextMap, typeOf, type Value } from './value.ts';

/** An argument that has to be looked at in each call. */
export interface Check {
  readonly index: number;
  readonly kind: string;
  readonly fits: (value: Value | undefined) => boolean;
}

export type Fit = { readonly ok: true; readonly checks: readonly Check[] } | { readonly ok: false; readonly error: string };

/**
 * What is known of a call before it runs (exec.go evalCall): whether it has the right number of arguments, and which of them
 * may be of a wrong type. `params` as in FunctionEntry; of `count` arguments those behind `operands` are piped.
 */
export function fitOf(name: string, params: string | undefined, operands: readonly Operand[], count: number): Fit {
  if (params === undefined) return { ok: true, checks: [] };
  const variadic = params.endsWith('*');
  const most = variadic ? params.length - 1 : params.length;
  const least = variadic ? most - 1 : most;
  if (count < least || (!variadic && count > most)) {
    // Go does not count the piped value where any number is taken
    return { ok: false, error: `wrong number of args for ${name}: want ${variadic ? `at least ${least} got ${operands.length}` : `${least} got ${count}`}` };
  }
  const checks: Check[] = [];
  for (let index = 0; index < count; index++) {
    const kind = params[Math.min(index, most - 1)] as string;
    const fits = fitting[kind];
    const given = operands[index];
    if (fits !== undefined && !(given?.type === 'literal' && fits(given.value))) checks.push({ index, kind, fits });
  }
  return { ok: true, checks };
}

/** Whether reflection would take a value for a parameter of a kind. */
const fitting: Readonly<Record<string, Check['fits']>> = {
  s: (value) => typeof value === 'string',
  m: (value) => isMap(value) && !isTextMap(value),
  i: (value) => typeof value === 'bigint',
  f: (value) => typeof value === 'number',
  b: (value) => typeof value === 'boolean',
  l: (value) => Array.isArray(value),
  t: (value) => value instanceof GoObject && value.typeName === 'time.Time',
};

const types: Readonly<Record<string, string>> = { s: 'string', i: 'int', f: 'float64', b: 'bool', m: 'map[string]interface {}', l: '[]interface {}', t: 'time.Time' };
const literals: Readonly<Record<string, string>> = { s: 'string', i: 'integer', f: 'float', b: 'bool' };

/**
 * What Go says of a value that does not fit (exec.go evalArg, validateType); undefined where it takes it after all: a nil
 * map or list. `given` is what the template wrote, undefined for a piped value; `boxed` tells of a nil that a map, a list or
 * `range` handed out.
 */
export function misfit(kind: string, value: Value | undefined, given: Operand | undefined, boxed: boolean): string | undefined {
  const expected = types[kind] ?? kind;
  if (given?.type === 'literal') {
    const wanted = literals[kind];
    return wanted === undefined ? `can't handle ${given.source} for arg of type ${expected}` : `expected ${wanted}; found ${given.source}`;
  }
  if (value !== null && value !== undefined) return `wrong type for value; expected ${expected}; got ${typeOf(value)}`;
  const nullable = kind === 'm' || kind === 'l';
  if (given?.type === 'nil') return nullable ? undefined : `cannot assign nil to ${expected}`;
  if (boxed) return `wrong type for value; expected ${expected}; got interface {}`;
  return nullable ? undefined : `invalid value; expected ${expected}`;
}
