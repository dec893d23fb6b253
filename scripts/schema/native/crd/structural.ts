import type { Node } from '../kit/node.ts';
import { isPattern } from './schema.ts';

/**
 * Structural schemas: every field has a type, and logic (allOf, anyOf, oneOf, not) only adds conditions.
 * Upstream: k8s.io/apiextensions-apiserver pkg/apiserver/schema/validation.go, complete.go.
 */
type Level = 'root' | 'item' | 'field';
const deepest = 200;

export function checkStructural(schema: Node): void {
  checkInvariants(schema, 'root', 0);
  checkComplete(schema, schema, 0);
}

function checkInvariants(schema: Node, level: Level, depth: number): void {
  if (!schema.present || depth > deepest) return;
  const [type, items, additional, embedded] = [schema.get('type'), schema.get('items'), schema.get('additionalProperties'), schema.get('x-kubernetes-embedded-resource')];
  const [intOrString, preserve] = [schema.get('x-kubernetes-int-or-string').bool, schema.get('x-kubernetes-preserve-unknown-fields').bool];
  if (type.str === 'array' && !items.present) items.required('a type array needs it');
  checkInvariants(items, 'item', depth + 1);
  for (const [, property] of schema.get('properties').entries()) checkInvariants(property, 'field', depth + 1);
  if (additional.present && additional.value !== false) {
    if (level === 'root') additional.forbidden('may not be used at the root');
    if (typeof additional.value === 'object') checkInvariants(additional, 'field', depth + 1);
  }
  if (intOrString && preserve) schema.get('x-kubernetes-preserve-unknown-fields').invalid('may not stand beside x-kubernetes-int-or-string');
  if (intOrString && embedded.bool) embedded.invalid('may not stand beside x-kubernetes-int-or-string');
  checkValueValidation(schema, depth, isIntOrString(schema.get('anyOf')), isIntOrString(schema.get('allOf').items()[0]?.get('anyOf')));
  if (embedded.bool && type.str !== 'object') {
    if (type.str === '') type.required('must be object where there is x-kubernetes-embedded-resource');
    else type.invalid('must be object where there is x-kubernetes-embedded-resource');
  } else if (type.str === '' && !intOrString && !preserve) type.required(level === 'root' ? 'the root needs a type' : 'every field of a structural schema needs a type');
  if (embedded.bool && additional.present) additional.forbidden('may not stand beside x-kubernetes-embedded-resource');
  if (level === 'root' && type.str !== '' && type.str !== 'object') type.invalid('must be object at the root');
  checkMetaProperties(schema, level, embedded.bool);
  if (embedded.bool && !preserve && schema.get('properties').length === 0) schema.get('properties').required('an embedded resource needs it, or x-kubernetes-preserve-unknown-fields');
}

function checkMetaProperties(schema: Node, level: Level, embedded: boolean): void {
  const properties = schema.get('properties');
  const checked = level === 'root' || embedded;
  for (const name of ['kind', 'apiVersion']) {
    const type = properties.key(name).get('type');
    if (checked && properties.has(name) && type.str !== 'string') type.invalid('must be string', type.str);
  }
  if (!properties.has('metadata')) return;
  const metadata = properties.key('metadata');
  if (checked && metadata.get('type').str !== 'object') metadata.get('type').invalid('must be object', metadata.get('type').str);
  if (level !== 'root') return;
  const own = metadata.keys().filter((key) => !['type', 'default', 'properties'].includes(key) && metadata.has(key));
  const fields = metadata.get('properties').keys();
  if (own.length > 0 || fields.some((field) => field !== 'name' && field !== 'generateName')) metadata.forbidden('may only say something about name and generateName: metadata is known to the server');
}

/** anyOf: integer or string, which stands for the type. */
function isIntOrString(anyOf: Node | undefined): boolean {
  const types = anyOf?.items().map((item) => (item.keys().length === 1 ? item.get('type').str : ''));
  return types?.length === 2 && types[0] === 'integer' && types[1] === 'string';
}

function checkValueValidation(schema: Node, depth: number, skipAnyOf: boolean, skipFirst: boolean): void {
  if (!skipAnyOf) for (const item of schema.get('anyOf').items()) checkNested(item, depth + 1);
  schema.get('allOf').items().forEach((item, index) => checkNested(item, depth + 1, skipFirst && index === 0));
  for (const item of schema.get('oneOf').items()) checkNested(item, depth + 1);
  checkNested(schema.get('not'), depth + 1);
  const pattern = schema.get('pattern');
  if (pattern.str !== '' && !isPattern(pattern.str)) pattern.invalid('is no regular expression that Go (RE2) reads');
}

const forbidden = ['title', 'description', 'nullable', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource', 'x-kubernetes-int-or-string', 'x-kubernetes-list-map-keys', 'x-kubernetes-list-type', 'x-kubernetes-map-type', 'x-kubernetes-validations'];
/** A schema inside of logic may only hold conditions. */
function checkNested(schema: Node, depth: number, skipAnyOf = false): void {
  if (!schema.present || depth > deepest) return;
  checkValueValidation(schema, depth, skipAnyOf, false);
  checkNested(schema.get('items'), depth + 1);
  for (const [, property] of schema.get('properties').entries()) checkNested(property, depth + 1);
  const why = 'may not be given inside of allOf, anyOf, oneOf and not';
  for (const key of ['type', 'additionalProperties', 'default', ...forbidden]) {
    const node = schema.get(key);
    if (node.present && node.value !== '' && node.value !== false && !(Array.isArray(node.value) && node.length === 0)) node.forbidden(why);
  }
  if (schema.get('properties').has('metadata')) schema.get('properties').key('metadata').forbidden(why);
}

/** Fields that logic speaks of must be defined outside of it. `at`: the structural schema; `logic`: the conditions about it. */
function checkComplete(at: Node, logic: Node, depth: number): void {
  if (depth > deepest) return;
  const parts = [logic.get('not'), ...['allOf', 'anyOf', 'oneOf'].flatMap((key) => logic.get(key).items())];
  for (const part of parts) if (part.present) checkNestedComplete(at, part, depth + 1);
}
function checkNestedComplete(at: Node, part: Node, depth: number): void {
  if (depth > deepest) return;
  if (!at.present) return at.required(`must be defined outside of ${part.field} too`);
  checkComplete(at, part, depth);
  if (part.has('items')) checkNestedComplete(at.get('items'), part.get('items'), depth + 1);
  for (const [name, property] of part.get('properties').entries()) checkNestedComplete(at.get('properties').key(name), property, depth + 1);
}
