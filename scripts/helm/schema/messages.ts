import type { ErrorObject } from 'ajv';
import { isObject, pointerToken } from '../../lib/json.ts';
import { slipOf } from '../../lib/suggest.ts';
import type { Change } from '../../model/fix.ts';
import type { Json } from '../../model/json.ts';

/** One thing wrong with the values, in the words of Helm's validator. */
export interface Violation {
  /** JSON pointer into the values of the chart that has the schema. */
  readonly pointer: string;
  readonly message: string;
  /** What failed inside, for anyOf and its like. */
  readonly causes: readonly Violation[];
  /** Mends it, at the pointer or at the key below it. */
  readonly mend?: { readonly key?: string; readonly change: Change };
}

const groups = new Set(['anyOf', 'oneOf', 'not', 'if', 'propertyNames', 'contains']);

/** Turns ajv's flat list into the tree that Helm prints: alternatives hold the errors of their branches. */
export function violationsOf(errors: readonly ErrorObject[]): Violation[] {
  const done: { error: ErrorObject; violation: Violation }[] = [];
  for (const error of errors) {
    const causes: Violation[] = [];
    if (groups.has(error.keyword)) {
      // ajv reports what is inside of a group before the group
      while (done.length > 0 && belongsTo(done.at(-1)?.error, error)) {
        const inner = done.pop();
        if (inner !== undefined) causes.unshift(inner.violation);
      }
    }
    if (error.keyword === 'if') {
      for (const cause of causes) done.push({ error, violation: cause });
      continue;
    }
    if (error.keyword === 'propertyNames') causes.forEach((cause, index) => causes.splice(index, 1, { ...cause, pointer: '' }));
    const violation = { pointer: pointerOf(error), message: messageOf(error), causes: merged(causes), ...mendOf(error) };
    done.push({ error, violation });
  }
  return merged(done.map(({ violation }) => violation));
}

/** Where Helm's validator sees the fault: what no schema is for is wrong at its own place. */
function pointerOf({ keyword, instancePath, params }: ErrorObject): string {
  if (keyword === 'unevaluatedProperties') return `${instancePath}/${pointerToken(String((params as { unevaluatedProperty?: unknown }).unevaluatedProperty))}`;
  return keyword === 'unevaluatedItems' || keyword === 'items' ? `${instancePath}/${String((params as { len?: unknown; limit?: unknown }).len ?? (params as { limit?: unknown }).limit)}` : instancePath;
}

function belongsTo(inner: ErrorObject | undefined, group: ErrorObject): boolean {
  if (inner === undefined || !(inner.instancePath === group.instancePath || inner.instancePath.startsWith(`${group.instancePath}/`))) return false;
  const within = group.schemaPath.replace(/\/if$/, '');
  return inner.schemaPath.startsWith(`${within}/`) || !inner.schemaPath.startsWith(rootOf(group.schemaPath)) || reaches(group.schema, inner);
}

const rootOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Whether an error lies behind a reference of the group's branches. */
function reaches(schema: unknown, inner: ErrorObject): boolean {
  return JSON.stringify(schema)?.includes('"$ref"') === true && !inner.schemaPath.startsWith('#/properties');
}

/** Several missing or additional properties at one place are one message, as Helm has it. */
function merged(violations: readonly Violation[]): Violation[] {
  const out: Violation[] = [];
  for (const violation of violations) {
    const one = /^(missing propert|additional propert)(?:y|ies) ('.*')( not allowed)?$/.exec(violation.message);
    const before = one === null ? -1 : out.findIndex(({ pointer, message }) => pointer === violation.pointer && message.startsWith(one[1] ?? ''));
    if (one === null || before === -1) out.push(violation);
    else {
      const other = out[before] as Violation;
      const names = `${/'.*'/.exec(other.message)?.[0]}, ${one[2]}`;
      out[before] = { pointer: other.pointer, causes: other.causes, message: `${one[1]}ies ${names}${one[3] ?? ''}` };
    }
  }
  return out;
}

/** The violations as lines: `- at '/image/tag': got number, want string`. */
export function printViolations(violations: readonly Violation[], indent = ''): string {
  return violations.map(({ pointer, message, causes }) => `${indent}- at '${pointer.replaceAll("'", "\\'")}': ${message}${causes.length === 0 ? '' : `\n${printViolations(causes, `${indent}  `)}`}`).join('\n');
}

