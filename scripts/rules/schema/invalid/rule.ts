import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Values are valid', level: 'error', source: 'kube-apiserver; CHECKS 47-51' },
  reportedBy: 'check',
});
