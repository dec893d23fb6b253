import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Suppressions silence something', level: 'warn', source: 'CHECKS 60; kube-linter#605, #1180' },
  reportedBy: 'check',
});
