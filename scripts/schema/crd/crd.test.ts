import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../model/json.ts';
import type { FieldError } from '../errors.ts';
import { cleanSchema } from '../store/crd.ts';
import { decodeCustom } from './decode.ts';
import { checkLists } from './lists.ts';
import { compileRules, objectBudget } from './rules.ts';
import { compileSchema } from './validate.ts';

const said = (errors: readonly FieldError[]): string[] => errors.map((error) => `${error.field} [${error.reason}]: ${error.message}`);
const schemaOf = (spec: Json): ReturnType<typeof cleanSchema> => cleanSchema({ type: 'object', properties: { spec } });

function decoded(spec: Json, value: Json): { value: Json; errors: string[] } {
  const errors: FieldError[] = [];
  const object = decodeCustom({ apiVersion: 'a/v1', kind: 'A', metadata: {}, spec: value }, schemaOf(spec), (metadata) => metadata, errors);
  return { value: object['spec'] ?? null, errors: said(errors) };
}

function validated(spec: Json, value: Json): string[] {
  const errors: FieldError[] = [];
  compileSchema(schemaOf(spec))({ spec: value }, undefined, errors);
  return said(errors);
}

describe('decoding', () => {
  it('prunes what the schema does not know, and says so', () =>
    expect(decoded({ type: 'object', properties: { a: { type: 'string' } } }, { a: 'x', b: 1, c: { d: 1 } })).toEqual({ value: { a: 'x' }, errors: ['spec.b [unknown-field]: unknown field', 'spec.c [unknown-field]: unknown field'] }));
  it('keeps all in the items of a list that preserves unknown fields, whether they have a schema or not', () => {
    const keeps = { 'x-kubernetes-preserve-unknown-fields': true } as const;
    const value = { any: { a: [{ b: [{ c: 1 }] }] }, list: [{ d: 1 }] };
    expect(decoded({ type: 'object', properties: { any: { type: 'object', additionalProperties: keeps }, list: { type: 'array', ...keeps, items: { type: 'object', properties: {} } } } }, value)).toEqual({ value, errors: [] });
  });

  it('keeps all where unknown fields are preserved, but prunes below known ones', () =>
    expect(decoded({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'object', properties: {} } } }, { a: { x: 1 }, b: { c: 2 } })).toEqual({ value: { a: {}, b: { c: 2 } }, errors: ['spec.a.x [unknown-field]: unknown field'] }));
  it('drops nulls unless nullable, and fills defaults', () =>
    expect(decoded({ type: 'object', properties: { a: { type: 'string' }, b: { type: 'string', nullable: true }, c: { type: 'string', default: 'x' }, d: { type: 'object', default: {}, properties: { e: { type: 'integer', default: 5 } } } } }, { a: null, b: null, c: null })).toEqual({ value: { b: null, c: 'x', d: { e: 5 } }, errors: [] }));
});

