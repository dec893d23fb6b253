import type { JsonObject } from '../../model/json.ts';
import { BudgetError, perRule } from './budget.ts';
import { checkCel } from './check.ts';
import { compile } from './evaluate.ts';
import { isProblem, parseCel, type Node } from './syntax.ts';
import { mapOf, dyn, typeText } from './types.ts';
import { CelError, type Value } from './values.ts';

/** `invalid`: the expression can never run, in the words of fluxcd/pkg/runtime/cel; `said`: the same for a reader. `error`: it cannot here. */
export type BooleanResult = { readonly value: boolean } | { readonly error: string } | { readonly invalid: string; readonly said: string };

/**
 * Evaluates an expression that must come to true or false. `compile`: over maps of anything, its type known beforehand.
 * `parse`: its names are the top-level fields of one object, and nothing is checked before it runs.
 */
export function evaluateBoolean(expression: string, variables: JsonObject, mode: 'parse' | 'compile'): BooleanResult {
  const tree = parseCel(expression);
  const unreadable = (why: string): BooleanResult => ({ invalid: `failed to parse the CEL expression '${expression}': ERROR: ${why}`, said: `is no CEL: ${why}` });
  if (isProblem(tree)) return unreadable(`column ${tree.at + 1}: ${tree.message}`);
  const foreign = callsOf(tree).find((name) => kubernetesOnly.has(name));
  if (foreign !== undefined) return unreadable(`undeclared reference to '${foreign}' (in container '')`);
  const names = Object.keys(variables);
  if (mode === 'compile') {
    const checked = checkCel(expression, Object.fromEntries(names.map((name) => [name, mapOf(dyn)])));
    if ('problem' in checked) return unreadable(checked.problem);
    const type = typeText(checked.type);
    if (type !== 'bool') return { invalid: `CEL expression output type mismatch: expected bool, got ${type}`, said: `comes to ${type}, not to true or false` };
  }
  try {
    const value = compile(tree, names)(variables as Readonly<Record<string, Value>>, { left: perRule });
    return typeof value === 'boolean' ? { value } : { error: `failed to evaluate CEL expression as boolean: '${expression}'` };
  } catch (error) {
    if (!(error instanceof CelError || error instanceof BudgetError)) throw error;
    return { error: `failed to evaluate the CEL expression '${expression}': ${error.message}` };
  }
}

/** Functions of the API server's environment that Flux's has not: it takes CEL's own, strings, sets and encoders (runtime/cel/expression.go). */
const kubernetesOnly: ReadonlySet<string> = new Set([
  'semver', 'isSemver', 'quantity', 'isQuantity', 'url', 'isURL', 'ip', 'isIP', 'cidr', 'isCIDR', 'find', 'findAll', 'isSorted', 'sum', 'min', 'max',
]);

/** The names of the functions that an expression calls. */
function callsOf(node: Node): string[] {
  switch (node.op) {
    case 'literal': case 'name': return [];
    case 'select': case 'unary': return callsOf(node.of);
    case 'index': return [...callsOf(node.of), ...callsOf(node.key)];
    case 'call': return [node.name, ...(node.of === undefined ? [] : callsOf(node.of)), ...node.args.flatMap(callsOf)];
    case 'list': return node.items.flatMap(callsOf);
    case 'map': return node.entries.flatMap(([key, value]) => [...callsOf(key), ...callsOf(value)]);
    case 'binary': return [...callsOf(node.left), ...callsOf(node.right)];
    case 'cond': return [node.test, node.yes, node.no].flatMap(callsOf);
  }
}
