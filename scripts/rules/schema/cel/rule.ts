import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Objects keep the rules of their CRD', level: 'error', source: 'kube-apiserver; CHECKS 47-51' },
  reportedBy: 'check',
});