describe('validation', () => {
  it.each<[Json, Json, string[]]>([
    [{ type: 'string' }, 5, ['spec [type-invalid]: must be a string, not the number 5; write "5" in quotes']],
    [{ type: 'integer' }, '5', ['spec [type-invalid]: must be an integer, not the string "5"; write 5 without quotes']],
    [{ type: 'integer' }, 1.5, ['spec [type-invalid]: must be an integer, not the number 1.5']],
    [{ 'x-kubernetes-int-or-string': true }, true, ['spec [type-invalid]: must be an integer or a string, not the boolean true; write "true" in quotes']],
    [{ type: 'string', nullable: true }, null, []],
    [{ type: 'string', enum: ['a', 'b'] }, 'c', ['spec [not-supported]: "c" is not supported; supported are "a", "b"']],
    [{ type: 'string', pattern: '^a+$' }, 'b', ['spec [invalid]: "b" must match the pattern ^a+$']],
    [{ type: 'string', minLength: 1 }, '', ['spec [invalid]: must not be empty']],
    [{ type: 'string', maxLength: 2 }, 'äöü', ['spec [too-long]: must be at most 2 characters long']],
    [{ type: 'string', format: 'date-time' }, 'today', ['spec [invalid]: "today" is no date-time']],
    [{ type: 'string', format: 'date-time' }, [], []],
    [{ type: 'integer', minimum: 1, maximum: 5 }, 0, ['spec [invalid]: 0 must be at least 1']],
    [{ type: 'array', maxItems: 1, items: { type: 'string' } }, ['a', 2], ['spec[1] [type-invalid]: must be a string, not the number 2; write "2" in quotes', 'spec [too-many]: must have at most 1 items, has 2']],
    [{ type: 'object', required: ['a'], properties: { a: {} } }, {}, ['spec.a [required]: is required']],
    [{ type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }], properties: { a: {}, b: {} } }, { a: 1, b: 1 }, ['spec [invalid]: must have exactly one of the forms that the schema allows, but has 2: "a" or "b"']],
  ])('%j: %j', (schema, value, errors) => expect(validated(schema, value)).toEqual(errors));

  it('finds doubles in lists of type set and map', () => {
    const errors: FieldError[] = [];
    checkLists({ set: ['a', 'b', 'a', 'a'], map: [{ name: 'x' }, { name: 'x' }] }, cleanSchema({ type: 'object', properties: { set: { type: 'array', 'x-kubernetes-list-type': 'set' }, map: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] } } }), undefined, errors);
    expect(said(errors)).toEqual(['set[2] [duplicate]: is in the list already', 'map[1] [duplicate]: has the same name as an item before it']);
  });
});

describe('rules', () => {
  const rule = (validations: Json, value: Json, old?: Json): string[] => {
    const errors: FieldError[] = [];
    compileRules(cleanSchema({ type: 'object', properties: { spec: { type: 'object', properties: { n: { type: 'integer' }, after: { type: 'string', format: 'duration' } }, 'x-kubernetes-validations': validations } } }))?.({ spec: value }, old === undefined ? undefined : { spec: old }, undefined, errors, objectBudget());
    return said(errors);
  };
  it('says the message, the expression or the rule itself', () => {
    expect(rule([{ rule: 'self.n > 1', message: 'too small' }, { rule: 'self.n > 2', messageExpression: '"n is %d".format([self.n])' }, { rule: 'self.n > 3' }], { n: 1 })).toEqual(['spec [cel]: too small', 'spec [cel]: n is 1', 'spec [cel]: breaks the rule self.n > 3']);
  });
  it('puts the error on fieldPath, with its reason', () => expect(rule([{ rule: 'false', message: 'no', fieldPath: '.n', reason: 'FieldValueForbidden' }], { n: 1 })).toEqual(['spec.n [forbidden]: no']));
  it('sees texts by their format', () => expect(rule([{ rule: "self.after > duration('1m')", message: 'short' }], { after: '30s' })).toEqual(['spec [cel]: short']));
  it('runs transition rules on changes only', () => {
    const immutable = [{ rule: 'self.n == oldSelf.n', message: 'immutable' }];
    expect(rule(immutable, { n: 1 })).toEqual([]);
    expect(rule(immutable, { n: 1 }, { n: 2 })).toEqual(['spec [cel]: immutable']);
  });
  it('says why a rule cannot run', () => expect(rule([{ rule: 'self.nope == 1' }], { n: 1 })).toEqual(['spec [cel]: the rule self.nope == 1 fails: no such key: nope']));
});

it('survives a schema that is no schema', () => {
  const broken = { type: 5, properties: { a: null, b: { properties: 'x', items: [], enum: 3, pattern: '(' } }, required: 'a', 'x-kubernetes-validations': [{}] } as unknown as JsonObject;
  const errors: FieldError[] = [];
  compileSchema(cleanSchema(broken))({ a: 1, b: {} }, undefined, errors);
  expect(said(errors)).toEqual([]);
});
