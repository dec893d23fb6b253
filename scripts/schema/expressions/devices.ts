import { getKey, isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { checkCel } from '../cel/check.ts';
import { typeText } from '../cel/types.ts';
import { at, child, type FieldError, fieldError, type FieldPath } from '../errors.ts';
import { deviceVariables } from './environment.ts';

/**
 * Compiles the device selectors (`cel.expression`) of ResourceClaims, their templates and DeviceClasses, wherever they are.
 * Source: pkg/apis/resource/validation/validation.go validateCELSelector
 */
export function checkDeviceExpressions(object: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const spec = getKey(object, 'spec');
  if (spec !== undefined) walk(spec, child(undefined, 'spec'), errors, 0);
  return errors;
}

function walk(value: Json, path: FieldPath, errors: FieldError[], depth: number): void {
  if (depth > 12) return;
  if (Array.isArray(value)) value.forEach((item, index) => walk(item, at(path, index), errors, depth + 1));
  else if (isObject(value)) for (const key of Object.keys(value)) {
    const item = value[key]!;
    if (key === 'selectors' && Array.isArray(item)) item.forEach((selector, index) => checkSelector(selector, at(child(path, key), index), errors));
    else if (key !== 'parameters') walk(item, child(path, key), errors, depth + 1);
  }
}

function checkSelector(selector: Json, path: FieldPath, errors: FieldError[]): void {
  const cel = isObject(selector) ? getKey(selector, 'cel') : undefined;
  if (!isObject(cel)) return;
  const text = getKey(cel, 'expression');
  const here = child(child(path, 'cel'), 'expression');
  const checked = checkCel(typeof text === 'string' ? text : '', deviceVariables);
  if ('problem' in checked) errors.push(fieldError(here, 'invalid', `the expression cannot be compiled: ${checked.problem}`));
  else if (!['bool', 'dyn'].includes(typeText(checked.type))) errors.push(fieldError(here, 'invalid', `must evaluate to bool, but is ${typeText(checked.type)}`));
}
