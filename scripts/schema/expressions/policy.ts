import { getKey, isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { checkCel } from '../cel/check.ts';
import { dyn, objectType, type Type, typeText } from '../cel/types.ts';
import { at, child, type FieldError, fieldError, type FieldPath } from '../errors.ts';
import { admissionVariables, authorizer } from './environment.ts';

type Variables = Readonly<Record<string, Type>>;

/**
 * Compiles the expressions of admission policies and webhooks as the server does when it takes them.
 * Source: pkg/apis/admissionregistration/validation/validation.go
 */
export function checkPolicyExpressions(object: JsonObject, kind: string): FieldError[] {
  const errors: FieldError[] = [];
  if (kind === 'ValidatingWebhookConfiguration' || kind === 'MutatingWebhookConfiguration') {
    eachItem(getKey(object, 'webhooks'), child(undefined, 'webhooks'), (webhook, path) => conditions(webhook, path, { ...admissionVariables, ...authorizer }, errors));
    return errors;
  }
  if (kind !== 'ValidatingAdmissionPolicy' && kind !== 'MutatingAdmissionPolicy') return errors;
  const spec = getKey(object, 'spec');
  if (!isObject(spec)) return errors;
  const here = child(undefined, 'spec');
  const base: Variables = { ...admissionVariables, ...(getKey(spec, 'paramKind') === undefined ? {} : { params: dyn }) };
  conditions(spec, here, { ...base, ...authorizer }, errors);
  const declared: Record<string, Type> = {};
  const withVariables = (variables: Variables): Variables => ({ ...variables, variables: objectType('kubernetes.variables', declared) });
  eachItem(getKey(spec, 'variables'), child(here, 'variables'), (variable, path) => {
    const type = expression(variable, 'expression', path, withVariables({ ...base, ...authorizer }), undefined, errors);
    const name = getKey(variable, 'name');
    if (typeof name === 'string') declared[name] = type ?? dyn;
  });
  const all = withVariables({ ...base, ...authorizer });
  eachItem(getKey(spec, 'validations'), child(here, 'validations'), (validation, path) => {
    expression(validation, 'expression', path, all, ['bool'], errors);
    expression(validation, 'messageExpression', path, withVariables(base), ['string'], errors);
  });
  eachItem(getKey(spec, 'auditAnnotations'), child(here, 'auditAnnotations'), (annotation, path) => {
    expression(annotation, 'valueExpression', path, all, ['string', 'null_type'], errors);
  });
  return errors;
}

function conditions(owner: JsonObject, path: FieldPath | undefined, variables: Variables, errors: FieldError[]): void {
  eachItem(getKey(owner, 'matchConditions'), child(path, 'matchConditions'), (condition, here) => {
    expression(condition, 'expression', here, variables, ['bool'], errors);
  });
}

/** Checks one expression; gives its type where it compiles. An absent or blank one is told elsewhere. */
function expression(owner: JsonObject, key: string, path: FieldPath, variables: Variables, wanted: readonly string[] | undefined, errors: FieldError[]): Type | undefined {
  const text = getKey(owner, key);
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  const checked = checkCel(text, variables);
  if ('problem' in checked) {
    errors.push(fieldError(child(path, key), 'invalid', `the expression cannot be compiled: ${checked.problem}`));
    return undefined;
  }
  if (wanted !== undefined && !wanted.includes(typeText(checked.type)))
    errors.push(fieldError(child(path, key), 'invalid', `must evaluate to ${wanted.map((each) => each.replace('null_type', 'null')).join(' or ')}, but is ${typeText(checked.type)}`));
  return checked.type;
}

function eachItem(list: Json | undefined, path: FieldPath, visit: (item: JsonObject, path: FieldPath) => void): void {
  if (Array.isArray(list)) list.forEach((item, index) => {
    if (isObject(item)) visit(item, at(path, index));
  });
}
