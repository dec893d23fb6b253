import { getKey, isObject } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import { checkCel } from '../cel/check.ts';
import { optionalOf, type Type, typeText } from '../cel/types.ts';
import { at, child, type FieldError, fieldError, type FieldPath } from '../errors.ts';
import type { CrdSchema } from '../store/types.ts';
import { typeOfSchema } from './schema-type.ts';

/**
 * Compiles the rules of a CustomResourceDefinition's schemas over the types that these give.
 * Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema
 */
export function checkCrdExpressions(object: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const spec = getKey(object, 'spec');
  const versions = isObject(spec) ? getKey(spec, 'versions') : undefined;
  if (!Array.isArray(versions)) return errors;
  versions.forEach((version, index) => {
    const schema = isObject(version) ? getKey(version, 'schema') : undefined;
    const root = isObject(schema) ? getKey(schema, 'openAPIV3Schema') : undefined;
    const path = child(child(at(child(child(undefined, 'spec'), 'versions'), index), 'schema'), 'openAPIV3Schema');
    if (isObject(root)) walk(root as CrdSchema, path, true, errors, 0);
  });
  return errors;
}

function walk(schema: CrdSchema, path: FieldPath, root: boolean, errors: FieldError[], depth: number): void {
  if (depth > 100 || !isObject(schema)) return;
  const rules = schema['x-kubernetes-validations'];
  if (Array.isArray(rules) && rules.length > 0) {
    const type = typeOfSchema(schema, 'self', root);
    rules.forEach((rule: unknown, index) => {
      if (isObject(rule) && type !== undefined) checkRule(rule, type, at(child(path, 'x-kubernetes-validations'), index), errors);
    });
  }
  for (const [name, property] of Object.entries(isObject(schema.properties) ? schema.properties : {})) walk(property as CrdSchema, at(child(path, 'properties'), name), false, errors, depth + 1);
  if (isObject(schema.items)) walk(schema.items as CrdSchema, child(path, 'items'), false, errors, depth + 1);
  if (isObject(schema.additionalProperties)) walk(schema.additionalProperties as CrdSchema, child(path, 'additionalProperties'), false, errors, depth + 1);
}

function checkRule(rule: JsonObject, type: Type, path: FieldPath, errors: FieldError[]): void {
  const variables = { self: type, oldSelf: rule['optionalOldSelf'] === true ? optionalOf(type) : type };
  for (const [key, wanted] of [['rule', 'bool'], ['messageExpression', 'string']] as const) {
    const text = getKey(rule, key);
    if (typeof text !== 'string' || text.trim() === '') continue;
    const checked = checkCel(text, variables);
    if ('problem' in checked) errors.push(fieldError(child(path, key), 'invalid', `the expression cannot be compiled: ${checked.problem}`));
    else if (typeText(checked.type) !== wanted) errors.push(fieldError(child(path, key), 'invalid', `must evaluate to ${wanted}, but is ${typeText(checked.type)}`));
  }
}
