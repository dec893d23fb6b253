import { describe, expect, test } from 'vitest';
import type { Json } from '../../model/json.ts';
import { compileSchema, TooManySteps } from './compile.ts';
import { printViolations, violationsOf } from './messages.ts';

const check = (schema: Json | object, values: Json, remote: Record<string, string> = {}): string => {
  const compiled = compileSchema(JSON.stringify(schema), (url) => remote[url]);
  return compiled.ok ? printViolations(violationsOf(compiled.validate(values))) : compiled.error;
};

describe('messages', () => {
  test.each<[string, object, Json, string]>([
    ['type', { properties: { a: { type: 'string' } } }, { a: 1 }, "- at '/a': got number, want string"],
    ['two types', { properties: { a: { type: ['string', 'null'] } } }, { a: [] }, "- at '/a': got array, want null or string"],
    ['required', { required: ['a', 'b'] }, {}, "- at '': missing properties 'a', 'b'"],
    ['additional', { properties: { a: {} }, additionalProperties: false }, { a: 1, b: 1 }, "- at '': additional properties 'b' not allowed"],
    ['enum', { properties: { a: { enum: ['x', 'y'] } } }, { a: 'z' }, "- at '/a': value must be one of 'x', 'y'"],
    ['const', { properties: { a: { const: 1 } } }, { a: 2 }, "- at '/a': value must be 1"],
    ['pattern', { properties: { a: { pattern: '^x' } } }, { a: 'y' }, "- at '/a': 'y' does not match pattern '^x'"],
    ['minimum', { properties: { a: { minimum: 1 } } }, { a: 0 }, "- at '/a': minimum: got 0, want 1"],
    ['anyOf', { properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } } }, { a: 1 }, "- at '/a': 'anyOf' failed\n  - at '/a': got number, want string\n  - at '/a': got number, want null"],
    ['oneOf', { properties: { a: { oneOf: [{ type: 'number' }, { minimum: 0 }] } } }, { a: 1 }, "- at '/a': 'oneOf' failed, subschemas 0, 1 matched"],
    ['if', { if: { required: ['a'] }, then: { required: ['b'] } }, { a: 1 }, "- at '': missing property 'b'"],
  ])('%s', (_, schema, values, expected) => expect(check(schema, values)).toBe(expected));
});

