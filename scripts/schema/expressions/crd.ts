import { getKey, isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { checkCel } from '../cel/check.ts';
import { optionalOf, type Type, typeText } from '../cel/types.ts';
import { at, child, type FieldError, fieldError, type FieldPath } from '../errors.ts';
import { compileSchema, textOf } from '../crd/validate.ts';
import { cleanSchema } from '../store/crd.ts';
import type { CelRule, CrdSchema } from '../store/types.ts';
import { typeOfSchema } from './schema-type.ts';

/**
 * Compiles the rules of a CustomResourceDefinition's schemas over the types that these give, and holds defaults against the
 * schemas that they stand in.
 * Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema
 */
export function checkCrdExpressions(object: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const spec = getKey(object, 'spec');
  const versions = isObject(spec) ? getKey(spec, 'versions') : undefined;
  if (!Array.isArray(versions)) return errors;
  const roots = versions.map((version) => {
    const schema = isObject(version) ? getKey(version, 'schema') : undefined;
    return isObject(schema) ? getKey(schema, 'openAPIV3Schema') : undefined;
  });
  roots.forEach((root, index) => {
    if (isObject(root)) walk(cleanSchema(root), child(child(at(child(child(undefined, 'spec'), 'versions'), index), 'schema'), 'openAPIV3Schema'), true, errors, 0);
  });
  // The server keeps a schema that all versions share in one place, and names it so.
  const shared = roots.every((root) => root !== undefined && textOf(root) === textOf(roots[0]!));
  return shared ? errors.map((error) => ({ ...error, field: error.field.replace(/^spec\.versions\[\d+\]\.schema\./, 'spec.validation.') })) : errors;
}

function walk(schema: CrdSchema, path: FieldPath, root: boolean, errors: FieldError[], depth: number): void {
  if (depth > 100) return;
  const type = schema['x-kubernetes-validations'] === undefined ? undefined : typeOfSchema(schema, 'self', root);
  schema['x-kubernetes-validations']?.forEach((rule, index) => {
    if (type !== undefined) checkRule(rule, type, at(child(path, 'x-kubernetes-validations'), index), errors);
  });
  if (schema.default !== undefined) {
    const found: FieldError[] = [];
    compileSchema(schema)(schema.default as Json, child(path, 'default'), found);
    errors.push(...found.map((error) => ({ ...fieldError(child(path, 'default'), 'invalid', error.message), field: error.field })));
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) walk(property, at(child(path, 'properties'), name), false, errors, depth + 1);
  if (schema.items !== undefined) walk(schema.items, child(path, 'items'), false, errors, depth + 1);
  if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties, child(path, 'additionalProperties'), false, errors, depth + 1);
}

function checkRule(rule: CelRule, type: Type, path: FieldPath, errors: FieldError[]): void {
  const variables = { self: type, oldSelf: rule.optionalOldSelf === true ? optionalOf(type) : type };
  for (const [key, wanted] of [['rule', 'bool'], ['messageExpression', 'string']] as const) {
    const text = rule[key];
    if (typeof text !== 'string' || text.trim() === '') continue;
    const checked = checkCel(text, variables);
    if ('problem' in checked) errors.push(fieldError(child(path, key), 'invalid', `the expression cannot be compiled: ${checked.problem}`));
    else if (typeText(checked.type) !== wanted) errors.push(fieldError(child(path, key), 'invalid', `must evaluate to ${wanted}, but is ${typeText(checked.type)}`));
  }
}
