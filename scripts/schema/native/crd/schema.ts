import { compileRe2 } from '../../../lib/re2.ts';
import type { Node } from '../kit/node.ts';

/**
 * The OpenAPI schema of a custom resource, before it is seen as structural.
 * Upstream: k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema.
 */
const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const rootFields = new Set(['description', 'type', 'format', 'title', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern', 'maxItems', 'minItems', 'uniqueItems', 'multipleOf', 'required', 'items', 'properties', 'externalDocs', 'example', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-validations']);
const deepest = 200;

interface Place {
  readonly depth: number;
  readonly root: boolean;
  /** Why defaults are not allowed here. */
  readonly noDefaults?: string;
  readonly inMetadata?: boolean;
}

export function checkRootSchema(schema: Node, status: boolean): void {
  if (status) {
    const type = schema.get('type');
    const extra = schema.keys().find((key) => !rootFields.has(key) && schema.has(key) && schema.get(key).value !== false);
    if (type.present && type.str !== 'object') type.invalid("must be 'object' at the root where there is a status subresource");
    else if (extra !== undefined) schema.invalid(`may not have ${extra} at the root where there is a status subresource`, '');
  }
  if (schema.get('nullable').bool) schema.get('nullable').forbidden('may not be true at the root');
  checkSchema(schema, { depth: 0, root: true });
}

const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'];
function checkSchema(schema: Node, place: Place): void {
  if (!schema.present || place.depth > deepest) return;
  const type = schema.get('type');
  if (type.str === 'null') type.forbidden('write nullable: true instead of the type null');
  if (type.str !== '' && !types.includes(type.str)) type.notSupported(types);
  if (schema.has('default') && place.noDefaults !== undefined) schema.get('default').forbidden(`may not be given ${place.noDefaults}`);
  for (const key of unsupported) if (schema.has(key) && (schema.get(key).length > 0 || schema.get(key).keys().length > 0 || typeof schema.get(key).value !== 'object')) schema.get(key).forbidden('is not supported');
  if (Array.isArray(schema.get('items').value)) schema.get('items').forbidden('must be one schema, not a list of schemas');
  if (place.inMetadata && schema.get('x-kubernetes-embedded-resource').bool) schema.get('x-kubernetes-embedded-resource').forbidden('may not be used inside of metadata');
  if (schema.get('uniqueItems').bool) schema.get('uniqueItems').forbidden('may not be true: it takes quadratic time; write x-kubernetes-list-type: set');
  const additional = schema.get('additionalProperties');
  if (additional.present && schema.get('properties').length > 0 && additional.value !== true) additional.forbidden('may not stand beside properties');
  checkChildren(schema, place);
  checkExtensions(schema, type);
  checkRules(schema.get('x-kubernetes-validations'));
}

function checkChildren(schema: Node, place: Place): void {
  const below: Place = { ...place, depth: place.depth + 1, root: false };
  const additional = schema.get('additionalProperties');
  if (typeof additional.value === 'object') checkSchema(additional, place.inMetadata ? { ...below, noDefaults: 'inside additionalProperties of metadata' } : below);
  for (const [name, property] of schema.get('properties').entries()) {
    const meta = (place.root || schema.get('x-kubernetes-embedded-resource').bool) && ['metadata', 'kind', 'apiVersion'].includes(name);
    checkSchema(property, meta ? { ...below, inMetadata: true, ...(place.root ? { noDefaults: `in top-level ${name}` } : {}) } : below);
  }
  checkSchema(schema.get('not'), below);
  for (const key of ['allOf', 'anyOf', 'oneOf']) for (const item of schema.get(key).items()) checkSchema(item, below);
  if (!Array.isArray(schema.get('items').value)) checkSchema(schema.get('items'), below);
}

