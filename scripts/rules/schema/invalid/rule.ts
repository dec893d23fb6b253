import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Values are valid', level: 'error', source: 'kube-apiserver; CHECKS 47-51; POLICIES schema-valid, label-value-valid' },
  reportedBy: 'check',
});
