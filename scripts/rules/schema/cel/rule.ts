import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Objects keep the rules of their CRD', level: 'error', source: 'kube-apiserver; CHECKS 49' },
  reportedBy: 'check',
});