function messageOf(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  const data = error.data as Json;
  const text = (key: string): string => String(params[key]);
  switch (error.keyword) {
    case 'type': return `got ${typeOf(data)}, want ${[params['type']].flat().sort((a, b) => typeOrder.indexOf(a) - typeOrder.indexOf(b)).join(' or ')}`;
    case 'enum': return enumOf(params['allowedValues'] as Json[]);
    case 'const': return `value must be ${shown(params['allowedValue'] as Json)}`;
    case 'required': return `missing property ${quote(text('missingProperty'))}`;
    case 'additionalProperties': return `additional properties ${quote(text('additionalProperty'))} not allowed`;
    case 'format': return `${shown(data)} is not valid ${text('format')}`;
    case 'pattern': return `${quote(String(data))} does not match pattern ${quote(text('pattern'))}`;
    case 'minLength': case 'maxLength': return `${error.keyword}: got ${[...String(data)].length}, want ${text('limit')}`;
    case 'minItems': case 'maxItems': return `${error.keyword}: got ${(data as Json[]).length}, want ${text('limit')}`;
    case 'minProperties': case 'maxProperties': return `${error.keyword}: got ${Object.keys(data as object).length}, want ${text('limit')}`;
    case 'minimum': case 'maximum': case 'exclusiveMinimum': case 'exclusiveMaximum': return `${error.keyword}: got ${grouped(data)}, want ${grouped(params['limit'] as Json)}`;
    case 'multipleOf': return `multipleOf: got ${grouped(data)}, want ${grouped(params['multipleOf'] as Json)}`;
    case 'uniqueItems': return `items at ${text('j')} and ${text('i')} are equal`;
    case 'oneOf': return Array.isArray(params['passingSchemas']) ? `'oneOf' failed, subschemas ${params['passingSchemas'].join(', ')} matched` : "'oneOf' failed, none matched";
    case 'anyOf': case 'not': case 'allOf': return `'${error.keyword}' failed`;
    case 'false schema': case 'unevaluatedProperties': case 'unevaluatedItems': case 'items': return 'false schema';
    case 'propertyNames': return `invalid propertyName ${quote(text('propertyName'))}`;
    case 'dependencies': case 'dependentRequired': return `properties ${quote(text('missingProperty'))} required, if ${quote(text('property'))} exists`;
    case 'contains': return 'no items match contains schema';
    case 'additionalItems': return `last ${(data as Json[]).length - Number(params['limit'])} additionalItem(s) not allowed`;
    default: return `'${error.keyword}' failed`;
  }
}

/** Where one answer is right: the key that a misspelt one can only mean, quotes added or taken. */
function mendOf({ keyword, params, parentSchema, data }: ErrorObject): Pick<Violation, 'mend'> {
  const { additionalProperty, type } = params as { additionalProperty?: unknown; type?: unknown };
  if (keyword === 'additionalProperties' && typeof additionalProperty === 'string') {
    const properties = (parentSchema as { properties?: Record<string, unknown> } | undefined)?.properties ?? {};
    const key = slipOf(additionalProperty, Object.keys(properties).filter((name) => !isObject(data as Json) || !Object.hasOwn(data as object, name)));
    return key === undefined ? {} : { mend: { key: additionalProperty, change: { action: 'rename', key } } };
  }
  if (keyword !== 'type') return {};
  if (type === 'string' && (typeof data === 'number' || typeof data === 'boolean' || typeof data === 'bigint')) return { mend: { change: { action: 'quote' } } };
  const bare = type === 'boolean' ? /^(?:true|false)$/ : type === 'integer' || type === 'number' ? /^(?:-?[1-9]\d*|0)$/ : undefined;
  return typeof data === 'string' && bare?.test(data) === true ? { mend: { change: { action: 'unquote' } } } : {};
}

function enumOf(allowed: readonly Json[]): string {
  if (!allowed.every((value) => typeof value !== 'object' || value === null)) return "'enum' failed";
  return allowed.length === 1 ? `value must be ${shown(allowed[0] as Json)}` : `value must be one of ${allowed.map(shown).join(', ')}`;
}

const typeOrder: readonly unknown[] = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];
const quote = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
const shown = (value: Json): string => (typeof value === 'string' ? quote(value) : value === null ? 'null' : typeof value === 'object' ? 'value' : String(value));
const typeOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value === 'bigint' ? 'number' : typeof value);
/** Go's printer for English groups thousands. */
const grouped = (value: Json): string => (typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 20 }) : String(value));
