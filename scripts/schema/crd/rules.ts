import { isObject } from '../../lib/json.ts';
import type { Json } from '../../model/json.ts';
import { type Budget, BudgetError, perObject, perRule } from '../cel/budget.ts';
import { compile, type Program } from '../cel/evaluate.ts';
import { isProblem, parseCel } from '../cel/syntax.ts';
import { CelError, special, type Value } from '../cel/values.ts';
import { valueOfSchema } from '../expressions/schema-type.ts';
import { at, child, type FieldError, fieldError, type FieldPath, type Reason } from '../errors.ts';
import type { CelRule, CrdSchema } from '../store/types.ts';

/** Runs the rules of a schema (`x-kubernetes-validations`) over a value, and over the value before the change. */
export type RuleCheck = (value: Json, old: Json | undefined, path: FieldPath | undefined, errors: FieldError[], budget: Budget) => void;

const reasons: Readonly<Record<string, Reason>> = { FieldValueForbidden: 'forbidden', FieldValueRequired: 'required', FieldValueDuplicate: 'duplicate' };

/**
 * Compiles the rules below a schema; undefined where there are none. Rules that use `oldSelf` run on changes only.
 * Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go
 */
export function compileRules(schema: CrdSchema): RuleCheck | undefined {
  const own = (schema['x-kubernetes-validations'] ?? []).map((rule) => ruleCheck(rule, schema));
  const properties = new Map<string, RuleCheck>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const check = compileRules(property);
    if (check !== undefined) properties.set(name, check);
  }
  const rest = typeof schema.additionalProperties === 'object' ? compileRules(schema.additionalProperties) : undefined;
  const items = schema.items === undefined ? undefined : compileRules(schema.items);
  if (own.length === 0 && properties.size === 0 && rest === undefined && items === undefined) return undefined;
  const keys = schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : undefined;
  return (value, old, path, errors, budget) => {
    if (value === null) return;
    for (const rule of own) rule(value, old, path, errors, budget);
    if (Array.isArray(value)) {
      if (items !== undefined) value.forEach((item, index) => items(item, keys === undefined ? undefined : counterpart(item, old, keys), at(path, index), errors, budget));
    } else if (isObject(value)) {
      const before = isObject(old) ? old : {};
      for (const key of Object.keys(value)) {
        const previous = Object.hasOwn(before, key) ? before[key] : undefined;
        const check = properties.get(key);
        if (check !== undefined) check(value[key]!, previous, child(path, key), errors, budget);
        else if (rest !== undefined && !(schema.properties !== undefined && Object.hasOwn(schema.properties, key))) rest(value[key]!, previous, at(path, key), errors, budget);
      }
    }
  };
}

/** The item of the list before the change that has the same keys. */
function counterpart(item: Json, old: Json | undefined, keys: readonly string[]): Json | undefined {
  if (!Array.isArray(old) || !isObject(item)) return undefined;
  return old.find((other) => isObject(other) && keys.every((key) => other[key] === item[key]));
}

function ruleCheck(rule: CelRule, schema: CrdSchema): RuleCheck {
  const variablesOf = (value: Json, old: Json | undefined): Record<string, Value> => {
    const before = old === undefined ? null : valueOfSchema(old, schema);
    const oldSelf = rule.optionalOldSelf === true ? special({ special: 'optional', value: before ?? undefined }) : before;
    return { self: valueOfSchema(value, schema), oldSelf };
  };
  const usesOld = /\boldSelf\b/.test(rule.rule);
  let program: Program | string | undefined;
  return (value, old, path, errors, budget) => {
    if (usesOld && old === undefined && rule.optionalOldSelf !== true) return;
    program ??= compiled(rule.rule);
    const where = rule.fieldPath === undefined ? path : below(path, rule.fieldPath);
    const reason = reasons[rule.reason ?? ''] ?? 'cel';
    if (typeof program === 'string') {
      errors.push(fieldError(where, 'cel', `the rule ${rule.rule} cannot be compiled: ${program}`));
      return;
    }
    if (budget.left <= 0) return;
    const left: Budget = { left: Math.min(perRule, budget.left) };
    const start = left.left;
    try {
      if (program(variablesOf(value, old), left) !== true) errors.push(fieldError(where, reason, messageOf(rule, variablesOf(value, old))));
    } catch (error) {
      if (!(error instanceof CelError) && !(error instanceof BudgetError)) throw error;
      errors.push(fieldError(where, 'cel', `the rule ${rule.rule.trim()} fails: ${error.message}`));
    }
    budget.left -= start - left.left;
  };
}

function messageOf(rule: CelRule, variables: Record<string, Value>): string {
  if (rule.messageExpression !== undefined) {
    const program = compiled(rule.messageExpression);
    try {
      const text = typeof program === 'string' ? undefined : program(variables, { left: perRule });
      if (typeof text === 'string' && text.trim() !== '') return text.trim();
    } catch (error) {
      if (!(error instanceof CelError) && !(error instanceof BudgetError)) throw error;
    }
  }
  return rule.message?.trim() ?? `breaks the rule ${rule.rule.trim()}`;
}

function compiled(text: string): Program | string {
  const tree = parseCel(text);
  return isProblem(tree) ? tree.message : compile(tree, ['self', 'oldSelf']);
}

/** `.spec.name`, `['a.b']` below a path. */
function below(path: FieldPath | undefined, fieldPath: string): FieldPath | undefined {
  let here = path;
  for (const [, name, quoted] of fieldPath.matchAll(/\.([^.[]+)|\['([^']*)'\]/g)) here = name !== undefined ? child(here, name) : at(here, quoted!);
  return here;
}

/** A fresh budget for one object. */
export function objectBudget(): Budget {
  return { left: perObject };
}
