import type { JsonObject } from '../../model/json.ts';
import type { ObjectContext } from '../context.ts';
import type { FieldError } from '../errors.ts';
import { checkCrdExpressions } from './crd.ts';
import { checkDeviceExpressions } from './devices.ts';
import { checkPolicyExpressions } from './policy.ts';

/** Whether the CEL expressions that a built-in object holds compile and have the right type. */
export function checkExpressions(object: JsonObject, context: ObjectContext): FieldError[] {
  if (context.apiVersion.startsWith('admissionregistration.k8s.io/')) return checkPolicyExpressions(object, context.kind);
  if (context.apiVersion.startsWith('resource.k8s.io/')) return checkDeviceExpressions(object);
  return context.apiVersion === 'apiextensions.k8s.io/v1' ? checkCrdExpressions(object) : [];
}
