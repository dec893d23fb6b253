import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Entries that must be unique are', level: 'error', source: 'kube-apiserver; CHECKS 47-51' },
  reportedBy: 'check',
});
