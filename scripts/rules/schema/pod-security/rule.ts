import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Pods keep the Pod Security level of their namespace', level: 'error', source: 'kube-apiserver; Pod Security Standards' },
  reportedBy: 'check',
});
