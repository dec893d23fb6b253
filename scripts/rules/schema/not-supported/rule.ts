import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Values are among those that the field allows', level: 'error', source: 'kube-apiserver; CHECKS 47' },
  reportedBy: 'check',
});
