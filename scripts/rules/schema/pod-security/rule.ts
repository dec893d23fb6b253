import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Pods keep the Pod Security level of their namespace', level: 'error', source: 'kube-apiserver; CHECKS 47-51' },
  reportedBy: 'check',
});
