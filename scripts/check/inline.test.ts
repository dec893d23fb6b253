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

it('says nothing of unused ones in a run that did not see everything', () => {
  expect(run('# validate-ignore workload/memory-limit: why\na: 1\n', [], false).own).toEqual([]);
});
