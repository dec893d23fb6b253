import { expect, it } from 'vitest';
import { draft } from './draft.ts';
import { applyInline, inlineIgnores } from './inline.ts';

const rules = ['workload/memory-limit', 'network/service-type'];
const at = (rule: string, line: number) => draft(rule, 'found', { place: { file: 'a.yaml', line, column: 3 } });
const run = (text: string, findings: ReturnType<typeof at>[], complete = true) => applyInline(findings, inlineIgnores('a.yaml', text), rules, complete);

it('silences on its own line', () => {
  const { kept, own } = run('spec:\n  type: NodePort # validate-ignore network/service-type: the router forwards to it\n', [at('network/service-type', 2), at('network/service-type', 1)]);
  expect(kept.map(({ place }) => place?.line)).toEqual([1]);
  expect(own).toEqual([]);
});

it('silences the line below, with the block that begins there', () => {
  const text = 'containers:\n  # validate-ignore workload/memory-limit: it takes what it needs\n  - name: a\n    image: b\n  - name: c\n';
  expect(run(text, [at('workload/memory-limit', 3), at('workload/memory-limit', 4), at('workload/memory-limit', 5)]).kept.map(({ place }) => place?.line)).toEqual([5]);
});

it('finds ignores that are unused, misspelt or without reason', () => {
  const text = '# validate-ignore workload/memory-limit: why\na: 1\n# validate-ignore workload/memry-limit: why\nb: 1\nc: 1 # validate-ignore network/service-type\n';
  expect(run(text, [at('network/service-type', 5)]).kept).toHaveLength(1);
  expect(run(text, []).own.map(({ rule, message, place }) => `${place?.line}:${place?.column} ${rule} ${message}`)).toEqual([
    '3:1 config/suppression-unknown-rule no rule is called "workload/memry-limit"; did you mean "workload/memory-limit"?',
    '5:6 config/suppression-without-reason the ignore of network/service-type gives no reason; write # validate-ignore network/service-type: reason',
    '1:1 config/suppression-unused the ignore of workload/memory-limit silences nothing; remove it',
  ]);
});

it('finds ignores whose word is misspelt, and reasons without their colon', () => {
  const text = 'a: 1 # validate-ignroe workload/memory-limit: why\n# validate:ignore workload/memory-limit: why\nb: 1\n# validate-ignore workload/memory-limit it takes what it needs\nc: 1\n# validates ignore lists\n# validate-ignore\nd: 1\n';
  expect(run(text, [at('workload/memory-limit', 5)]).kept).toHaveLength(1);
  expect(run(text, []).own.map(({ rule, message, place }) => `${place?.line}:${place?.column} ${rule} ${message}`)).toEqual([
    '1:6 config/invalid "validate-ignroe" silences nothing; write # validate-ignore family/rule: reason',
    '2:1 config/invalid "validate:ignore" silences nothing; write # validate-ignore family/rule: reason',
    '4:1 config/suppression-without-reason the ignore of workload/memory-limit gives no reason; write # validate-ignore workload/memory-limit: reason',
    '7:1 config/suppression-unknown-rule no rule is called ""; write # validate-ignore family/rule: reason',
  ]);
});

it('says nothing of unused ones in a run that did not see everything', () => {
  expect(run('# validate-ignore workload/memory-limit: why\na: 1\n', [], false).own).toEqual([]);
});

const at3 = (...lines: number[]) => lines.map((line) => at('workload/memory-limit', line));
const left = (text: string, ...lines: number[]) => run(text, at3(...lines)).kept.map(({ place }) => place?.line);

it('silences a whole document from above all else of it', () => {
  const text = '# of the file\n# validate-ignore workload/memory-limit: why\n\na: 1\nb: 1\n---\nc: 1\n';
  expect(left(text, 4, 5, 6, 7)).toEqual([6, 7]);
  expect(left('a: 1\n# validate-ignore workload/memory-limit: why\n---\nb: 1\nc: 1\n--- # next\nd: 1\n', 1, 4, 5, 7)).toEqual([1, 7]);
  expect(left('---\n# validate-ignore workload/memory-limit: why\nb: 1\nc: 1\n', 3, 4)).toEqual([]);
});

it('silences a list at the column of its key, an item with its keys, and no more', () => {
  expect(left('x: 1\n# validate-ignore workload/memory-limit: why\ncontainers:\n- name: a\n  image: b\nnext: 1\n', 3, 4, 5, 6)).toEqual([6]);
  expect(left('containers: # validate-ignore workload/memory-limit: why\n- name: a\n', 2)).toEqual([]);
  expect(left('c:\n# validate-ignore workload/memory-limit: why\n- name: a\n  image: b\n- name: c\n', 3, 4, 5)).toEqual([5]);
  expect(left('x: 1\n# validate-ignore workload/memory-limit: why\na:\n\n  # c\n  b: 1\nd: 1\n', 6, 7)).toEqual([7]);
});

it('takes a family, and no other pattern', () => {
  expect(left('a: 1 # validate-ignore workload/*: why\n', 1)).toEqual([]);
  for (const rule of ['*', '*/memory-limit', 'workload/mem*', 'workload', '']) expect(run(`a: 1 # validate-ignore ${rule}: why\n`, at3(1)).own.map(({ rule: found }) => found)).toEqual(['config/suppression-unknown-rule']);
});

it('is read in Windows files and at their end', () => {
  expect(left('x: 1\r\n# validate-ignore workload/memory-limit: why\r\na:\r\n  b: 1\r\nc: 1', 3, 4, 5)).toEqual([5]);
  expect(left('a: 1\n# validate-ignore workload/memory-limit: why', 1)).toEqual([1]);
});
