import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Suppressions name rules that exist', level: 'error', source: 'CHECKS 60; kube-linter#605' },
  reportedBy: 'check',
});
