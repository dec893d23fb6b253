import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Everything of an object is checked', level: 'warn', source: 'kube-apiserver; CHECKS 48' },
  reportedBy: 'check',
});
