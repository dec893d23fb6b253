import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Every kind has a schema', level: 'error', source: 'kube-apiserver; CHECKS 47-51' },
  reportedBy: 'check',
});
