import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Entries that must be unique are', level: 'error', source: 'kube-apiserver; CHECKS 49, 50' },
  reportedBy: 'check',
});
