import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Required fields are present', level: 'error', source: 'kube-apiserver; CHECKS 47-51; POLICIES name-present' },
  reportedBy: 'check',
});