function checkExtensions(schema: Node, type: Node): void {
  const [preserve, mapType, listType, keys, items] = ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-map-type', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'items'].map((key) => schema.get(key)) as [Node, Node, Node, Node, Node];
  if (preserve.value === false) preserve.invalid('must be true or left out');
  if (mapType.present) {
    checkTypeIs(type, 'object', 'x-kubernetes-map-type');
    if (mapType.str !== 'atomic' && mapType.str !== 'granular') mapType.notSupported(['atomic', 'granular']);
  }
  if (listType.present) {
    if (type.str !== 'array') checkTypeIs(type, 'array', 'x-kubernetes-list-type');
    else if (listType.str === 'set' && items.present) {
      const inner = items.get('type').str;
      if (inner === 'array' && items.has('x-kubernetes-list-type') && items.get('x-kubernetes-list-type').str !== 'atomic') items.get('x-kubernetes-list-type').invalid('must be atomic inside of a set');
      if (inner === 'object' && items.get('x-kubernetes-map-type').str !== 'atomic') items.get('x-kubernetes-map-type').invalid('must be atomic inside of a set', '');
    }
    if (!['atomic', 'set', 'map'].includes(listType.str)) listType.notSupported(['atomic', 'set', 'map']);
  }
  if (keys.length > 0) {
    if (!listType.present) listType.required('must be map where there are x-kubernetes-list-map-keys');
    else if (listType.str !== 'map') listType.invalid('must be map where there are x-kubernetes-list-map-keys');
  }
  if (listType.str === 'map') checkListMap(keys, items);
  if ((listType.str === 'map' || listType.str === 'set') && items.get('nullable').bool) items.get('nullable').forbidden(`may not be true in a list of type ${listType.str}`);
}
function checkTypeIs(type: Node, wanted: string, extension: string): void {
  if (type.str === '') type.required(`must be ${wanted} where there is ${extension}`);
  else if (type.str !== wanted) type.invalid(`must be ${wanted} where there is ${extension}`);
}
function checkListMap(keys: Node, items: Node): void {
  if (keys.length === 0) keys.required('a list of type map needs keys');
  if (!items.present) return items.required('a list of type map needs a schema for its items');
  if (items.get('type').str !== 'object') return items.get('type').invalid('must be object in a list of type map', items.get('type').str);
  const seen = new Set<string>();
  for (const key of keys.strings()) {
    const property = items.get('properties').key(key);
    if (!property.present) keys.invalid('must name properties of the items', key);
    else {
      if (['array', 'object'].includes(property.get('type').str)) property.get('type').invalid('must be a scalar type, as it is a key of a list of type map');
      if (!items.get('required').strings().includes(key) && !property.has('default')) property.get('default').required('a key of a list of type map is required or has a default');
      if (property.get('nullable').bool) property.get('nullable').forbidden('may not be true for a key of a list of type map');
    }
    if (seen.has(key)) keys.invalid('must not name a key twice', key);
    seen.add(key);
  }
}

function checkRules(rules: Node): void {
  for (const item of rules.items()) {
    const [rule, message, expression, reason, path] = ['rule', 'message', 'messageExpression', 'reason', 'fieldPath'].map((key) => item.get(key)) as [Node, Node, Node, Node, Node];
    const text = message.str.trim();
    if (rule.str.trim() === '') rule.required();
    else if (message.str !== '' && text === '') message.invalid('must not be blank');
    else if (/[\n\r]/.test(text)) message.invalid('must not contain line breaks');
    else if (/[\n\r]/.test(rule.str.trim()) && text === '') message.required('a rule of several lines needs a message');
    if (expression.str !== '' && expression.str.trim() === '') expression.required('must not be blank');
    if (reason.present && !reasons.includes(reason.str)) reason.notSupported(reasons);
    if (path.str !== '' && path.str.trim() === '') path.invalid('must not be blank');
    if (/[\n\r]/.test(path.str)) path.invalid('must not contain line breaks');
  }
}
const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** Whether Go's regexp package reads a pattern. */
export function isPattern(text: string): boolean {
  if (text.length > 10_000) return true;
  try {
    compileRe2(text);
    return true;
  } catch {
    return false;
  }
}
