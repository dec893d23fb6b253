import { isObject } from '../../lib/json.ts';
import type { Change } from '../../model/fix.ts';
import type { Json } from '../../model/json.ts';
import { described } from '../decode/mismatch.ts';
import { at, child, type FieldError, fieldError, type FieldPath } from '../errors.ts';
import { formatChecks } from '../formats.ts';
import { matcher } from '../regex.ts';
import type { CrdSchema } from '../store/types.ts';

/** Checks one value against a compiled schema. */
export type Check = (value: Json, path: FieldPath | undefined, errors: FieldError[]) => void;

/**
 * Compiles an OpenAPI v3 schema to closures that say what the API server's validator says.
 * Source: k8s.io/kube-openapi/pkg/validation/validate, its oddities included.
 */
export function compileSchema(schema: CrdSchema): Check {
  const types = schema['x-kubernetes-int-or-string'] === true ? ['integer', 'string'] : schema.type === undefined ? [] : [schema.type];
  const format = schema.format === undefined ? undefined : known(schema.format);
  const checks: Check[] = [...composed(schema), ...texts(schema, format), ...numbers(schema), ...lists(schema), ...enumeration(schema), ...objects(schema)];
  return (value, path, errors) => {
    const wrong = typeProblem(value, types, schema, format);
    if (wrong !== undefined) errors.push(fieldError(path, 'type-invalid', wrong, fixOf(value, types)));
    if (value === null) {
      for (const check of enumeration(schema)) check(value, path, errors);
      return;
    }
    for (const check of checks) check(value, path, errors);
  };
}

function known(format: string): string | undefined {
  const plain = format.replaceAll('-', '');
  return Object.hasOwn(formatChecks, plain) ? plain : undefined;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return 'object';
  if (typeof value === 'bigint') return value >= -(2n ** 63n) && value < 2n ** 63n ? 'integer' : 'number';
  return typeof value === 'number' ? (Number.isInteger(value) && Math.abs(value) < 1e19 ? 'integer' : 'number') : typeof value;
}

const words: Readonly<Record<string, string>> = { integer: 'an integer', number: 'a number', string: 'a string', boolean: 'true or false', array: 'a list', object: 'an object' };

function typeProblem(value: Json, types: readonly string[], schema: CrdSchema, format: string | undefined): string | undefined {
  if (types.length === 0) return undefined;
  if (value === null && schema.nullable === true) return undefined;
  const type = typeOf(value);
  // A format without a number's type lets strings and lists pass, whatever the type says (validate/type.go).
  if (format !== undefined && (type === 'string' || type === 'array') && !types.includes('integer') && !types.includes('number')) return undefined;
  if (types.includes(type) || (type === 'integer' && types.includes('number'))) return undefined;
  const quotes = types.includes('string') && typeof value !== 'object' ? `; write "${String(value)}" in quotes` : '';
  const bare = typeof value === 'string' && ((types.includes('boolean') && /^(true|false)$/.test(value)) || (types.includes('integer') && /^-?\d+$/.test(value))) ? `; write ${value} without quotes` : '';
  return `must be ${types.map((each) => words[each] ?? each).join(' or ')}, not ${described(value)}${quotes}${bare}${value === null ? '; leave it out, or give it a value' : ''}`;
}

/** Quotes are added or taken where nothing but them is wrong. */
function fixOf(value: Json, types: readonly string[]): Change | undefined {
  if (types.length !== 1) return undefined;
  if (types[0] === 'string') return typeof value === 'object' ? undefined : { action: 'quote' };
  const bare = types[0] === 'boolean' ? /^(?:true|false)$/ : types[0] === 'integer' ? /^(?:-?[1-9]\d*|0)$/ : undefined;
  return typeof value === 'string' && bare?.test(value) === true ? { action: 'unquote' } : undefined;
}

function composed(schema: CrdSchema): Check[] {
  const checks: Check[] = [];
  const compiled = (all: readonly CrdSchema[] | undefined): Check[] => (all ?? []).map(compileSchema);
  const [any, one, all] = [compiled(schema.anyOf), compiled(schema.oneOf), compiled(schema.allOf)];
  const not = schema.not === undefined ? undefined : compileSchema(schema.not);
  if (any.length > 0) checks.push((value, path, errors) => {
    const failures = tried(any, value, path);
    if (failures.every((found) => found.length > 0)) errors.push(fieldError(path, 'invalid', 'must have one of the forms that the schema allows'), ...fewest(failures));
  });
  if (one.length > 0) checks.push((value, path, errors) => {
    const failures = tried(one, value, path);
    const fits = failures.filter((found) => found.length === 0).length;
    if (fits === 1) return;
    errors.push(fieldError(path, 'invalid', fits === 0 ? 'must have one of the forms that the schema allows' : `must have exactly one of the forms that the schema allows, but has ${fits}: ${alternatives(schema)}`));
    if (fits === 0) errors.push(...fewest(failures));
  });
  for (const check of all) checks.push(check);
  if (not !== undefined) checks.push((value, path, errors) => {
    const own: FieldError[] = [];
    not(value, path, own);
    if (own.length === 0) errors.push(fieldError(path, 'invalid', 'has a form that the schema forbids'));
  });
  return checks;
}

/** `either "secretRef" or "configMapRef"`, where the forms differ by what they require. */
function alternatives(schema: CrdSchema): string {
  return (schema.oneOf ?? []).map((each) => (each.required ?? []).map((name) => `"${name}"`).join(' and ')).filter((text) => text !== '').join(' or ');
}

