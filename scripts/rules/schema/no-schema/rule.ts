import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Every kind has a schema', level: 'error', source: 'kube-apiserver; CHECKS 48' },
  reportedBy: 'check',
});
