import { getKey, isObject } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Budget, BudgetError, perObject, perRule } from '../cel/budget.ts';
import { compile } from '../cel/evaluate.ts';
import { isProblem, parseCel } from '../cel/syntax.ts';
import { CelError, special, type Value } from '../cel/values.ts';
import { objects } from './match.ts';

/** What a policy says to one object with one set of params. */
export type Decision = { readonly kind: 'admitted' } | { readonly kind: 'denied'; readonly message: string; readonly reason: string } | { readonly kind: 'unknown'; readonly message: string };

const names = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables', 'authorizer'];

/**
 * Runs the conditions, variables and validations of a policy. `unknown`: the expressions ask what only a running cluster
 * knows (the authorizer). Errors are denials where `failurePolicy` is Fail, which is the default.
 * Source: k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go
 */
export function decide(policy: JsonObject, input: Readonly<Record<string, Value>>): Decision[] {
  const spec = getKey(policy, 'spec');
  if (!isObject(spec)) return [];
  const budget: Budget = { left: perObject };
  const fatal = getKey(spec, 'failurePolicy') !== 'Ignore';
  const lazy = special({ special: 'lazy', get: variablesOf(spec, (text, variables) => evaluate(text, { ...input, variables }, budget)) });
  const run = (text: string): Value => evaluate(text, { ...input, variables: lazy }, budget);
  const attempt = (text: string, decided: (value: Value) => Decision): Decision => {
    if (/\bauthorizer\b/.test(text)) return { kind: 'unknown', message: `the expression ${text} asks the cluster's authorizer` };
    try {
      return decided(run(text));
    } catch (error) {
      if (!(error instanceof CelError) && !(error instanceof BudgetError)) throw error;
      return fatal ? { kind: 'denied', reason: 'Invalid', message: `expression '${text}' resulted in error: ${error.message}` } : { kind: 'admitted' };
    }
  };
  for (const condition of objects(getKey(spec, 'matchConditions'))) {
    const met = attempt(String(getKey(condition, 'expression')), (value) => (value === true ? { kind: 'admitted' } : { kind: 'unknown', message: '' }));
    if (met.kind === 'unknown' && met.message === '') return [];
    if (met.kind !== 'admitted') return [met];
  }
  return objects(getKey(spec, 'validations')).map((validation) => {
    const text = String(getKey(validation, 'expression'));
    return attempt(text, (value) => (value === true ? { kind: 'admitted' } : { kind: 'denied', reason: String(getKey(validation, 'reason') ?? 'Invalid'), message: messageOf(validation, text, run) }));
  });
}

function messageOf(validation: JsonObject, text: string, run: (text: string) => Value): string {
  const own = getKey(validation, 'messageExpression');
  if (typeof own === 'string') {
    try {
      const made = run(own);
      if (typeof made === 'string' && made.trim() !== '' && !made.includes('\n')) return made.trim();
    } catch (error) {
      if (!(error instanceof CelError) && !(error instanceof BudgetError)) throw error;
    }
  }
  const message = getKey(validation, 'message');
  return typeof message === 'string' && message.trim() !== '' ? message.trim() : `failed expression: ${text.trim()}`;
}

/** Variables are computed when first read, and see those before them. */
function variablesOf(spec: JsonObject, run: (text: string, variables: Value) => Value): (name: string) => Value {
  const declared = objects(getKey(spec, 'variables'));
  const known = new Map<string, Value>();
  const before = (limit: number) => (name: string): Value => {
    const index = declared.findIndex((variable, at) => at < limit && getKey(variable, 'name') === name);
    if (index < 0) throw new CelError(`no such variable: ${name}`);
    const found = known.get(name);
    if (found !== undefined) return found;
    const value = run(String(getKey(declared[index]!, 'expression')), special({ special: 'lazy', get: before(index) }));
    known.set(name, value);
    return value;
  };
  return before(declared.length);
}

function evaluate(text: string, input: Readonly<Record<string, Value>>, budget: Budget): Value {
  const tree = parseCel(text);
  if (isProblem(tree)) throw new CelError(`cannot be compiled: ${tree.message}`);
  const own: Budget = { left: Math.min(perRule, budget.left) };
  const start = own.left;
  try {
    return compile(tree, names)(input, own);
  } finally {
    budget.left -= start - own.left;
  }
}