function tried(checks: readonly Check[], value: Json, path: FieldPath | undefined): FieldError[][] {
  return checks.map((check) => {
    const own: FieldError[] = [];
    check(value, path, own);
    return own;
  });
}

function fewest(failures: readonly FieldError[][]): FieldError[] {
  return failures.reduce((best, each) => (each.length < best.length ? each : best), failures[0] ?? []);
}

function texts(schema: CrdSchema, format: string | undefined): Check[] {
  const { minLength, maxLength, pattern } = schema;
  const checks: Check[] = [];
  const add = (good: (text: string) => boolean, message: (text: string) => string, reason: FieldError['reason'] = 'invalid'): void => {
    checks.push((value, path, errors) => {
      if (typeof value === 'string' && !good(value)) errors.push(fieldError(path, reason, message(value)));
    });
  };
  const length = (text: string): number => (text.length < 1000 ? Array.from(text).length : text.length);
  if (maxLength !== undefined) add((text) => text.length <= maxLength || length(text) <= maxLength, () => `must be at most ${maxLength} characters long`, 'too-long');
  if (minLength !== undefined) add((text) => length(text) >= minLength, (text) => (text === '' ? 'must not be empty' : `must be at least ${minLength} characters long`));
  if (pattern !== undefined) {
    let compiled: ReturnType<typeof matcher>;
    add((text) => (compiled ??= matcher(pattern))?.test(text) ?? false, (text) => `${JSON.stringify(text.slice(0, 80))} must match the pattern ${pattern}`);
  }
  if (format !== undefined) add((text) => formatChecks[format]!(text), (text) => `${JSON.stringify(text.slice(0, 80))} is no ${schema.format}`);
  return checks;
}

function numbers(schema: CrdSchema): Check[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum === undefined && maximum === undefined && multipleOf === undefined) return [];
  return [(value, path, errors) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return;
    if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) errors.push(fieldError(path, 'invalid', `${value} must be ${exclusiveMaximum === true ? 'less than' : 'at most'} ${maximum}`));
    if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) errors.push(fieldError(path, 'invalid', `${value} must be ${exclusiveMinimum === true ? 'greater than' : 'at least'} ${minimum}`));
    if (multipleOf !== undefined && !Number.isInteger(Number(value) / multipleOf)) errors.push(fieldError(path, 'invalid', `${value} must be a multiple of ${multipleOf}`));
  }];
}

function lists(schema: CrdSchema): Check[] {
  const { items, minItems, maxItems } = schema;
  const item = items === undefined ? undefined : lazily(items);
  if (item === undefined && minItems === undefined && maxItems === undefined && schema.uniqueItems !== true) return [];
  return [(value, path, errors) => {
    if (!Array.isArray(value)) return;
    if (item !== undefined) for (let index = 0; index < value.length; index++) item(value[index]!, at(path, index), errors);
    if (minItems !== undefined && value.length < minItems) errors.push(fieldError(path, 'invalid', value.length === 0 ? 'must not be empty' : `must have at least ${minItems} items`));
    if (maxItems !== undefined && value.length > maxItems) errors.push(fieldError(path, 'too-many', `must have at most ${maxItems} items, has ${value.length}`));
    if (schema.uniqueItems === true && new Set(value.map((each) => textOf(each))).size < value.length) errors.push(fieldError(path, 'invalid', 'must not hold an item twice'));
  }];
}

/** A value's canonical text: keys in order. */
export function textOf(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (isObject(value)) return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${textOf(value[key]!)}`).join(',')}}`;
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function enumeration(schema: CrdSchema): Check[] {
  const { enum: allowed } = schema;
  if (allowed === undefined || allowed.length === 0) return [];
  const texts = new Set(allowed.map((each) => textOf(each as Json)));
  return [(value, path, errors) => {
    if (value === null || !texts.has(textOf(value))) errors.push(fieldError(path, 'not-supported', `${textOf(value).slice(0, 80)} is not supported; supported are ${[...texts].join(', ')}`));
  }];
}

function objects(schema: CrdSchema): Check[] {
  const properties = new Map(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, lazily(property)]));
  const rest = typeof schema.additionalProperties === 'object' ? lazily(schema.additionalProperties) : undefined;
  const { required = [], minProperties, maxProperties } = schema;
  if (properties.size === 0 && rest === undefined && required.length === 0 && minProperties === undefined && maxProperties === undefined) return [];
  return [(value, path, errors) => {
    if (!isObject(value)) return;
    const keys = Object.keys(value);
    if (minProperties !== undefined && keys.length < minProperties) errors.push(fieldError(path, 'invalid', `must have at least ${minProperties} entries`));
    if (maxProperties !== undefined && keys.length > maxProperties) errors.push(fieldError(path, 'too-many', `must have at most ${maxProperties} entries, has ${keys.length}`));
    for (const key of keys) {
      const check = properties.get(key);
      if (check !== undefined) check(value[key]!, child(path, key), errors);
      else if (rest !== undefined) rest(value[key]!, child(path, key), errors);
    }
    for (const key of required) if (!Object.hasOwn(value, key)) errors.push(fieldError(child(path, key), 'required', 'is required'));
  }];
}

/** Compiles when first used: most fields of a large schema never are. */
function lazily(schema: CrdSchema): Check {
  let compiled: Check | undefined;
  return (value, path, errors) => (compiled ??= compileSchema(schema))(value, path, errors);
}

