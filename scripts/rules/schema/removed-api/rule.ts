import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'API versions are served', level: 'error', source: 'kube-apiserver; CHECKS 47-51' },
  reportedBy: 'check',
});
