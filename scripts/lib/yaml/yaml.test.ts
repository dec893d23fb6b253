import { describe, expect, test } from 'vitest';
import { nodeAt, parseYaml, placeOf, placeOfNode, splitDocuments, toJson } from './index.ts';
import type { JsonProblem, YamlSchema } from './index.ts';

function value(text: string, schema: YamlSchema = 'kyaml'): unknown {
  const file = parseYaml(text);
  expect(file.errors).toEqual([]);
  const problems: JsonProblem[] = [];
  const values = file.documents.map((document) => (document.root === undefined ? undefined : toJson(document.root, schema, problems)));
  expect(problems).toEqual([]);
  return values.length === 1 ? values[0] : values;
}

function errors(text: string): string[] {
  return parseYaml(text).errors.map((error) => {
    const { line, column } = placeOf({ file: '', text }, error.offset);
    return `${line}:${column} ${error.code} ${error.message}`;
  });
}

/** Made with Go's yaml.v3 and sigs.k8s.io/yaml; [text, kyaml, sigs]. */
const scalars: [string, unknown, unknown][] = [
  ['yes', 'yes', true], ['Off', 'Off', false], ['y', 'y', true], ['True', true, true], ['tRue', 'tRue', 'tRue'], ['~', null, null], ['', null, null], ['NULL', null, null],
  ['0644', 420, 420], ['0o17', 15, 15], ['08', 8, 8], ['0x1F', 31, 31], ['-0x1f', -31, -31], ['0b11', 3, 3], ['+12', 12, 12], ['1_000', 1000, 1000], ['1:30', '1:30', '1:30'],
  ['1.5', 1.5, 1.5], ['.5', 0.5, 0.5], ['1e3', 1000, 1000], ['1.', 1, 1], ['1e', '1e', '1e'], ['1e999', '1e999', '1e999'], ['1.2.3', '1.2.3', '1.2.3'],
  ['9007199254740993', 9007199254740993n, 9007199254740993n], ['18446744073709551615', 18446744073709551615n, 18446744073709551615n], ['18446744073709551616', 18446744073709551616, 18446744073709551616],
  ['-9223372036854775809', -9223372036854775809, -9223372036854775809],
  ['2020-01-02', '2020-01-02T00:00:00Z', '2020-01-02'], ['2020-1-2 3:04:05.50', '2020-01-02T03:04:05.5Z', '2020-1-2 3:04:05.50'], ['2020-13-02', '2020-13-02', '2020-13-02'],
  ['"1"', '1', '1'], ["'yes'", 'yes', 'yes'], ['!!str 1', '1', '1'], ['!!int "1"', 1, 1], ['!!float 1', 1, 1], ['!!binary YQ==', 'a', 'a'], ['!mine 1', '1', '1'],
];

describe('scalars', () => {
  test.each(scalars)('%s', (text, kyaml, sigs) => {
    expect(value(text === '' ? '---' : text)).toEqual(kyaml);
    expect(value(text === '' ? '---' : text, 'sigs')).toEqual(sigs);
  });

  test('several lines', () => {
    expect(value('a: one\n  two\n\n  three # c\nb: "x\n\n  y\\\n   z"\nc: \'it\'\'s\n  so\'\n')).toEqual({ a: 'one two\nthree', b: 'x\nyz', c: "it's so" });
    expect(value('a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\nc: |+\n  x\n\n')).toEqual({ a: 'x\n y\n', b: 'x y\nz', c: 'x\n\n' });
    expect(value('a: |2\n    x\nb: >\n  a\n   b\n  c')).toEqual({ a: '  x\n', b: 'a\n b\nc' });
    expect(value('a: "\\x41\\u00e9\\U0001F600\\t\\/"'.replace('\\/', ''))).toEqual({ a: 'A\u00e9\u{1F600}\t' });
  });

  test('what JSON cannot hold', () => {
    const problems: JsonProblem[] = [];
    const { documents } = parseYaml('a: .inf\n1: x\nb: !!int x\n');
    toJson(documents[0]?.root as never, 'kyaml', problems);
    expect(problems.map((problem) => problem.message)).toEqual([
      '.inf is a number that JSON cannot hold; put it into quotes if it is a text', 'the key 1 is no text; put it into quotes', '"x" is no !!int',
    ]);
  });
});

