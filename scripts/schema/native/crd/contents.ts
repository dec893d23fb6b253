import type { Json } from '../../../model/json.ts';
import { isObject } from '../../../lib/json.ts';
import { compileSchema } from '../../crd/validate.ts';
import type { FieldError } from '../../errors.ts';
import type { CrdSchema } from '../../store/types.ts';
import type { Node } from '../kit/node.ts';

/**
 * What a structural schema holds: defaults that its own conditions accept, and rules with paths that exist. Whether rules
 * compile is checked elsewhere.
 * Upstream: k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting/validation.go ValidateDefaults.
 */
const deepest = 200;

export function checkContents(schema: Node, depth = 0): void {
  if (!schema.present || depth > deepest || typeof schema.value !== 'object') return;
  checkDefault(schema);
  for (const rule of schema.get('x-kubernetes-validations').items()) {
    const path = rule.get('fieldPath');
    if (path.str.trim() !== '' && !/[\n\r]/.test(path.str) && !pathExists(schema, path.str)) path.invalid('is no path to a field below this schema');
  }
  for (const [, property] of schema.get('properties').entries()) checkContents(property, depth + 1);
  checkContents(schema.get('additionalProperties'), depth + 1);
  checkContents(schema.get('items'), depth + 1);
}

function checkDefault(schema: Node): void {
  const node = schema.get('default');
  if (!node.present) return;
  const found: FieldError[] = [];
  const own = schema.object() as CrdSchema;
  compileSchema(own)(node.value ?? null, undefined, found);
  for (const error of found) node.invalid(error.field === '' ? error.message : `has a field ${error.field} that ${error.message}`, '');
  const unknown = unknownField(node.value ?? null, own);
  if (unknown !== undefined) node.invalid(`holds a field that the schema does not know: ${unknown}`, '');
}
/** The first field that pruning would take away. */
function unknownField(value: Json, schema: CrdSchema): string | undefined {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return undefined;
  if (Array.isArray(value)) return schema.items === undefined ? undefined : value.map((item) => unknownField(item, schema.items as CrdSchema)).find((name) => name !== undefined);
  if (!isObject(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const below = schema.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    if (below === undefined && schema.additionalProperties !== true) return key;
    const deeper = below === undefined ? undefined : unknownField(inner, below);
    if (deeper !== undefined) return `${key}.${deeper}`;
  }
  return undefined;
}

/** Upstream: pkg/apiserver/schema/cel/validation.go ValidFieldPath: dots, `['name']`, and keys of maps. */
function pathExists(schema: Node, path: string): boolean {
  let at = schema;
  let end = 0;
  for (const match of path.matchAll(/\.([a-zA-Z_$][\w$-]*)|\['((?:[^'\\]|\\.)*)'\]/gy)) {
    const key = match[1] ?? match[2] ?? '';
    end += match[0].length;
    const additional = at.get('additionalProperties');
    at = at.get('properties').has(key) ? at.get('properties').get(key) : typeof additional.value === 'object' ? additional : at.get('properties').get(key);
    if (!at.present) return false;
  }
  return end === path.length && end > 0;
}