describe('drafts', () => {
  const draft = (name: string): string => `http://json-schema.org/${name}/schema#`;
  test('draft 4 has boolean limits and id', () => {
    const schema = { $schema: draft('draft-04'), id: 'http://x/y', properties: { a: { minimum: 1, exclusiveMinimum: true }, id: { type: 'string' } } };
    expect(check(schema, { a: 1, id: 1 })).toBe("- at '/a': exclusiveMinimum: got 1, want 1\n- at '/id': got number, want string");
  });
  test('before 2019 what stands beside $ref counts for nothing', () => {
    const schema = { definitions: { s: { type: 'string' } }, properties: { a: { $ref: '#/definitions/s', maxLength: 1 } } };
    expect(check({ $schema: draft('draft-07'), ...schema }, { a: 'long' })).toBe('');
    expect(check({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema }, { a: 'long' })).toBe("- at '/a': maxLength: got 4, want 1");
  });
  test('formats are checked by the old drafts only', () => {
    const schema = { properties: { a: { format: 'ipv4' } } };
    expect(check({ $schema: draft('draft-07'), ...schema }, { a: 'x' })).toBe("- at '/a': 'x' is not valid ipv4");
    expect(check(schema, { a: 'x' })).toBe('');
  });
  test('unevaluatedProperties of 2019-09', () => {
    expect(check({ $schema: 'https://json-schema.org/draft/2019-09/schema', properties: { a: {} }, unevaluatedProperties: false }, { b: 1 })).toBe("- at '/b': false schema");
  });
  test('a draft ignores what came later', () => {
    const later = { properties: { a: { const: 1, contains: { const: 1 }, propertyNames: { pattern: '^x' }, if: { type: 'number' }, then: { minimum: 5 } } } };
    expect(check({ $schema: draft('draft-04'), ...later }, { a: 2 })).toBe('');
    expect(check({ $schema: draft('draft-06'), ...later }, { a: 2 })).toBe("- at '/a': value must be 1");
    expect(check({ $schema: draft('draft-07'), ...later }, { a: 2 })).toBe("- at '/a': value must be 1\n- at '/a': minimum: got 2, want 5");
  });
  test.each([
    ['draft-04', { exclusiveMinimum: 3 }, "- at '/properties/a': properties 'minimum' required, if 'exclusiveMinimum' exists\n- at '/properties/a/exclusiveMinimum': got number, want boolean"],
    ['draft-04', true, "- at '/properties/a': got boolean, want object"],
    ['draft-06', { exclusiveMinimum: true }, "- at '/properties/a/exclusiveMinimum': got boolean, want number"],
    ['draft-07', { required: 'x' }, "- at '/properties/a/required': got string, want array"],
  ])('a schema that is none by %s', (name, a, expected) => {
    expect(check({ $schema: draft(name), properties: { a } }, {})).toBe(`"file:///values.schema.json#" is not valid against metaschema: jsonschema validation failed with '${draft(name)}'\n${expected}`);
  });
  test('a list is no schema', () => expect(check([], {})).toBe("\"file:///values.schema.json#\" is not valid against metaschema: jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'\n- at '': got array, want boolean or object"));
  test('multiples of a fraction', () => {
    expect(check({ properties: { a: { multipleOf: 0.1 } } }, { a: 0.3 })).toBe('');
    expect(check({ properties: { a: { multipleOf: 0.1 } } }, { a: 0.35 })).toBe("- at '/a': multipleOf: got 0.35, want 0.1");
  });
  test('a name of its own part', () => expect(check({ $id: 'https://example.com/root.json', properties: { a: { $ref: '/s' } }, $defs: { s: { $id: '/s', type: 'string' } } }, { a: 1 })).toBe("- at '/a': got number, want string"));
});

describe('references', () => {
  const schema = { properties: { a: { $ref: 'https://example.com/s.json#/definitions/s' }, b: { type: 'string' } } };
  test('a remote one comes from the cache', () => expect(check(schema, { a: 1 }, { 'https://example.com/s.json': '{"definitions": {"s": {"type": "string"}}}' })).toBe("- at '/a': got number, want string"));
  test('a remote one without a cache is named, the rest is checked', () => {
    const compiled = compileSchema(JSON.stringify(schema), () => undefined);
    expect(compiled.notChecked).toEqual(['the schema refers to "https://example.com/s.json", which was not checked: no cache holds it']);
    expect(compiled.ok && printViolations(violationsOf(compiled.validate({ a: 1, b: 1 })))).toBe("- at '/b': got number, want string");
  });
  test('a file is none of the chart', () => expect(check({ $ref: 'file:///etc/passwd' }, {})).toBe('failing loading "file:///etc/passwd": open /etc/passwd: no such file or directory'));
  test('a catastrophic pattern ends', () => {
    const start = performance.now();
    check({ properties: { a: { pattern: '^(a+)+$' } } }, { a: `${'a'.repeat(40)}!` });
    expect(performance.now() - start).toBeLessThan(2000);
  });
  test('no JSON, no schema', () => expect(compileSchema('{', () => undefined).ok).toBe(false));
});

test.each(['draft-07', '2020-12'])('a schema of %s that doubles what it asks at every reference ends', (draft) => {
  const levels = Array.from({ length: 40 }, (_, level) => [`a${level}`, { allOf: [{ $ref: `#/$defs/a${level + 1}` }, { $ref: `#/$defs/a${level + 1}` }] }]);
  const $schema = draft === 'draft-07' ? 'http://json-schema.org/draft-07/schema#' : 'https://json-schema.org/draft/2020-12/schema';
  expect(() => check({ $schema, $ref: '#/$defs/a0', $defs: { ...Object.fromEntries(levels), a40: { type: 'object' } } }, {})).toThrow(new TooManySteps('the schema takes too many steps'));
});
