import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Fields are of the type that the kind asks for', level: 'error', source: 'kube-apiserver; CHECKS 47' },
  reportedBy: 'check',
});
