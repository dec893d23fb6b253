import { expect, it } from 'vitest';
import { configMap, prod, runOver } from '../testing/repository.ts';

const files = {
  ...prod,
  'apps/a.yaml': configMap('a'),
  'validate.yaml': 'clusters: [{name: prod, entry: clusters/prod}]\nruleDir: rules\nrules: {team/prefix: warn}\n',
  'rules/team/prefix/rule.ts': `interface Named { readonly metadata: { readonly name: string } }
export default {
  meta: { summary: 'Names begin with the team', level: 'error', source: 'the team' },
  kinds: ['ConfigMap'],
  *check({ metadata: { name } }: Named) { if (!name.startsWith('team-')) yield { pointer: '/metadata/name', message: 'call it team-' + name }; },
};
`,
};

it('runs the rules of a repository\'s own where that is allowed', async () => {
  const { lines, report } = await runOver(files, { runRules: true });
  expect(lines).toEqual(['apps/a.yaml:3:18 team/prefix: call it team-a']);
  expect(report.findings[0]?.level).toBe('warn');
});

it('says that it has not run them otherwise', async () => {
  const { lines, report } = await runOver(files);
  expect(lines).toEqual([]);
  expect(report.notChecked).toEqual(['the rules in rules were not run: they are code of the repository; --run-rules allows it']);
});

it('tells what cannot be a rule, and goes on', async () => {
  const { lines } = await runOver({
    ...files, 'rules/team/broken/rule.ts': 'throw new Error("no network");', 'rules/team/none/rule.ts': 'export const a = 1;',
    'rules/network/host-unknown/rule.ts': 'export default {};', 'rules/team/throws/rule.ts': "export default { meta: { summary: 'x', level: 'warn', source: 'x' }, kinds: ['ConfigMap'], check() { throw new Error('oh'); } };",
  }, { runRules: true });
  expect(lines).toEqual([
    'apps/a.yaml:1:1 internal/rule-crashed: rule team/throws crashed on ConfigMap default/a: oh; nothing is known of what it would have found',
    'apps/a.yaml:3:18 team/prefix: call it team-a',
    'validate.yaml:2:1 config/invalid: own rule network/host-unknown: the tool has a rule of that name; choose another',
    'validate.yaml:2:1 config/invalid: own rule team/broken cannot be loaded: no network',
    'validate.yaml:2:1 config/invalid: own rule team/none: rule.ts exports no rule; write export default { meta: { summary, level, source }, check … }',
  ]);
});

it('refuses a folder outside of the repository', async () => {
  const { lines } = await runOver({ ...files, 'validate.yaml': 'clusters: [{name: prod, entry: clusters/prod}]\nruleDir: ../elsewhere\n' }, { runRules: true });
  expect(lines).toEqual(['validate.yaml:2:1 config/invalid: ruleDir names "../elsewhere", which is no folder of the repository']);
});
