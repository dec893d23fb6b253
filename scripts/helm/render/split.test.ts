import { describe, expect, test } from 'vitest';
import { parseKubeVersion } from './capabilities.ts';
import { inInstallOrder } from './installOrder.ts';
import { readHead, splitDocuments } from './split.ts';

test.each([
  ['a: 1\n---\nb: 2\n', ['a: 1\n', 'b: 2\n']],
  ['---\n---  \n\na: 1', ['a: 1']],
  ['---apiVersion: v1\n', ['apiVersion: v1\n']],
  ['a: |\n  ---\n  x\n', ['a: |\n  ---\n  x\n']],
  [' \n\t', []],
  ['# only a comment\n---\n', ['# only a comment\n']],
])('splits %j', (text, expected) => {
  const documents = splitDocuments(text);
  expect(documents.map((one) => one.text)).toEqual(expected);
  for (const one of documents) expect(text.startsWith(one.text, one.offset)).toBe(true);
});

describe('readHead', () => {
  const head = (text: string) => {
    const read = readHead(text);
    return read.ok ? read.head : read.error;
  };
  test('a hook', () => expect(head('kind: Job\nmetadata: {name: a, annotations: {helm.sh/hook: "pre-install, Test-Success", helm.sh/hook-weight: "-5"}}')).toEqual({ kind: 'Job', apiVersion: '', name: 'a', hook: { events: ['pre-install', 'test'], weight: -5 } }));
  test('an unknown event drops the manifest', () => expect(head('metadata: {annotations: {helm.sh/hook: crd-install}}')).toMatchObject({ hook: { events: [] } }));
  test('numbers where text is wanted', () => expect(head('kind: 1\nmetadata: {name: 1.5}')).toEqual({ kind: '1', apiVersion: '', name: '1.5' }));
  test('comments only', () => expect(head('# nothing')).toEqual({ kind: '', apiVersion: '', name: '' }));
  test.each([
    ['- a', 'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type util.SimpleHead'],
    ['kind: {a: 1}', 'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field SimpleHead.kind of type string'],
  ])('%s', (text, expected) => expect(head(text)).toBe(expected));
});

test('kinds in install order, unknown ones last and by name', () => {
  const kinds = ['Zebra', 'Deployment', 'Apple', 'Service', 'Namespace', 'Deployment'];
  expect(inInstallOrder(kinds.map((kind, id) => ({ kind, id }))).map(({ kind, id }) => `${kind}${id}`)).toEqual(['Namespace4', 'Service3', 'Deployment1', 'Deployment5', 'Apple2', 'Zebra0']);
});

test.each([
  ['1.35', { version: 'v1.35', normalized: 'v1.35', major: '1', minor: '35' }],
  ['v1.33.4-gke.1245000', { version: 'v1.33.4-gke.1245000', normalized: 'v1.33.4', major: '1', minor: '33' }],
  ['1', undefined], ['foo', undefined],
])('parseKubeVersion %s', (text, expected) => expect(parseKubeVersion(text)).toEqual(expected));
