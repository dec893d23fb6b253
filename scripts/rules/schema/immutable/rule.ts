import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Fields that cannot change stay', level: 'error', source: 'kube-apiserver' },
  reportedBy: 'check',
});
