import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Admission lets objects pass', level: 'error', source: 'kube-apiserver' },
  reportedBy: 'check',
});