describe('structure', () => {
  test('maps, lists, flow', () => {
    expect(value('a:\n- b: 1\n  c: [x, {y: z}, "q":1, ]\n- - d\n  - \n? e\n: f\n')).toEqual({ a: [{ b: 1, c: ['x', { y: 'z' }, { q: 1 }] }, ['d', null]], e: 'f' });
    expect(value('{a: b:c, d, "e":f}')).toEqual({ a: 'b:c', d: null, e: 'f' });
  });

  test('documents, BOM, CRLF', () => {
    expect(value('\ufeff# c\r\na: 1\r\n---\r\n--- # x\r\nb: |\r\n  x\r\n...\r\n---\r\n[c]')).toEqual([{ a: 1 }, null, { b: 'x\n' }, ['c']]);
  });

  test('anchors, aliases, merge keys', () => {
    const text = 'a: &a {x: 1, w: 2}\nb:\n  w: 3\n  <<: *a\n  z: *a\n';
    expect(value(text)).toEqual({ a: { x: 1, w: 2 }, b: { x: 1, w: 3, z: { x: 1, w: 2 } } });
    // yaml.v2 lets a merge win over the keys before it.
    expect(value(text, 'sigs')).toMatchObject({ b: { x: 1, w: 2 } });
  });

  test('keys that JavaScript treats specially', () => {
    const object = value('__proto__: 1\nconstructor: 2\n2: c\n', 'sigs') as object;
    expect(Object.keys(object).sort()).toEqual(['2', '__proto__', 'constructor']);
  });

  test('an alias bomb ends', () => {
    const text = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`).join('\n')}\n`;
    const problems: JsonProblem[] = [];
    toJson(parseYaml(text).documents[0]?.root as never, 'sigs', problems);
    expect(problems.map((problem) => problem.message)).toEqual(['the aliases of this document expand to far more than its text']);
  });
});

describe('errors', () => {
  test.each([
    ['a: b\n\tc: d\n', ['2:1 yaml/syntax a tab cannot indent a line; write spaces']],
    ['a: "x\n', ['1:4 yaml/syntax the string that starts here has no closing "']],
    ['a: b: c\n', ['1:5 yaml/syntax a second ":" behind "b" on one line; put the value into quotes, or start a new line below the key']],
    ['a: 1\nfoo\nb: 2\n', ['2:1 yaml/syntax expected ":" behind "foo"; every line of a mapping is "key: value"']],
    ['a: @x\n', ['1:4 yaml/syntax no value can start with "@"; put it into quotes']],
    ['a: [b\n', ['1:4 yaml/syntax "[" has no closing "]"']],
    ['a:\n    b: 1\n  c: 2\n', ['3:3 yaml/syntax this line is indented by 2 columns, the keys of this mapping by 0']],
    ['a: *x\n', ['1:4 yaml/syntax unknown anchor "x": no "&x" stands before it in this document']],
    ['a: "x" y\n', ['1:8 yaml/syntax "y" cannot stand behind the value on this line; put the whole value into quotes, or start a new line']],
    ['a: 1\nb: 2\na: 3\n', ['3:1 yaml/duplicate-key key "a" stands twice in this mapping']],
    ['a: \u0001\n', ['1:4 yaml/unreadable the character U+0001 is not allowed in YAML; write it as an escape in double quotes']],
  ])('%j', (text, expected) => {
    expect(errors(text)).toEqual(expected);
  });

  test('the documents behind a broken one are read', () => {
    const file = parseYaml('a: [\n---\nb: 1\n---\nc: "\n---\nd: 2\n');
    expect(file.errors.map((error) => error.document)).toEqual([0, 2]);
    expect(file.documents.map((document) => (document.root === undefined ? undefined : toJson(document.root, 'sigs')))).toEqual([undefined, { b: 1 }, undefined, { d: 2 }]);
  });

  test('nesting is bounded', () => {
    expect(errors('['.repeat(100_000))[0]).toBe('1:501 yaml/syntax more than 500 levels of nesting');
  });
});

describe('places', () => {
  test('every node knows where it is', () => {
    const text = '# c\na:\n  - b: xyz # d\n    c: &k "q"\n  - *k\n';
    const root = parseYaml(text, 'f.yaml').documents[0]?.root as never;
    expect(placeOfNode(nodeAt(root, '/a/0/b') as never)).toEqual({ file: 'f.yaml', line: 3, column: 8, endColumn: 11 });
    expect(placeOfNode(nodeAt(root, '/a/1') as never)).toEqual({ file: 'f.yaml', line: 5, column: 5, endColumn: 7 });
    expect(nodeAt(root, '/a/2')).toBeUndefined();
  });

  test('documents are split before parsing', () => {
    expect(splitDocuments('---\na: 1\n--- # x\n\n---\nb: |\n  ---\n')).toEqual([{ text: 'a: 1\n', offset: 4 }, { text: 'b: |\n  ---\n', offset: 22 }]);
  });
});
