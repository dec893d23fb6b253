import type { JsonObject } from '../../model/json.ts';
import type { ObjectContext } from '../context.ts';
import type { FieldError } from '../errors.ts';
import { dnsSubdomain } from './kit/names.ts';
import { Node } from './kit/node.ts';
import { kindRules } from './kinds.ts';
import { checkMetadata } from './metadata.ts';

/** Whether the API server validates the kind by code, which is written here for 1.35. */
export function isBuiltin(apiVersion: string, kind: string): boolean {
  return rulesOf(apiVersion, kind) !== undefined;
}
function rulesOf(apiVersion: string, kind: string) {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return kindRules.get(group === '' ? kind : `${group}/${kind}`);
}

/**
 * What the API server's own code refuses about an object when it is created: by the rules of its kind, or by those for
 * the metadata of custom resources; nothing for kinds that are unknown. The object has passed strict decoding. Applies
 * the defaults that rules depend on. Never throws.
 */
export function validateNative(object: JsonObject, context: ObjectContext): FieldError[] {
  const errors: FieldError[] = [];
  const root = new Node(errors, object);
  const rules = rulesOf(context.apiVersion, context.kind);
  if (context.custom || rules === undefined) checkMetadata(root, { name: dnsSubdomain, namespaced: context.namespaced, strictFinalizers: false });
  else {
    checkMetadata(root, rules);
    rules.check?.(root, context.serviceCidrs, context.featureGates);
  }
  return errors;
}
