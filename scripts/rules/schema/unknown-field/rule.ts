import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Fields are known to the API server', level: 'error', source: 'kube-apiserver; CHECKS 47' },
  reportedBy: 'check',
});
