import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Suppressions give their reason', level: 'error', source: 'CHECKS 60; kube-score#488' },
  reportedBy: 'check',
});
